//! The adapter between the generated types and the stores: what the host provides to an instance.

mod kv;
mod sql;

use rusqlite::Connection;
use wasmtime::component::{Component, HasSelf, Linker, ResourceTable};

use crate::failure::Failure;
use crate::store::bindings::my::storage::{kv as kv_interface, sql as sql_interface, types};
use crate::store::bindings::my::user_validator::types as columns_interface;
use crate::store::file::{Access, StoreFile};
use crate::store::kv::StoreError;
use crate::store::shared::SharedStore;

/// The storage that an instance can use: none, a file of its own, or stores shared with other instances.
#[derive(Default)]
pub struct StorageHost {
    handles: ResourceTable,
    stores: Option<Stores>,
}

enum Stores {
    /// A file that this instance uses alone.
    Own {
        file: StoreFile,
        connection: Box<Connection>,
        access: Access,
    },
    /// Stores that other instances use at the same time.
    Shared(SharedStore),
}

impl Stores {
    fn with<T>(&self, action: impl FnOnce(&Connection, Access) -> T) -> T {
        match self {
            Stores::Own { connection, access, .. } => action(connection, *access),
            Stores::Shared(store) => store.with(|connection| action(connection, Access::Write)),
        }
    }

    /// Fails if what was written is not where the next process will look. This is checked after each call: a file that is
    /// there then was there before.
    fn check(&self) -> std::result::Result<(), StoreError> {
        match self {
            Stores::Shared(store) if store.lost_file().is_some() => {
                Err(StoreError::Other("its file was deleted or replaced".into()))
            }
            Stores::Shared(_) | Stores::Own { .. } => Ok(()),
        }
    }
}

/// The only database that a component can open, as `db://store`.
pub const DATABASE: &str = "store";

impl StorageHost {
    /// What the instance writes is undone unless it is committed.
    pub fn writing(file: StoreFile) -> std::result::Result<StorageHost, Failure> {
        let connection = file.begin()?;
        Ok(StorageHost::with(file, connection, Access::Write))
    }

    pub fn reading(file: StoreFile) -> std::result::Result<StorageHost, Failure> {
        let connection = file.read()?;
        Ok(StorageHost::with(file, connection, Access::Read))
    }

    /// What the instance writes is stored at once, call by call.
    pub fn sharing(store: SharedStore) -> StorageHost {
        StorageHost {
            handles: ResourceTable::new(),
            stores: Some(Stores::Shared(store)),
        }
    }

    fn with(file: StoreFile, connection: Connection, access: Access) -> StorageHost {
        let stores = Some(Stores::Own {
            file,
            connection: Box::new(connection),
            access,
        });
        let handles = ResourceTable::new();
        StorageHost { handles, stores }
    }

    /// Commits what the instance has written to a file of its own.
    pub fn commit(&self) -> std::result::Result<(), Failure> {
        match &self.stores {
            Some(Stores::Own { file, connection, .. }) => file.commit(connection),
            Some(Stores::Shared(_)) | None => Ok(()),
        }
    }

    /// Adds the interfaces of my:storage to a linker. Fails if the component doesn't import a store.
    pub fn link<T: 'static>(
        component: &Component,
        linker: &mut Linker<T>,
        host: fn(&mut T) -> &mut StorageHost,
    ) -> anyhow::Result<()> {
        let ty = component.component_type();
        let mut imports = ty.imports(component.engine());
        let is_storage = |name: &str| {
            ["my:storage/kv@", "my:storage/sql@"]
                .iter()
                .any(|store| name.starts_with(store))
        };
        if !imports.any(|(name, _)| is_storage(name)) {
            anyhow::bail!("found one that has a store of its own, expected one that leaves it open");
        }
        kv_interface::add_to_linker::<_, HasSelf<StorageHost>>(linker, host)?;
        sql_interface::add_to_linker::<_, HasSelf<StorageHost>>(linker, host)?;
        Ok(())
    }

    /// Adds my:storage/kv alone.
    pub fn link_kv<T: 'static>(linker: &mut Linker<T>, host: fn(&mut T) -> &mut StorageHost) -> wasmtime::Result<()> {
        kv_interface::add_to_linker::<_, HasSelf<StorageHost>>(linker, host)
    }
}

impl Drop for StorageHost {
    fn drop(&mut self) {
        if let Some(Stores::Own {
            file,
            connection,
            access,
        }) = self.stores.take()
        {
            match access {
                Access::Write => file.withdraw(&connection),
                Access::Read => {
                    drop(connection);
                    file.tidy();
                }
            }
        }
    }
}

impl columns_interface::Host for StorageHost {}

impl types::Host for StorageHost {}
