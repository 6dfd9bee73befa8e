//! The worlds that a composed component can be, as generated from `wit/`.

// Every composition exports this; what it imports, if anything, is a store.
wasmtime::component::bindgen!({
    inline: "
        package polyglot:host;
        world pipeline {
            include my:pipeline/pipeline@1.0.0;
            import my:storage/kv@1.0.0;
            import my:storage/sql@1.0.0;
        }
    ",
    world: "polyglot:host/pipeline",
    path: "../wit",
    imports: { default: trappable },
    with: {
        "my:storage/kv.kv-store": crate::store::kv::KvStore,
        "my:storage/sql.db-connection": crate::store::sql::DbConnection,
        "my:storage/sql.transaction": crate::store::sql::Transaction,
    },
});

use exports::my::pipeline::job::Options;

/// What the contract says of each option that is left out.
impl Default for Options {
    fn default() -> Options {
        Options {
            max_record_bytes: None,
            generated_at: None,
            name_inputs: false,
            rules: None,
            rules_name: None,
            keep_users: false,
        }
    }
}

/// The part that only a composition with a store has that lasts.
pub mod querier {
    wasmtime::component::bindgen!({
        inline: "package polyglot:querier; world querier { export my:pipeline/query@1.0.0; }",
        world: "polyglot:querier/querier",
        path: "../wit",
        with: { "my:storage/types": crate::bindings::my::storage::types },
    });
}
