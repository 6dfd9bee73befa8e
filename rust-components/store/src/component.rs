//! The adapter between the generated types and [`crate::table`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::columns::{Column, TextColumn};
use crate::name::is_name;
use crate::table::{Full, Table};

wit_bindgen::generate!({
    world: "my:pipeline/store@2.0.0",
    path: "../../wit",
    generate_all,
});

use exports::my::storage::kv;
use my::storage::types::{Known, Page, StoreError};
use my::user_validator::types;

struct Component;

export!(Component);

/// A store, which all handles to it share.
type Shared = Rc<RefCell<Table>>;

thread_local! {
    /// The stores of this instance, by name.
    static STORES: RefCell<BTreeMap<String, Shared>> = RefCell::default();
}

impl kv::Guest for Component {
    type KvStore = Handle;

    fn open_store(name: String) -> Result<kv::KvStore, StoreError> {
        if !is_name(&name) {
            return Err(StoreError::InvalidName(name));
        }
        let shared = STORES.with_borrow_mut(|stores| stores.entry(name).or_default().clone());
        Ok(kv::KvStore::new(Handle(shared)))
    }
}

struct Handle(Shared);

impl kv::GuestKvStore for Handle {
    fn get(&self, key: String) -> Result<Option<String>, StoreError> {
        Ok(self.0.borrow().get(&key).map(Into::into))
    }

    fn put(&self, key: String, value: String) -> Result<(), StoreError> {
        self.0.borrow_mut().put(&key, &value).map_err(lower_full)
    }

    fn delete(&self, key: String) -> Result<bool, StoreError> {
        self.0.borrow_mut().delete(&key).map_err(lower_full)
    }

    fn put_new(&self, keys: types::TextColumn, values: types::TextColumn) -> Result<Known, StoreError> {
        let mut rows = Vec::new();
        let mut held = TextColumn::default();
        let mut table = self.0.borrow_mut();
        let known = |row, value: &str| {
            rows.push(row);
            held.push(value);
        };
        table.put_new(lift(&keys), lift(&values), known).map_err(lower_full)?;
        Ok(Known {
            rows,
            values: lower(held),
        })
    }

    fn scan(&self, after: Option<String>, limit: u32) -> Result<Page, StoreError> {
        let (keys, values) = self.0.borrow_mut().scan(after.as_deref(), limit);
        Ok(Page {
            keys: lower(keys),
            values: lower(values),
        })
    }
}

fn lower_full(_: Full) -> StoreError {
    StoreError::Full
}

fn lift(column: &types::TextColumn) -> Column<'_> {
    Column {
        text: &column.text,
        ends: &column.ends,
    }
}

fn lower(column: TextColumn) -> types::TextColumn {
    types::TextColumn {
        text: column.text,
        ends: column.ends,
    }
}
