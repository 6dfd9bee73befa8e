//! Queries a database as any component does, through handles of the host.

wit_bindgen::generate!({
    world: "test:sql-client/sql-client@1.0.0",
    path: ["../../wit", "wit"],
    generate_all,
});

use exports::test::sql_client::client::Guest;
use my::storage::sql::{DbConnection, Transaction};
use my::storage::types::{QueryError, Rows, SqlValue};

struct Component;

export!(Component);

const ONE: &str = "SELECT 1";

impl Guest for Component {
    fn query(url: String, statement: String, parameters: Vec<SqlValue>) -> Result<Rows, QueryError> {
        DbConnection::open(&url)?.query(&statement, &parameters)
    }

    fn execute(url: String, statement: String) -> Result<u64, QueryError> {
        let connection = DbConnection::open(&url)?;
        let transaction = Transaction::begin(&connection)?;
        let changed = transaction.execute(&statement, &[])?;
        transaction.commit().map(|()| changed)
    }

    fn closed(url: String) -> Vec<Option<QueryError>> {
        let connection = open(&url);
        connection.close().expect("it is open");
        vec![
            connection.query(ONE, &[]).err(),
            connection.execute(ONE, &[]).err(),
            Transaction::begin(&connection).err(),
            connection.close().err(),
        ]
    }

    fn transactions(url: String) -> Vec<Option<QueryError>> {
        let connection = open(&url);
        let transaction = Transaction::begin(&connection).expect("none is open");
        let meanwhile = connection.query(ONE, &[]).err();
        drop(transaction);
        let afterwards = connection.query(ONE, &[]).err();
        let transaction = Transaction::begin(&connection).expect("none is open");
        drop(connection);
        vec![meanwhile, afterwards, transaction.query(ONE, &[]).err()]
    }
}

fn open(url: &str) -> DbConnection {
    DbConnection::open(url).expect("the host offers it")
}
