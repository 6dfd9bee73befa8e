//! Compiled components are kept, and only loaded from where no other user can write.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use pipeline_host::cache::compiled::Cache;
use pipeline_host::sandbox::engine::engine_for;
use pipeline_host::{Limits, Purpose};
use tempfile::TempDir;

/// A component with nothing in it.
const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

struct Scratch {
    folder: TempDir,
}

impl Scratch {
    fn new() -> Scratch {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("empty.wasm"), EMPTY).unwrap();
        Scratch { folder }
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join("cache").join("compiled")
    }

    /// The notices of a load.
    fn load(&self, file: &str) -> Result<String, String> {
        self.load_for(Purpose::Speed, file)
    }

    fn load_for(&self, purpose: Purpose, file: &str) -> Result<String, String> {
        let notices = RefCell::new(Vec::new());
        let notice = |text: &str| notices.borrow_mut().push(text.to_string());
        let loaded = Cache::at(&self.kept()).load(
            &engine_for(purpose, &Limits::default()).unwrap(),
            &self.folder.path().join(file),
            notice,
        );
        loaded.map_err(|error| format!("{error:#}"))?;
        Ok(notices.into_inner().join("\n"))
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.kept()).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A debugger writes into the code that it sees.
#[test]
fn code_for_a_debugger_is_neither_kept_nor_loaded() {
    let scratch = Scratch::new();
    for _ in 0..2 {
        let notice = scratch.load_for(Purpose::Debugging, "empty.wasm").unwrap();
        assert!(notice.ends_with("the cache isn't used"), "{notice}");
        assert_eq!(scratch.files(), Vec::<PathBuf>::new());
    }
    scratch.load("empty.wasm").unwrap();
    let kept: BTreeSet<PathBuf> = scratch.files().into_iter().collect();
    let notice = scratch.load_for(Purpose::Debugging, "empty.wasm").unwrap();
    assert!(notice.ends_with("the cache isn't used"), "{notice}");
    assert_eq!(scratch.files().into_iter().collect::<BTreeSet<_>>(), kept);
}

