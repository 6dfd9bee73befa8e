//! What lasts: stores in one file of SQLite's, behind the interfaces of my:storage.
//!
//! [`file`], [`kv`] and [`sql`] are plain Rust; [`host`] translates to and from the generated types.

pub mod columns;
pub mod file;
pub mod host;
pub mod kv;
pub mod query;
pub(crate) mod service_error;
pub mod shared;
pub mod sql;
pub mod users;

pub use file::StoreFile;
pub use host::Host;
pub use shared::SharedStore;
