//! A key-value store in a file behaves as a sorted map, and is persistent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pipeline_host::store::StoreFile;
use pipeline_host::store::columns::{TextColumn, values};
use pipeline_host::store::file::Access;
use pipeline_host::store::kv::{self, KvStore, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

struct Scratch {
    folder: TempDir,
}

impl Scratch {
    fn new() -> Scratch {
        Scratch {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self) -> StoreFile {
        StoreFile::new(&self.path())
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("users.db")
    }
}

fn rows(keys: &TextColumn, held: &TextColumn) -> Vec<(String, String)> {
    let texts = |column: &TextColumn| -> Vec<String> {
        let values = values(&column.text, &column.ends).unwrap();
        values.into_iter().map(Into::into).collect()
    };
    texts(keys).into_iter().zip(texts(held)).collect()
}

fn put_new(store: &KvStore, connection: &Connection, entries: &[(&str, &str)]) -> Vec<(u32, String)> {
    let (known, held) = store.put_new(connection, entries.iter().copied()).unwrap();
    let held = values(&held.text, &held.ends).unwrap();
    known.into_iter().zip(held.into_iter().map(Into::into)).collect()
}

#[test]
fn it_behaves_as_a_sorted_map() {
    let scratch = Scratch::new();
    let file = scratch.file();
    let connection = file.begin().unwrap();
    let store = kv::open(&connection, Access::Write, "some-store").unwrap();
    let mut model: BTreeMap<String, String> = BTreeMap::new();
    // A pseudo-random sequence with repeated keys.
    let mut seed = 1_u32;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for step in 0..3000 {
        let key = ["", "a", "ä", "key", "'quoted'", "\0", "K"][next(7) as usize].to_string() + &next(30).to_string();
        match next(4) {
            0 => assert_eq!(store.get(&connection, &key).unwrap(), model.get(&key).cloned()),
            1 => {
                store.put(&connection, &key, &step.to_string()).unwrap();
                model.insert(key, step.to_string());
            }
            2 => assert_eq!(store.delete(&connection, &key).unwrap(), model.remove(&key).is_some()),
            _ => {
                let twice = [(key.as_str(), "first"), ("fixed", "x"), (key.as_str(), "second")];
                let mut expected = Vec::new();
                for (row, (key, value)) in (0..).zip(twice) {
                    match model.get(key) {
                        Some(held) => expected.push((row, held.clone())),
                        None => drop(model.insert(key.into(), value.into())),
                    }
                }
                assert_eq!(put_new(&store, &connection, &twice), expected);
            }
        }
    }
    file.commit(&connection).unwrap();
    drop(connection);

    let connection = file.read().unwrap();
    let store = kv::open(&connection, Access::Read, "some-store").unwrap();
    let mut listed = Vec::new();
    loop {
        let after = listed.last().map(|(key, _): &(String, String)| key.as_str());
        let (keys, held) = store.scan(&connection, after, 7).unwrap();
        let page = rows(&keys, &held);
        let last = page.len() < 7;
        listed.extend(page);
        if last {
            break;
        }
    }
    assert_eq!(listed, model.into_iter().collect::<Vec<_>>());
}

#[test]
fn uncommitted_writes_are_undone() {
    let scratch = Scratch::new();
    let file = scratch.file();
    let write = |value: &str, commit: bool| {
        let connection = file.begin().unwrap();
        let store = kv::open(&connection, Access::Write, "users").unwrap();
        store.put(&connection, "key", value).unwrap();
        if commit {
            file.commit(&connection).unwrap();
        }
    };
    let read = || {
        let connection = file.read().unwrap();
        let store = kv::open(&connection, Access::Read, "users").unwrap();
        store.get(&connection, "key").unwrap()
    };
    write("never", false);
    assert!(file.read().is_err(), "there is no store before the first commit");
    write("first", true);
    write("second", false);
    assert_eq!(read().as_deref(), Some("first"));
    write("third", true);
    assert_eq!(read().as_deref(), Some("third"));
}

#[test]
fn others_read_the_state_before_while_one_writes() {
    let scratch = Scratch::new();
    let file = scratch.file();
    file.commit(&file.begin().unwrap()).unwrap();
    let writer = file.begin().unwrap();
    let store = kv::open(&writer, Access::Write, "users").unwrap();
    store.put(&writer, "key", "value").unwrap();
    let reader = file.read().unwrap();
    let seen = kv::open(&reader, Access::Read, "users").unwrap();
    assert_eq!(seen.get(&reader, "key").unwrap(), None);
    file.commit(&writer).unwrap();
    assert_eq!(seen.get(&reader, "key").unwrap().as_deref(), Some("value"));
}

#[test]
fn a_reader_cannot_write() {
    let scratch = Scratch::new();
    let file = scratch.file();
    file.commit(&file.begin().unwrap()).unwrap();
    let reader = file.read().unwrap();
    for name in ["users", "never-made"] {
        let store = kv::open(&reader, Access::Read, name).unwrap();
        assert_eq!(store.get(&reader, "key"), Ok(None));
        assert_eq!(store.put(&reader, "key", "value"), Err(StoreError::ReadOnly));
        assert_eq!(store.delete(&reader, "key"), Err(StoreError::ReadOnly));
        assert_eq!(
            store.put_new(&reader, [("key", "value")].into_iter()),
            Err(StoreError::ReadOnly)
        );
        assert_eq!(store.scan(&reader, None, 9).unwrap(), Default::default());
    }
}

#[test]
fn a_name_is_plain() {
    let scratch = Scratch::new();
    let connection = scratch.file().begin().unwrap();
    let long = "x".repeat(33);
    for name in [
        "",
        "Users",
        "1st",
        "-a",
        "a b",
        "a\"b",
        "ä",
        "users;drop",
        long.as_str(),
    ] {
        let refused = kv::open(&connection, Access::Write, name);
        assert_eq!(refused.unwrap_err(), StoreError::InvalidName(name.into()));
    }
    for name in ["a", "users", "a-1", &long[..32]] {
        kv::open(&connection, Access::Write, name).unwrap();
    }
}

#[test]
fn malformed_columns_are_rejected() {
    assert_eq!(values("aäb", &[1, 3, 4]), Ok(vec!["a", "ä", "b"]));
    assert_eq!(values("", &[]), Ok(vec![]));
    for (text, ends) in [
        ("ä", vec![1, 2]),
        ("ab", vec![2, 1]),
        ("ab", vec![3]),
        ("ab", vec![1]),
        ("ab", vec![]),
    ] {
        assert!(values(text, &ends).is_err(), "{text:?} {ends:?}");
    }
}
