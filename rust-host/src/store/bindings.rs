//! The interfaces of my:storage, as generated from `wit/`.

wasmtime::component::bindgen!({
    inline: "
        package polyglot:storage;
        world storage {
            import my:storage/kv@2.0.0;
            import my:storage/sql@2.0.0;
        }
    ",
    world: "polyglot:storage/storage",
    path: "../wit",
    imports: { default: trappable },
    with: {
        "my:storage/kv.kv-store": crate::store::kv::KvStore,
        "my:storage/sql.db-connection": crate::store::sql::DbConnection,
        "my:storage/sql.transaction": crate::store::sql::Transaction,
    },
});
