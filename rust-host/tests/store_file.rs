//! A file that is not a store is rejected with a message that names it and is left unchanged.

use std::fs;
use std::path::Path;

use pipeline_host::Failure;
use pipeline_host::store::StoreFile;
use pipeline_host::store::file::Access;
use pipeline_host::store::kv;
use rusqlite::Connection;
use tempfile::TempDir;

/// The errors of opening a file, once for writing and once for reading.
fn refusals(folder: &Path, name: &str) -> [String; 2] {
    let file = StoreFile::new(&folder.join(name));
    [file.begin().err(), file.read().err()].map(|failure| match failure {
        Some(failure @ Failure::Store(_)) => {
            assert_eq!(failure.exit_code(), 5);
            failure.to_string().replace(&format!("{}/", folder.display()), "")
        }
        Some(other) => panic!("{other:?}"),
        None => String::new(),
    })
}

fn scratch() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_file_that_is_not_a_store_is_named() {
    let scratch = scratch();
    let folder = scratch.path();
    fs::create_dir(folder.join("folder")).unwrap();
    fs::write(folder.join("text.csv"), "name,email,age\n".repeat(100)).unwrap();
    let foreign = Connection::open(folder.join("foreign.db")).unwrap();
    foreign.execute_batch("CREATE TABLE notes (text)").unwrap();
    let newer = Connection::open(folder.join("newer.db")).unwrap();
    newer
        .execute_batch("PRAGMA application_id = 0x70706c6e; PRAGMA user_version = 2")
        .unwrap();
    let files = ["text.csv", "foreign.db", "newer.db"];
    let contents = || files.map(|name| fs::read(folder.join(name)).unwrap());
    let before = contents();
    for (name, expected) in [
        (
            "folder",
            "cannot open the store `folder`: found a folder, expected a pipeline store of format version 1",
        ),
        (
            "text.csv",
            "cannot open the store `text.csv`: found a file that is not a database, expected a pipeline store of format version 1",
        ),
        (
            "foreign.db",
            "cannot open the store `foreign.db`: found a database of another program, expected a pipeline store of format version 1",
        ),
        (
            "newer.db",
            "cannot open the store `newer.db`: found format version 2, expected a pipeline store of format version 1",
        ),
        (
            "none/users.db",
            "cannot open the store `none/users.db`: no such file or directory",
        ),
        (
            "text.csv/users.db",
            "cannot open the store `text.csv/users.db`: not a directory",
        ),
    ] {
        assert_eq!(refusals(folder, name), [expected, expected]);
    }
    assert!(contents() == before, "a file that is not a store was changed");
}

#[test]
fn a_store_is_created_for_writing_and_not_for_reading() {
    let scratch = scratch();
    let none = "cannot open the store `new.db`: no such file or directory";
    assert_eq!(
        StoreFile::new(&scratch.path().join("new.db"))
            .read()
            .err()
            .map(|e| e.to_string().contains("new.db")),
        Some(true)
    );
    assert!(!scratch.path().join("new.db").exists());
    assert_eq!(refusals(scratch.path(), "new.db")[0], "");
    assert_ne!(
        refusals(scratch.path(), "new.db")[1],
        none,
        "it is there by now, if empty"
    );
    fs::write(scratch.path().join("empty.db"), "").unwrap();
    let [writing, reading] = refusals(scratch.path(), "empty.db");
    assert_eq!(writing, "");
    assert_eq!(
        reading,
        "cannot open the store `empty.db`: found an empty database, expected a pipeline store of format version 1"
    );
}

#[test]
fn only_one_writes_at_a_time() {
    let scratch = scratch();
    let file = StoreFile::new(&scratch.path().join("users.db"));
    let first = file.begin().unwrap();
    let expected = "cannot open the store `users.db`: another process is writing to it";
    assert_eq!(refusals(scratch.path(), "users.db")[0], expected);
    file.commit(&first).unwrap();
    drop(first);
    assert_eq!(refusals(scratch.path(), "users.db"), ["", ""]);
}

#[test]
fn a_damaged_store_is_an_error_and_not_a_crash() {
    let scratch = scratch();
    let path = scratch.path().join("users.db");
    let file = StoreFile::new(&path);
    let connection = file.begin().unwrap();
    let users = kv::open(&connection, Access::Write, "users").unwrap();
    let keys: Vec<String> = (0..5000).map(|at| format!("key {at}")).collect();
    users
        .put_new(&connection, keys.iter().map(|key| (key.as_str(), "value")))
        .unwrap();
    file.commit(&connection).unwrap();
    drop(connection);
    // Keep the first page, which contains the header.
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let connection = file.read().unwrap();
    let users = kv::open(&connection, Access::Read, "users").unwrap();
    let found = users.get(&connection, "key 7");
    assert!(matches!(found, Err(kv::StoreError::Corrupt(_))), "{found:?}");
}

#[test]
fn a_reader_leaves_nothing_beside_the_file() {
    let scratch = scratch();
    let path = scratch.path().join("users.db");
    let file = StoreFile::new(&path);
    file.commit(&file.begin().unwrap()).unwrap();
    drop(file.read().unwrap());
    file.tidy();
    let names: Vec<_> = fs::read_dir(scratch.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["users.db"]);
}