#[test]
fn only_the_first_load_compiles() {
    let scratch = Scratch::new();
    assert!(scratch.load("empty.wasm").unwrap().starts_with("compiling `"));
    assert_eq!(scratch.load("empty.wasm").unwrap(), "");
    let files = scratch.files();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(scratch.kept().metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_file_that_others_can_write_is_not_loaded() {
    let scratch = Scratch::new();
    scratch.load("empty.wasm").unwrap();
    chmod(&scratch.files()[0], 0o620);
    assert!(
        scratch
            .load("empty.wasm")
            .unwrap()
            .starts_with("compiling again: others can write to `")
    );
    // It was replaced by a new one.
    assert_eq!(scratch.load("empty.wasm").unwrap(), "");
}

#[test]
fn a_link_is_not_loaded() {
    let scratch = Scratch::new();
    scratch.load("empty.wasm").unwrap();
    let file = &scratch.files()[0];
    let elsewhere = scratch.folder.path().join("elsewhere");
    fs::rename(file, &elsewhere).unwrap();
    symlink(&elsewhere, file).unwrap();
    assert!(
        scratch
            .load("empty.wasm")
            .unwrap()
            .starts_with("compiling again: others can write to `")
    );
}

#[test]
fn a_folder_that_others_can_write_is_not_used() {
    let scratch = Scratch::new();
    scratch.load("empty.wasm").unwrap();
    for folder in [scratch.kept(), scratch.folder.path().join("cache")] {
        chmod(&folder, 0o777);
        let notice = scratch.load("empty.wasm").unwrap();
        assert!(
            notice.contains("the result isn't kept: others can write to `"),
            "{notice}"
        );
        chmod(&folder, 0o700);
    }
    assert_eq!(scratch.load("empty.wasm").unwrap(), "");
}

#[test]
fn a_damaged_file_is_replaced() {
    let scratch = Scratch::new();
    scratch.load("empty.wasm").unwrap();
    fs::write(&scratch.files()[0], "spoiled").unwrap();
    assert!(scratch.load("empty.wasm").unwrap().starts_with("compiling again, `"));
    assert_eq!(scratch.load("empty.wasm").unwrap(), "");
}

/// Others may be using the recent ones side by side, as tests do.
#[test]
fn those_used_last_or_recently_are_kept() {
    let scratch = Scratch::new();
    scratch.load("empty.wasm").unwrap();
    for number in 0..40_u8 {
        // A custom section with the number makes each component a different one.
        let other = [EMPTY, &[0, 3, 1, b'n', number]].concat();
        fs::write(scratch.folder.path().join("other.wasm"), other).unwrap();
        assert!(scratch.load("other.wasm").unwrap().starts_with("compiling `"));
        assert_eq!(scratch.load("empty.wasm").unwrap(), "");
    }
    assert_eq!(scratch.files().len(), 41);
    let hours_ago = SystemTime::now() - Duration::from_secs(2 * 3600);
    for file in scratch.files() {
        File::open(file).unwrap().set_modified(hours_ago).unwrap();
    }
    assert_eq!(scratch.load("empty.wasm").unwrap(), "");
    fs::write(scratch.folder.path().join("one.wasm"), [EMPTY, b"\0\x02\x01n"].concat()).unwrap();
    assert!(scratch.load("one.wasm").unwrap().starts_with("compiling `"));
    assert_eq!(scratch.files().len(), 32);
    for recent in ["empty.wasm", "one.wasm"] {
        assert_eq!(scratch.load(recent).unwrap(), "");
    }
}

#[test]
fn a_file_that_is_not_a_component_is_named() {
    let scratch = Scratch::new();
    fs::write(scratch.folder.path().join("none.wasm"), "none").unwrap();
    let error = scratch.load("none.wasm").unwrap_err();
    assert!(
        error.starts_with("cannot read the component `") && !error.contains('\n'),
        "{error}"
    );
    let error = scratch.load("nowhere.wasm").unwrap_err();
    assert!(error.ends_with("nowhere.wasm`: no such file or directory"), "{error}");
}

/// With the functions of an earlier compilation the machine code is the same. They are used only from a whole file that
/// only the user can write to.
#[test]
fn functions_are_kept_and_change_nothing() {
    let scratch = Scratch::new();
    let validator = concat!(env!("CARGO_MANIFEST_DIR"), "/../build/validator.wasm");
    let of_kind = |kind: &str| {
        let mut files = scratch.files();
        files.retain(|file| file.extension().is_some_and(|found| found == kind));
        assert_eq!(files.len(), 1, "{kind}");
        files.remove(0)
    };
    let again = || {
        fs::remove_file(of_kind("cwasm")).unwrap();
        scratch.load(validator).unwrap();
        fs::read(of_kind("cwasm")).unwrap()
    };
    scratch.load(validator).unwrap();
    let compiled = fs::read(of_kind("cwasm")).unwrap();
    let functions = of_kind("functions");
    let content = fs::read(&functions).unwrap();
    assert_eq!(functions.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(again() == compiled);

    for spoil in [
        &|| fs::write(&functions, &content[..content.len() - 1]).unwrap(),
        &|| chmod(&functions, 0o622),
    ] as [&dyn Fn(); 2]
    {
        spoil();
        assert!(again() == compiled);
        // It was replaced by a new one, with the same functions.
        assert_eq!(functions.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(code(&fs::read(&functions).unwrap()) == code(&content));
    }
}

/// The code of all functions in a file. Their keys are left out: cranelift's hash of a function also depends on what the
/// same thread compiled before it, because `DataFlowGraph::clear` keeps the tables of exceptions. So a function can have
/// several keys, and which it has varies.
fn code(mut file: &[u8]) -> BTreeSet<&[u8]> {
    let mut code = BTreeSet::new();
    // Each compilation has its length, a hash of 32 bytes, and its functions.
    while let Some((length, after)) = file.split_first_chunk() {
        let (mut functions, rest) = after[32..].split_at(u64::from_le_bytes(*length) as usize);
        file = rest;
        while let Some((_, after)) = functions.split_first_chunk::<32>() {
            let (length, after) = after.split_first_chunk().expect("a length");
            let (function, rest) = after.split_at(u32::from_le_bytes(*length) as usize);
            code.insert(function);
            functions = rest;
        }
    }
    assert!(code.len() > 100, "{}", code.len());
    code
}
