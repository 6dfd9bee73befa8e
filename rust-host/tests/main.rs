//! The tests of the host's library, in one binary, since each links wasmtime.

mod compiled;
mod kv;
mod leftovers;
mod sql;
mod store_file;
mod values;
