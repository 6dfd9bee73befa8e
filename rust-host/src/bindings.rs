//! The worlds of the composed components, as generated from `wit/`.

// Every composition exports this; what it imports, if anything, is a store.
wasmtime::component::bindgen!({
    inline: "
        package polyglot:host;
        world pipeline {
            include my:pipeline/pipeline@2.0.0;
            import my:storage/kv@2.0.0;
            import my:storage/sql@2.0.0;
        }
    ",
    world: "polyglot:host/pipeline",
    path: "../wit",
    with: {
        "my:storage/types": crate::store::bindings::my::storage::types,
        "my:storage/kv": crate::store::bindings::my::storage::kv,
        "my:storage/sql": crate::store::bindings::my::storage::sql,
        "my:user-validator/types": crate::store::bindings::my::user_validator::types,
    },
});

pub use exports::my::config::config;
pub use exports::my::pipeline::job::{self, Options as JobOptions, Reading, Writing};
pub use exports::my::pipeline::partition;
pub use exports::my::user_service::user_service;

/// The contract's defaults.
impl Default for JobOptions {
    fn default() -> JobOptions {
        JobOptions {
            max_record_bytes: None,
            generated_at: None,
            name_inputs: false,
            rules: None,
            rules_name: None,
            keep_users: false,
            reading: None,
            writing: None,
        }
    }
}

/// Nothing.
impl Default for partition::Findings {
    fn default() -> partition::Findings {
        partition::Findings {
            has_content: false,
            empty_rows: 0,
            not_utf8: 0,
            not_utf8_bytes: Vec::new(),
            skipped_keys: Vec::new(),
            more_keys: false,
        }
    }
}

/// The component that answers SQL queries; only compositions with a persistent store contain it.
pub mod querier {
    wasmtime::component::bindgen!({
        inline: "package polyglot:querier; world querier { export my:pipeline/query@2.0.0; }",
        world: "polyglot:querier/querier",
        path: "../wit",
        with: { "my:storage/types": crate::store::bindings::my::storage::types },
    });

    pub use exports::my::pipeline::query;
}
