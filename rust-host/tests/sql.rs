//! A database in SQL: typed errors, transactions that end with their handle, and no access beyond the database.

use std::fs;
use std::path::PathBuf;

use pipeline_host::store::sql::{DbConnection, MOST_BYTES, QueryError, name};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

struct Scratch {
    folder: TempDir,
}

impl Scratch {
    fn new() -> Scratch {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch { folder };
        let made = Connection::open(scratch.file()).unwrap();
        made.execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL)")
            .unwrap();
        scratch
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("some.db")
    }

    fn writing(&self) -> DbConnection {
        DbConnection::new(Connection::open(self.file()).unwrap()).unwrap()
    }

    fn reading(&self) -> DbConnection {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        DbConnection::new(Connection::open_with_flags(self.file(), flags).unwrap()).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

fn count(connection: &DbConnection) -> i64 {
    match connection.query("SELECT count(*) FROM t", &[]).unwrap().rows[0][0] {
        Value::Integer(count) => count,
        ref other => panic!("{other:?}"),
    }
}

const INSERT: &str = "INSERT INTO t (b) VALUES (?)";

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn parameters_are_bound_and_every_kind_of_value_comes_back() {
    let scratch = Scratch::new();
    let connection = scratch.writing();
    let values = vec![
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Real(0.5),
        text("'; DROP TABLE t; --"),
        Value::Blob(vec![0, 255]),
    ];
    let found = connection
        .query("SELECT ?1 AS n, ?2 AS i, ?3 AS r, ?4 AS t, ?5 AS b", &values)
        .unwrap();
    assert_eq!(found.columns, ["n", "i", "r", "t", "b"]);
    assert_eq!(found.rows, [values]);
    assert_eq!(connection.execute(INSERT, &[text("x")]), Ok(1));
    assert_eq!(connection.execute("UPDATE t SET b = b || b", &[]), Ok(1));
    assert_eq!(connection.query("SELECT b FROM t", &[]).unwrap().rows, [[text("xx")]]);
}

#[test]
fn each_error_has_its_case() {
    let scratch = Scratch::new();
    let connection = scratch.writing();
    let invalid = |reason: &str| Err(QueryError::InvalidStatement(reason.into()));
    for (statement, expected) in [
        ("SELEC 1", invalid("near \"SELEC\": syntax error")),
        ("SELECT x FROM t", invalid("no such column: x")),
        ("SELECT 1; SELECT 2", invalid("Multiple statements provided")),
        ("", invalid("found no statement")),
        ("-- nothing", invalid("found no statement")),
        ("DELETE FROM t", Err(QueryError::ReadOnly)),
        ("SELECT ?", Err(QueryError::WrongParameters { found: 0, expected: 1 })),
        (
            "SELECT zeroblob(1 << 30)",
            Err(QueryError::Other("string or blob too big".into())),
        ),
    ] {
        assert_eq!(connection.query(statement, &[]), expected, "{statement}");
    }
    assert!(matches!(
        connection.execute(INSERT, &[Value::Null]),
        Err(QueryError::Constraint(_))
    ));
    assert_eq!(
        connection.execute(INSERT, &[]),
        Err(QueryError::WrongParameters { found: 0, expected: 1 })
    );
    assert_eq!(
        scratch.reading().execute(INSERT, &[text("x")]),
        Err(QueryError::ReadOnly)
    );
    let other = Connection::open(scratch.file()).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert_eq!(connection.query("SELECT * FROM t", &[]), Err(QueryError::Busy));
}

#[test]
fn a_result_is_bounded() {
    let scratch = Scratch::new();
    let connection = scratch.reading();
    let numbers =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT i, hex(zeroblob(500)) FROM n";
    assert_eq!(
        connection.query(numbers, &[Value::Integer(1000)]).unwrap().rows.len(),
        1000
    );
    let found = connection.query(numbers, &[Value::Integer(-1)]);
    assert_eq!(found, Err(QueryError::TooLarge(MOST_BYTES)));
}

#[test]
fn a_url_names_a_database() {
    assert_eq!(name("db://store"), Ok("store"));
    for url in [
        "",
        "store",
        "db:store",
        "db://",
        "DB://store",
        "file:///etc/passwd",
        "http://db://store",
    ] {
        assert!(matches!(name(url), Err(QueryError::InvalidUrl(_))), "{url}");
    }
}

#[test]
fn a_closed_connection_says_so() {
    let scratch = Scratch::new();
    let connection = scratch.writing();
    assert_eq!(connection.close(), Ok(()));
    assert_eq!(connection.close(), Err(QueryError::Closed));
    assert_eq!(connection.query("SELECT 1", &[]), Err(QueryError::Closed));
    assert_eq!(connection.execute(INSERT, &[text("x")]), Err(QueryError::Closed));
    assert!(matches!(connection.begin(), Err(QueryError::Closed)));
}

#[test]
fn a_transaction_takes_effect_as_a_whole() {
    let scratch = Scratch::new();
    let (connection, other) = (scratch.writing(), scratch.reading());
    let mut transaction = connection.begin().unwrap();
    for _ in 0..3 {
        assert_eq!(transaction.execute(INSERT, &[text("x")]), Ok(1));
    }
    assert_eq!(transaction.query("SELECT b FROM t", &[]).unwrap().rows.len(), 3);
    assert_eq!(count(&other), 0);
    assert_eq!(transaction.commit(), Ok(()));
    assert_eq!(count(&other), 3);
    assert_eq!(transaction.commit(), Err(QueryError::Closed));
    assert_eq!(transaction.rollback(), Err(QueryError::Closed));
    assert_eq!(transaction.execute(INSERT, &[text("x")]), Err(QueryError::Closed));
    assert_eq!(count(&connection), 3);
}

#[test]
fn a_transaction_that_is_dropped_or_rolled_back_leaves_no_trace() {
    let scratch = Scratch::new();
    let connection = scratch.writing();
    drop({
        let transaction = connection.begin().unwrap();
        transaction.execute(INSERT, &[text("x")]).unwrap();
        transaction
    });
    assert_eq!(count(&connection), 0);
    let mut transaction = connection.begin().unwrap();
    transaction.execute(INSERT, &[text("x")]).unwrap();
    assert_eq!(transaction.rollback(), Ok(()));
    assert_eq!(count(&connection), 0);
    assert_eq!(connection.execute(INSERT, &[text("x")]), Ok(1));
}

#[test]
fn a_connection_has_one_transaction_at_a_time_and_nothing_else_meanwhile() {
    let scratch = Scratch::new();
    let connection = scratch.writing();
    let mut transaction = connection.begin().unwrap();
    assert!(matches!(connection.begin(), Err(QueryError::InTransaction)));
    assert_eq!(connection.query("SELECT 1", &[]), Err(QueryError::InTransaction));
    assert_eq!(connection.execute(INSERT, &[text("x")]), Err(QueryError::InTransaction));
    transaction.commit().unwrap();
    drop(transaction);
    connection.begin().unwrap().commit().unwrap();
}

#[test]
fn closing_or_dropping_the_connection_rolls_back() {
    let scratch = Scratch::new();
    let connection = scratch.writing();
    let mut transaction = connection.begin().unwrap();
    transaction.execute(INSERT, &[text("x")]).unwrap();
    assert_eq!(connection.close(), Ok(()));
    assert_eq!(transaction.execute(INSERT, &[text("x")]), Err(QueryError::Closed));
    assert_eq!(transaction.commit(), Err(QueryError::Closed));

    let connection = scratch.writing();
    let transaction = connection.begin().unwrap();
    transaction.execute(INSERT, &[text("x")]).unwrap();
    drop(connection);
    assert_eq!(transaction.query("SELECT 1", &[]), Err(QueryError::Closed));
    assert_eq!(count(&scratch.reading()), 0);
}

/// SQLite would run these statements even on a read-only connection. They read or write other files, or end a transaction of
/// this module.
#[test]
fn no_statement_leaves_the_database() {
    let scratch = Scratch::new();
    let elsewhere = scratch.folder.path().join("elsewhere.db");
    let elsewhere = elsewhere.display();
    for connection in [scratch.reading(), scratch.writing()] {
        for statement in [
            format!("ATTACH '{elsewhere}' AS other"),
            format!("VACUUM INTO '{elsewhere}'"),
            "DETACH main".into(),
            "BEGIN".into(),
            "COMMIT".into(),
            "SAVEPOINT s".into(),
            "PRAGMA query_only = OFF".into(),
            "PRAGMA journal_mode = DELETE".into(),
            "PRAGMA writable_schema = ON".into(),
            "PRAGMA temp_store_directory = '/'".into(),
            "SELECT load_extension('x')".into(),
            "SELECT readfile('/etc/passwd')".into(),
        ] {
            for refused in [
                connection.query(&statement, &[]).map(drop),
                connection.execute(&statement, &[]).map(drop),
            ] {
                assert!(
                    matches!(refused, Err(QueryError::InvalidStatement(_) | QueryError::ReadOnly)),
                    "{statement}: {refused:?}"
                );
            }
        }
    }
    assert_eq!(scratch.files(), ["some.db"]);
    let columns = scratch.reading().query("PRAGMA table_info(t)", &[]).unwrap();
    assert_eq!(columns.rows.len(), 2);
}
