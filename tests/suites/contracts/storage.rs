//! `my:storage/kv`: the same assertions for the store in memory and the mock. The store on SQLite has them in the host's own
//! tests, rust-host/tests.

use tests::component::load;
use tests::start;
use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreLimits};

use self::exports::my::storage::kv::TextColumn;
use self::my::storage::types::{Known, Page, StoreError};

wasmtime::component::bindgen!({
    inline: "package test:storage; world key-values { export my:storage/kv@2.0.0; }",
    world: "test:storage/key-values",
    path: "../wit",
});

const FILES: [&str; 2] = ["store.wasm", "mock-store.wasm"];

struct Instance {
    store: Store<StoreLimits>,
    world: KeyValues,
}

impl Instance {
    fn new(file: &str, memory: usize) -> Instance {
        let (store, world) = start!(KeyValues, load(file, memory));
        Instance { store, world }
    }

    fn open(&mut self, name: &str) -> ResourceAny {
        let opened = self.world.my_storage_kv().call_open_store(&mut self.store, name);
        opened.expect("no trap").expect("a store")
    }

    fn get(&mut self, handle: ResourceAny, key: &str) -> Option<String> {
        let kv = self.world.my_storage_kv().kv_store();
        kv.call_get(&mut self.store, handle, key)
            .expect("no trap")
            .expect("it works")
    }

    fn put(&mut self, handle: ResourceAny, key: &str, value: &str) {
        let kv = self.world.my_storage_kv().kv_store();
        let put = kv.call_put(&mut self.store, handle, key, value);
        put.expect("no trap").expect("it works");
    }

    fn delete(&mut self, handle: ResourceAny, key: &str) -> bool {
        let kv = self.world.my_storage_kv().kv_store();
        let deleted = kv.call_delete(&mut self.store, handle, key);
        deleted.expect("no trap").expect("it works")
    }

    fn put_new(
        &mut self,
        handle: ResourceAny,
        keys: &TextColumn,
        values: &TextColumn,
    ) -> wasmtime::Result<Result<Known, StoreError>> {
        let kv = self.world.my_storage_kv().kv_store();
        kv.call_put_new(&mut self.store, handle, keys, values)
    }

    /// Adds entries; returns those that were known, with their values.
    fn add(&mut self, handle: ResourceAny, entries: &[(&str, &str)]) -> Vec<(u32, String)> {
        let (keys, values): (Vec<_>, Vec<_>) = entries.iter().copied().unzip();
        let known = self.put_new(handle, &column(&keys), &column(&values));
        let known = known.expect("no trap").expect("it works");
        known.rows.iter().copied().zip(split(&known.values)).collect()
    }

    fn scan(&mut self, handle: ResourceAny, after: Option<&str>, limit: u32) -> Vec<(String, String)> {
        let kv = self.world.my_storage_kv().kv_store();
        let page = kv.call_scan(&mut self.store, handle, after, limit);
        let Page { keys, values } = page.expect("no trap").expect("it works");
        split(&keys).into_iter().zip(split(&values)).collect()
    }
}

fn column(values: &[&str]) -> TextColumn {
    let mut column = TextColumn {
        text: String::new(),
        ends: Vec::new(),
    };
    for value in values {
        column.text += value;
        column.ends.push(column.text.len() as u32);
    }
    column
}

fn split(column: &TextColumn) -> Vec<String> {
    let starts = std::iter::once(0).chain(column.ends.iter().map(|end| *end as usize));
    starts
        .zip(&column.ends)
        .map(|(start, end)| column.text[start..*end as usize].to_string())
        .collect()
}

fn owned(entries: &[(&str, &str)]) -> Vec<(String, String)> {
    entries
        .iter()
        .map(|(key, value)| (key.to_string(), value.to_string()))
        .collect()
}

#[test]
fn a_value_is_what_was_put_last() {
    for file in FILES {
        let mut instance = Instance::new(file, 16 << 20);
        let store = instance.open("users");
        assert_eq!(instance.get(store, "a"), None);
        instance.put(store, "a", "1");
        instance.put(store, "", "empty");
        instance.put(store, "a", "a longer one");
        assert_eq!(instance.get(store, "a").as_deref(), Some("a longer one"));
        assert_eq!(instance.get(store, "").as_deref(), Some("empty"));
        assert_eq!(instance.get(store, "A"), None);
        assert!(instance.delete(store, "a"));
        assert!(!instance.delete(store, "a"));
        assert_eq!(instance.get(store, "a"), None);
    }
}

