//! The adapter between the generated types and [`crate::format`].

use crate::format::{self, Value};

wit_bindgen::generate!({
    world: "my:pipeline/querier@2.0.0",
    path: "../../wit",
    generate_all,
});

use exports::my::pipeline::query::{AnswerFormat, Guest};
use my::storage::sql::DbConnection;
use my::storage::types::{QueryError, SqlValue};

struct Component;

export!(Component);

impl Guest for Component {
    fn run(url: String, statement: String, format: AnswerFormat) -> Result<String, QueryError> {
        let found = DbConnection::open(&url)?.query(&statement, &[])?;
        let rows: Vec<Vec<Value>> = found
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(lift).collect())
            .collect();
        let write = match format {
            AnswerFormat::Table => format::table,
            AnswerFormat::Csv => format::csv,
            AnswerFormat::Ndjson => format::ndjson,
        };
        Ok(write(&found.columns, &rows))
    }
}

fn lift(value: SqlValue) -> Value {
    match value {
        SqlValue::Null => Value::Null,
        SqlValue::Integer(number) => Value::Integer(number),
        SqlValue::Real(number) => Value::Real(number),
        SqlValue::Text(text) => Value::Text(text),
        SqlValue::Blob(bytes) => Value::Blob(bytes),
    }
}
