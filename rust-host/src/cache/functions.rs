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

/// The size at which functions that the last compilation didn't use are removed. CPython needs 29 MB.
const FULL: usize = 96 << 20;

/// The functions of one file: for each, its key, its length in four bytes, and its bytes.
#[derive(Debug, Default)]
pub struct Functions {
    file: Vec<u8>,
    known: HashMap<Key, Range<usize>>,
    used: Mutex<HashSet<Key>>,
    new: Mutex<HashMap<Key, Vec<u8>>>,
}

impl Functions {
    /// Those that an earlier compilation has left; none if the file is missing, damaged, or writable by others.
    pub fn read(path: &Path) -> Functions {
        let file = match owned_dir::check_file(path) {
            Ok(()) => fs::read(path).unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        match index(&file) {
            Some(known) => Functions {
                file,
                known,
                ..Functions::default()
            },
            None => Functions::default(),
        }
    }

    /// The new content of the file; none if nothing was added.
    pub fn content(&self) -> Option<Vec<u8>> {
        let new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        if new.is_empty() {
            return None;
        }
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept, idle): (Vec<_>, Vec<_>) = self.known.iter().partition(|(key, _)| used.contains(*key));
        let mut content = Vec::with_capacity(self.file.len());
        for (key, function) in &*new {
            append(&mut content, key, function);
        }
        for (key, range) in kept.into_iter().chain(idle) {
            if used.contains(key) || content.len() < FULL {
                append(&mut content, key, &self.file[range.clone()]);
            }
        }
        Some(content)
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

/// Where each function is in a file; none if the file is damaged.
fn index(file: &[u8]) -> Option<HashMap<Key, Range<usize>>> {
    let mut known = HashMap::new();
    let mut rest = file;
    while !rest.is_empty() {
        let (key, after) = rest.split_first_chunk::<32>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let start = file.len() - after.len();
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        rest = after.get(length..)?;
        known.insert(*key, start..start + length);
    }
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_again_and_a_damaged_file_has_none() {
        let first = Functions::default();
        assert!(first.content().is_none());
        assert!(first.insert(&[1; 32], b"one".into()) && first.insert(&[2; 32], b"two".into()));
        assert!(!first.insert(b"short", Vec::new()));
        let file = first.content().expect("two are new");

        let known = index(&file).expect("it is whole");
        let second = Functions {
            known,
            file: file.clone(),
            ..Functions::default()
        };
        assert_eq!(second.get(&[1; 32]).as_deref(), Some(&b"one"[..]));
        assert_eq!(second.get(&[3; 32]), None);
        assert!(second.content().is_none());
        assert!(second.insert(&[3; 32], b"three".into()));
        assert_eq!(
            index(&second.content().expect("one is new"))
                .expect("it is whole")
                .len(),
            3
        );
        assert!(index(&file[..file.len() - 1]).is_none());
    }
}
