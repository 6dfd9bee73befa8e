//! A store in memory that records its calls and can be set to fail at one of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hint::black_box;

wit_bindgen::generate!({
    world: "test:mock-store/mock-store@1.0.0",
    path: ["../../wit", "wit"],
    generate_all,
});

use exports::my::storage::kv;
use exports::test::mock_store::recorder::{self, Call};
use my::storage::types::{Known, Page, StoreError};
use my::user_validator::types::TextColumn;

struct Component;

export!(Component);

/// The call that fails; 0 for none. It is eight digits after a text by which a test finds them in the binary: a
/// component in a composition has no arguments, but its bytes can still be changed.
static FAILS_AT: [u8; 33] = *b"mock-store fails at call 00000000";

#[derive(Default)]
struct Mock {
    stores: BTreeMap<String, BTreeMap<String, String>>,
    calls: Vec<(&'static str, String, usize)>,
}

thread_local! {
    static MOCK: RefCell<Mock> = RefCell::default();
}

/// Records a call, and makes it unless it is the one that fails. A missing store is created.
fn call<T>(
    operation: &'static str,
    store: &str,
    keys: usize,
    action: impl FnOnce(&mut BTreeMap<String, String>) -> T,
) -> Result<T, StoreError> {
    MOCK.with_borrow_mut(|mock| {
        mock.calls.push((operation, store.into(), keys));
        let at = mock.calls.len();
        let digits = black_box(&FAILS_AT)[25..].iter();
        if digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0')) == at {
            return Err(StoreError::Other(format!("set to fail at call {at}")));
        }
        Ok(action(mock.stores.entry(store.into()).or_default()))
    })
}

impl kv::Guest for Component {
    type KvStore = Store;

    fn open_store(name: String) -> Result<kv::KvStore, StoreError> {
        call("open-store", &name, 0, |_| ())?;
        Ok(kv::KvStore::new(Store(name)))
    }
}

struct Store(String);

impl kv::GuestKvStore for Store {
    fn get(&self, key: String) -> Result<Option<String>, StoreError> {
        call("get", &self.0, 1, |store| store.get(&key).cloned())
    }

    fn put(&self, key: String, value: String) -> Result<(), StoreError> {
        call("put", &self.0, 1, |store| drop(store.insert(key, value)))
    }

    fn delete(&self, key: String) -> Result<bool, StoreError> {
        call("delete", &self.0, 1, |store| store.remove(&key).is_some())
    }

    fn put_new(&self, keys: TextColumn, values: TextColumn) -> Result<Known, StoreError> {
        call("put-new", &self.0, keys.ends.len(), |store| {
            let (mut rows, mut held) = (Vec::new(), Vec::new());
            for (row, (key, value)) in (0..).zip(split(&keys).zip(split(&values))) {
                match store.get(key) {
                    Some(value) => {
                        rows.push(row);
                        held.push(value.clone());
                    }
                    None => drop(store.insert(key.into(), value.into())),
                }
            }
            let values = join(&held);
            Known { rows, values }
        })
    }

    fn scan(&self, after: Option<String>, limit: u32) -> Result<Page, StoreError> {
        call("scan", &self.0, 0, |store| {
            let behind = store
                .iter()
                .filter(|(key, _)| after.as_ref().is_none_or(|after| *key > after));
            let (keys, values): (Vec<_>, Vec<_>) = behind
                .take(limit as usize)
                .map(|(key, value)| (key.clone(), value.clone()))
                .unzip();
            Page {
                keys: join(&keys),
                values: join(&values),
            }
        })
    }
}

impl recorder::Guest for Component {
    fn calls() -> Vec<Call> {
        let lower = |(operation, store, keys): &(&str, String, usize)| Call {
            operation: operation.to_string(),
            store: store.clone(),
            keys: *keys as u32,
        };
        MOCK.with_borrow(|mock| mock.calls.iter().map(lower).collect())
    }
}

fn split(column: &TextColumn) -> impl Iterator<Item = &str> {
    let starts = std::iter::once(0).chain(column.ends.iter().map(|end| *end as usize));
    starts
        .zip(&column.ends)
        .map(|(start, end)| &column.text[start..*end as usize])
}

fn join(values: &[String]) -> TextColumn {
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
