//! The store in memory, as generated from `wit/`.

wasmtime::component::bindgen!({
    inline: "package polyglot:threads; world memory { export my:storage/kv@2.0.0; }",
    world: "polyglot:threads/memory",
    path: "../wit",
    with: {
        "my:storage/types": crate::store::bindings::my::storage::types,
        "my:user-validator/types": crate::store::bindings::my::user_validator::types,
    },
});

pub use crate::store::bindings::my::storage::types::{Known, Page, StoreError};
pub use crate::store::bindings::my::user_validator::types::TextColumn;
