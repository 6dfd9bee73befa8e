//! Persistent users: stores in one SQLite file, provided to components as the interfaces of my:storage.
//!
//! [`file`], [`kv`] and [`sql`] are plain Rust; [`storage_host`] converts to and from the generated types.

pub(crate) mod bindings;
pub mod columns;
pub mod file;
pub mod kv;
pub mod shared;
pub mod sql;
pub mod storage_host;

pub use file::StoreFile;
pub use shared::SharedStore;
pub use storage_host::StorageHost;