#[test]
fn a_batch_adds_what_is_new_and_says_what_was_there() {
    for file in FILES {
        let mut instance = Instance::new(file, 16 << 20);
        let store = instance.open("users");
        instance.put(store, "b", "before");
        let known = instance.add(store, &[("a", "1"), ("b", "2"), ("a", "3"), ("ä", "4"), ("a", "5")]);
        let expected = [(1, "before"), (2, "1"), (4, "1")].map(|(row, value)| (row, value.to_string()));
        assert_eq!(known, expected);
        let all = owned(&[("a", "1"), ("b", "before"), ("ä", "4")]);
        assert_eq!(instance.scan(store, None, 9), all);
        assert_eq!(instance.add(store, &[]), []);
    }
}

#[test]
fn a_scan_goes_on_where_the_one_before_ended() {
    for file in FILES {
        let mut instance = Instance::new(file, 16 << 20);
        let store = instance.open("users");
        instance.add(store, &[("b", "2"), ("c", "3"), ("a", "1"), ("aa", "4"), ("Z", "5")]);
        let sorted = owned(&[("Z", "5"), ("a", "1"), ("aa", "4"), ("b", "2"), ("c", "3")]);
        assert_eq!(instance.scan(store, None, 2), sorted[..2]);
        assert_eq!(instance.scan(store, Some("a"), 2), sorted[2..4]);
        assert_eq!(instance.scan(store, Some("ab"), 2), sorted[3..]);
        assert_eq!(instance.scan(store, Some("c"), 2), []);
        assert_eq!(instance.scan(store, None, 0), []);
        assert_eq!(instance.scan(store, None, u32::MAX), sorted);
    }
}

#[test]
fn handles_to_one_name_are_one_store_and_names_are_kept_apart() {
    for file in FILES {
        let mut instance = Instance::new(file, 16 << 20);
        let (first, second, other) = (instance.open("users"), instance.open("users"), instance.open("imports"));
        instance.put(first, "a", "1");
        first.resource_drop(&mut instance.store).expect("no trap");
        assert_eq!(instance.get(second, "a").as_deref(), Some("1"));
        assert_eq!(instance.get(other, "a"), None);
    }
}

#[test]
fn columns_that_break_their_rules_trap() {
    let bad = |text: &str, ends: &[u32]| TextColumn {
        text: text.into(),
        ends: ends.into(),
    };
    for (keys, values) in [
        (column(&["a", "b"]), column(&["1"])),
        (bad("ab", &[2, 1]), column(&["1", "2"])),
        (bad("ab", &[3]), column(&["1"])),
        (bad("ä", &[1, 2]), column(&["1", "2"])),
        (bad("ab", &[1]), column(&["1"])),
        (column(&["a"]), bad("12", &[1])),
    ] {
        let mut instance = Instance::new("store.wasm", 16 << 20);
        let store = instance.open("users");
        assert!(instance.put_new(store, &keys, &values).is_err(), "{keys:?} {values:?}");
    }
}

#[test]
fn a_bad_name_and_a_full_memory_are_typed_errors() {
    let mut instance = Instance::new("store.wasm", 4 << 20);
    for name in ["", "Users", "a b", "1st"] {
        let opened = instance
            .world
            .my_storage_kv()
            .call_open_store(&mut instance.store, name);
        let refused = opened.expect("no trap").expect_err("no store");
        assert!(
            matches!(&refused, StoreError::InvalidName(found) if found == name),
            "{refused:?}"
        );
    }
    let store = instance.open("users");
    let mut stored = 0;
    let full = loop {
        let keys: Vec<String> = (0..1000).map(|at| format!("{:0100}", stored + at)).collect();
        let keys = column(&keys.iter().map(String::as_str).collect::<Vec<_>>());
        let values = column(&["value"; 1000]);
        match instance.put_new(store, &keys, &values).expect("no trap") {
            Ok(_) => stored += 1000,
            Err(error) => break error,
        }
        assert!(stored < 40_000, "4 MiB hold more than that");
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    assert_eq!(instance.get(store, &format!("{:0100}", 0)).as_deref(), Some("value"));
}
