//! Keeps each compiled function, so that of a changed composition only the changed functions are compiled. Most are
//! CPython's, which are the same in every composition.
//!
//! The compiler looks a function up by a hash of all that affects its machine code, and links it as if it had just
//! compiled it. The hash also depends on what the same thread compiled before, so a function may have several keys, and some
//! functions are compiled again although they are there. Like a compiled component, the file runs without further checks: see [`crate::cache::compiled`].

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use wasmtime::CacheStore;

use crate::cache::owned_dir;

type Key = [u8; 32];

/// The size at which a file is written again, with what the last compilation used, and of the rest up to half. CPython needs 29 MB.
const FULL: usize = 96 << 20;
/// In front of the functions of one compilation: their length, and their hash, since a machine may stop while a file is extended.
const HEAD: usize = 8 + blake3::OUT_LEN;

/// The functions of one file: for each, its key, its length in four bytes, and its bytes.
#[derive(Debug, Default)]
pub struct Functions {
    file: Vec<u8>,
    known: HashMap<Key, Range<usize>>,
    /// The file can be extended: it isn't damaged.
    whole: bool,
    used: Mutex<HashSet<Key>>,
    new: Mutex<HashMap<Key, Vec<u8>>>,
}

/// What to do with the file after a compilation.
#[derive(Debug, PartialEq)]
pub enum Change {
    Nothing,
    Append(Vec<u8>),
    Replace(Vec<u8>),
}

impl Functions {
    /// Those that earlier compilations have left; none if the file is missing or writable by others.
    pub fn read(path: &Path) -> Functions {
        match owned_dir::check_file(path) {
            Ok(()) => Functions::of(fs::read(path).unwrap_or_default()),
            Err(_) => Functions::default(),
        }
    }

    fn of(file: Vec<u8>) -> Functions {
        let (known, end) = index(&file);
        Functions {
            whole: end > 0 && end == file.len(),
            file,
            known,
            ..Functions::default()
        }
    }

    pub fn change(&self) -> Change {
        let new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        if new.is_empty() {
            return Change::Nothing;
        }
        let mut added = Vec::new();
        for (key, function) in &*new {
            append(&mut added, key, function);
        }
        if self.whole && self.file.len() + added.len() < FULL {
            return Change::Append(headed(&added));
        }
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept, idle): (Vec<_>, Vec<_>) = self.known.iter().partition(|(key, _)| used.contains(*key));
        for (key, range) in kept.into_iter().chain(idle) {
            if used.contains(key) || added.len() < FULL / 2 {
                append(&mut added, key, &self.file[range.clone()]);
            }
        }
        Change::Replace(headed(&added))
    }
}

impl CacheStore for Functions {
    fn get(&self, key: &[u8]) -> Option<Cow<'_, [u8]>> {
        let key = Key::try_from(key).ok()?;
        let range = self.known.get(&key)?;
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        Some(Cow::Borrowed(&self.file[range.clone()]))
    }

    fn insert(&self, key: &[u8], function: Vec<u8>) -> bool {
        let Ok(key) = Key::try_from(key) else { return false };
        self.new
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, function);
        true
    }
}

fn append(content: &mut Vec<u8>, key: &Key, function: &[u8]) {
    let Ok(length) = u32::try_from(function.len()) else {
        return;
    };
    content.extend_from_slice(key);
    content.extend_from_slice(&length.to_le_bytes());
    content.extend_from_slice(function);
}

fn headed(functions: &[u8]) -> Vec<u8> {
    let length = functions.len() as u64;
    [&length.to_le_bytes()[..], blake3::hash(functions).as_bytes(), functions].concat()
}

/// Where each function is in a file, and where its whole compilations end.
fn index(file: &[u8]) -> (HashMap<Key, Range<usize>>, usize) {
    let (mut known, mut end) = (HashMap::new(), 0);
    while let Some(functions) = first_compilation(&file[end..]) {
        end += HEAD + functions.len();
        let mut rest = functions;
        while let Some((key, function, after)) = first_function(rest) {
            rest = after;
            known.insert(*key, end - rest.len() - function.len()..end - rest.len());
        }
    }
    (known, end)
}

fn first_compilation(file: &[u8]) -> Option<&[u8]> {
    let (length, rest) = file.split_first_chunk()?;
    let (hash, rest) = rest.split_first_chunk::<{ blake3::OUT_LEN }>()?;
    let functions = rest.get(..usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    (blake3::hash(functions) == *hash).then_some(functions)
}

fn first_function(functions: &[u8]) -> Option<(&Key, &[u8], &[u8])> {
    let (key, rest) = functions.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (function, after) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some((key, function, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file after a compilation with these functions.
    fn compile(file: &[u8], functions: &[(u8, &[u8])]) -> Change {
        let cache = Functions::of(file.to_vec());
        for (key, function) in functions {
            assert!(cache.insert(&[*key; 32], function.to_vec()));
        }
        cache.change()
    }

    #[test]
    fn functions_of_each_compilation_are_found_again() {
        assert!(!Functions::default().insert(b"short", Vec::new()));
        assert_eq!(compile(b"", &[]), Change::Nothing);
        let Change::Replace(mut file) = compile(b"", &[(1, b"one"), (2, b"two")]) else {
            panic!("there is no file yet")
        };
        assert_eq!(compile(&file, &[]), Change::Nothing);
        let Change::Append(more) = compile(&file, &[(3, b"three")]) else {
            panic!("it is extended")
        };
        file.extend(more);
        let found = Functions::of(file);
        for (key, function) in [(1, "one"), (2, "two"), (3, "three")] {
            assert_eq!(found.get(&[key; 32]).as_deref(), Some(function.as_bytes()));
        }
        assert_eq!(found.get(&[4; 32]), None);
    }

    #[test]
    fn of_a_damaged_file_the_whole_compilations_are_kept() {
        let Change::Replace(first) = compile(b"", &[(1, b"one")]) else {
            panic!("there is no file yet")
        };
        let Change::Append(second) = compile(&first, &[(2, b"two")]) else {
            panic!("it is extended")
        };
        let file = [first.clone(), second].concat();
        let mut changed = file.clone();
        *changed.last_mut().expect("it has bytes") ^= 1;
        for damaged in [&file[..file.len() - 1], &file[..first.len() + 3], &changed] {
            let found = Functions::of(damaged.to_vec());
            assert_eq!(found.known.len(), 1);
            let Change::Replace(file) = compile(damaged, &[(3, b"three")]) else {
                panic!("what follows the damage wouldn't be found")
            };
            assert_eq!(Functions::of(file).known.len(), 2);
        }
        assert_eq!(Functions::of(changed[1..].to_vec()).known.len(), 0);
    }

    #[test]
    fn a_full_file_keeps_what_was_used() {
        let half = vec![0; FULL / 2];
        let Change::Replace(first) = compile(b"", &[(1, &half)]) else {
            panic!("there is no file yet")
        };
        let Change::Append(second) = compile(&first, &[(2, &half[..half.len() / 2])]) else {
            panic!("there is room")
        };
        let cache = Functions::of([first, second].concat());
        assert!(cache.insert(&[3; 32], half.clone()) && cache.get(&[2; 32]).is_some());
        let Change::Replace(file) = cache.change() else {
            panic!("there is no room")
        };
        let kept = Functions::of(file).known;
        let kept = [1, 2, 3].map(|key| kept.contains_key(&[key; 32]));
        assert_eq!(kept, [false, true, true]);
    }
}
