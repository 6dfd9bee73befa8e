//! my:storage/kv: the implementation that components call.

use rusqlite::Connection;
use wasmtime::Result;
use wasmtime::component::Resource;

use crate::store::bindings::my::storage::kv as interface;
use crate::store::bindings::my::storage::types::{Known, Page, StoreError};
use crate::store::bindings::my::user_validator::types as columns_interface;
use crate::store::columns::{self, TextColumn};
use crate::store::kv::{self, KvStore};
use crate::store::storage_host::StorageHost;

impl interface::Host for StorageHost {
    fn open_store(&mut self, name: String) -> Result<Result<Resource<KvStore>, StoreError>> {
        let Some(stores) = &self.stores else {
            return Ok(Err(StoreError::Other("the host has no store".into())));
        };
        let opened = stores.with(|connection, access| kv::open(connection, access, &name));
        match opened.and_then(|store| stores.check().map(|()| store)) {
            Ok(store) => Ok(Ok(self.handles.push(store)?)),
            Err(error) => Ok(Err(error.into())),
        }
    }
}

impl StorageHost {
    fn on_store<T>(
        &self,
        handle: &Resource<KvStore>,
        action: impl FnOnce(&KvStore, &Connection) -> std::result::Result<T, kv::StoreError>,
    ) -> Result<std::result::Result<T, StoreError>> {
        let store = self.handles.get(handle)?;
        let stores = self
            .stores
            .as_ref()
            .expect("a handle comes from a store that was opened");
        let answer = stores.with(|connection, _| action(store, connection));
        let answer = answer.and_then(|answer| stores.check().map(|()| answer));
        Ok(answer.map_err(Into::into))
    }
}

impl interface::HostKvStore for StorageHost {
    fn get(&mut self, store: Resource<KvStore>, key: String) -> Result<Result<Option<String>, StoreError>> {
        self.on_store(&store, |store, connection| store.get(connection, &key))
    }

    fn put(&mut self, store: Resource<KvStore>, key: String, value: String) -> Result<Result<(), StoreError>> {
        self.on_store(&store, |store, connection| store.put(connection, &key, &value))
    }

    fn delete(&mut self, store: Resource<KvStore>, key: String) -> Result<Result<bool, StoreError>> {
        self.on_store(&store, |store, connection| store.delete(connection, &key))
    }

    fn put_new(
        &mut self,
        store: Resource<KvStore>,
        keys: columns_interface::TextColumn,
        values: columns_interface::TextColumn,
    ) -> Result<Result<Known, StoreError>> {
        let trap = |reason: String| wasmtime::format_err!("put-new: {reason}");
        let (keys, values) = (lift(&keys).map_err(trap)?, lift(&values).map_err(trap)?);
        if keys.len() != values.len() {
            return Err(trap(format!("found {} keys and {} values", keys.len(), values.len())));
        }
        self.on_store(&store, |store, connection| {
            let (rows, values) = store.put_new(connection, keys.into_iter().zip(values))?;
            let values = lower(values);
            Ok(Known { rows, values })
        })
    }

    fn scan(
        &mut self,
        store: Resource<KvStore>,
        after: Option<String>,
        limit: u32,
    ) -> Result<Result<Page, StoreError>> {
        self.on_store(&store, |store, connection| {
            let (keys, values) = store.scan(connection, after.as_deref(), limit)?;
            let (keys, values) = (lower(keys), lower(values));
            Ok(Page { keys, values })
        })
    }

    fn drop(&mut self, store: Resource<KvStore>) -> Result<()> {
        self.handles.delete(store)?;
        Ok(())
    }
}

fn lift(column: &columns_interface::TextColumn) -> std::result::Result<Vec<&str>, String> {
    columns::values(&column.text, &column.ends)
}

fn lower(column: TextColumn) -> columns_interface::TextColumn {
    columns_interface::TextColumn {
        text: column.text,
        ends: column.ends,
    }
}

impl From<kv::StoreError> for StoreError {
    fn from(error: kv::StoreError) -> StoreError {
        match error {
            kv::StoreError::InvalidName(name) => StoreError::InvalidName(name),
            kv::StoreError::ReadOnly => StoreError::ReadOnly,
            kv::StoreError::Busy => StoreError::Busy,
            kv::StoreError::Full => StoreError::Full,
            kv::StoreError::Corrupt(reason) => StoreError::Corrupt(reason),
            kv::StoreError::Other(reason) => StoreError::Other(reason),
        }
    }
}
