//! The adapter between the generated types and the stores: what a host brings to an instance.

mod kv;
mod sql;

use rusqlite::Connection;
use wasmtime::component::{Component, HasSelf, Linker, ResourceTable};

use super::file::{Access, StoreFile};
use super::shared::SharedStore;
use crate::bindings::my::storage::{kv as kv_interface, sql as sql_interface, types};
use crate::bindings::my::user_validator::types as columns_interface;
use crate::failure::Failure;

/// What an instance finds at its host: nothing, or stores, in a file or shared with others.
#[derive(Default)]
pub struct Host {
    handles: ResourceTable,
    stores: Option<Stores>,
}

enum Stores {
    /// A file that is this instance's until its end.
    Own {
        file: StoreFile,
        connection: Box<Connection>,
        access: Access,
    },
    /// Stores that other instances use meanwhile.
    Shared(SharedStore),
}

impl Stores {
    fn with<T>(&self, action: impl FnOnce(&Connection, Access) -> T) -> T {
        match self {
            Stores::Own { connection, access, .. } => action(connection, *access),
            Stores::Shared(store) => store.with(|connection| action(connection, Access::Write)),
        }
    }
}

/// The one database that a component can open, whatever its file is called: `db://store`.
pub const DATABASE: &str = "store";

impl Host {
    /// Whatever the instance writes is undone, unless it is committed.
    pub fn writing(file: StoreFile) -> std::result::Result<Host, Failure> {
        let connection = file.begin()?;
        Ok(Host::with(file, connection, Access::Write))
    }

    pub fn reading(file: StoreFile) -> std::result::Result<Host, Failure> {
        let connection = file.read()?;
        Ok(Host::with(file, connection, Access::Read))
    }

    /// What the instance writes lasts at once, call by call.
    pub fn sharing(store: SharedStore) -> Host {
        Host {
            handles: ResourceTable::new(),
            stores: Some(Stores::Shared(store)),
        }
    }

    fn with(file: StoreFile, connection: Connection, access: Access) -> Host {
        let stores = Some(Stores::Own {
            file,
            connection: Box::new(connection),
            access,
        });
        let handles = ResourceTable::new();
        Host { handles, stores }
    }

    /// Makes what the instance wrote last. Where it found nothing there is nothing to be done.
    pub fn commit(&self) -> std::result::Result<(), Failure> {
        match &self.stores {
            Some(Stores::Own { file, connection, .. }) => file.commit(connection),
            Some(Stores::Shared(_)) | None => Ok(()),
        }
    }

    /// Gives the interfaces of my:storage to the instances of a linker. Fails where the component doesn't ask for a store.
    pub fn link<T: 'static>(
        component: &Component,
        linker: &mut Linker<T>,
        host: fn(&mut T) -> &mut Host,
    ) -> anyhow::Result<()> {
        let ty = component.component_type();
        let mut imports = ty.imports(component.engine());
        let asks = |name: &str| {
            ["my:storage/kv@", "my:storage/sql@"]
                .iter()
                .any(|store| name.starts_with(store))
        };
        if !imports.any(|(name, _)| asks(name)) {
            anyhow::bail!("found one that has a store of its own, expected one that leaves it open");
        }
        kv_interface::add_to_linker::<_, HasSelf<Host>>(linker, host)?;
        sql_interface::add_to_linker::<_, HasSelf<Host>>(linker, host)?;
        Ok(())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(Stores::Own {
            file,
            connection,
            access,
        }) = self.stores.take()
        {
            drop(connection);
            if access == Access::Read {
                file.tidy();
            }
        }
    }
}

impl columns_interface::Host for Host {}

impl types::Host for Host {}
