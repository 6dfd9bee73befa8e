//! `my:storage/sql` of the Rust host, called by a component: errors are typed, never traps, and dropping a handle on one side
//! ends its resource on the other.

use std::path::Path;

use pipeline_host::store::{StorageHost, StoreFile};
use tempfile::TempDir;
use tests::checkout;
use tests::component::compiled;
use wasmtime::Store;
use wasmtime::component::Linker;

use self::exports::test::sql_client::client::Guest;
use self::my::storage::types::{QueryError, SqlValue};

wasmtime::component::bindgen!({
    inline: "package test:sql-host; world asking { export test:sql-client/client@1.0.0; }",
    world: "test:sql-host/asking",
    path: ["../wit", "sql-client/wit"],
});

const STORE: &str = "db://store";

struct Instance {
    store: Store<StorageHost>,
    world: Asking,
}

impl Instance {
    fn new(host: StorageHost) -> Instance {
        let component = compiled(&checkout("build/sql-client.wasm")).expect("the component loads");
        let mut linker = Linker::new(component.engine());
        StorageHost::link(&component, &mut linker, |host| host).expect("it asks for a store");
        let mut store = Store::new(component.engine(), host);
        let world = Asking::instantiate(&mut store, &component, &linker).expect("the component starts");
        Instance { store, world }
    }

    fn client(&mut self) -> (&Guest, &mut Store<StorageHost>) {
        (self.world.test_sql_client_client(), &mut self.store)
    }

    fn query(&mut self, url: &str, statement: &str, parameters: &[SqlValue]) -> Result<Vec<Vec<SqlValue>>, QueryError> {
        let (client, store) = self.client();
        let found = client.call_query(store, url, statement, parameters).expect("no trap");
        found.map(|found| found.rows)
    }
}

/// An empty store.
fn scratch() -> (TempDir, StoreFile) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = StoreFile::new(&folder.path().join("u.db"));
    let made = StorageHost::writing(file.clone()).expect("a new store");
    made.commit().expect("room for it");
    (folder, file)
}

fn reading(file: &StoreFile) -> Instance {
    Instance::new(StorageHost::reading(file.clone()).expect("a store"))
}

#[test]
fn a_bad_url_is_a_typed_error() {
    let (folder, file) = scratch();
    let mut instance = reading(&file);
    let path = folder.path().join("u.db");
    for url in [
        "",
        "store",
        "db://",
        "db://other",
        "db:store",
        "file:u.db",
        &path.to_string_lossy(),
    ] {
        let refused = instance.query(url, "SELECT 1", &[]);
        let shown = url.strip_prefix("db://").unwrap_or(url);
        assert!(
            matches!(&refused, Err(QueryError::InvalidUrl(found)) if found.contains(&format!("{shown}`"))),
            "{url}: {refused:?}"
        );
    }
    let mut nowhere = Instance::new(StorageHost::default());
    let refused = nowhere.query(STORE, "SELECT 1", &[]);
    assert!(matches!(refused, Err(QueryError::InvalidUrl(_))), "{refused:?}");
}

#[test]
fn a_closed_connection_is_an_error_and_not_a_trap() {
    let (_folder, file) = scratch();
    let mut instance = reading(&file);
    let (client, store) = instance.client();
    let said = client.call_closed(store, STORE).expect("no trap");
    assert_eq!(said.len(), 4);
    let closed = |error: &Option<QueryError>| matches!(error, Some(QueryError::Closed));
    assert!(said.iter().all(closed), "{said:?}");
    // Only that connection is closed.
    instance.query(STORE, "SELECT 1", &[]).expect("a connection of its own");
}

#[test]
fn a_transaction_ends_where_its_handle_or_its_connection_s_is_dropped() {
    let (_folder, file) = scratch();
    let mut instance = reading(&file);
    let (client, store) = instance.client();
    let said = client.call_transactions(store, STORE).expect("no trap");
    assert!(
        matches!(
            said[..],
            [Some(QueryError::InTransaction), None, Some(QueryError::Closed)]
        ),
        "{said:?}"
    );
}

#[test]
fn bound_parameters_are_values_and_nothing_else() {
    let (_folder, file) = scratch();
    let mut instance = reading(&file);
    let values = [
        SqlValue::Null,
        SqlValue::Integer(i64::MIN),
        SqlValue::Real(-0.5),
        SqlValue::Text("'; DROP TABLE kv_users; --".into()),
        SqlValue::Blob(vec![0, 255]),
    ];
    let found = instance
        .query(STORE, "SELECT ?, ?, ?, ?, ?", &values)
        .expect("it works");
    assert_eq!(format!("{found:?}"), format!("{:?}", [&values]));
    let refused = instance.query(STORE, "SELECT ?, ?", &values);
    assert!(
        matches!(&refused, Err(QueryError::WrongParameters(counts)) if (counts.found, counts.expected) == (5, 2)),
        "{refused:?}"
    );
}

/// Not even while the host writes: a component can only change data by key, in the transaction of the run.
#[test]
fn nothing_can_be_changed_in_sql() {
    let (folder, file) = scratch();
    for host in [StorageHost::reading(file.clone()), StorageHost::writing(file.clone())] {
        let mut instance = Instance::new(host.expect("a store"));
        let (client, store) = instance.client();
        let changed = client
            .call_execute(store, STORE, "DELETE FROM kv_users")
            .expect("no trap");
        assert!(matches!(changed, Err(QueryError::ReadOnly)), "{changed:?}");
    }
    assert!(Path::new(&folder.path().join("u.db")).exists());
}
