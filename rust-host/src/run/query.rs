//! SQL queries about a store, answered by a component.

use std::path::Path;

pub use crate::bindings::querier::query::AnswerFormat;
use crate::failure::Failure;
use crate::run::pipeline::Pipeline;
use crate::store::bindings::my::storage::types::QueryError;
use crate::store::storage_host::DATABASE;
use crate::store::{StorageHost, StoreFile};

const QUERY: &str = "my:pipeline/query@2.0.0";

impl Pipeline {
    /// Runs a read-only statement, and formats its result.
    pub fn query(&self, file: &Path, statement: &str, format: AnswerFormat) -> Result<String, Failure> {
        let doing = format!("query the store `{}`", file.display());
        let (mut instance, querier) = self.querier(&doing, StorageHost::reading(StoreFile::new(file))?)?;
        let url = format!("db://{DATABASE}");
        let answer = instance.call(Some(QUERY), |store| {
            querier.my_pipeline_query().call_run(store, &url, statement, format)
        })?;
        answer.map_err(|error| failure(file, error))
    }
}

/// Maps the database's errors to the host's.
fn failure(file: &Path, error: QueryError) -> Failure {
    let input = |reason: String| Failure::Input(format!("cannot answer the query: {reason}"));
    let store = |reason: &str| Failure::Store(format!("cannot query the store `{}`: {reason}", file.display()));
    match error {
        QueryError::InvalidStatement(reason) => input(reason),
        QueryError::WrongParameters(counts) => {
            input(format!("found {} parameters in it, expected none", counts.expected))
        }
        QueryError::ReadOnly => input("found a statement that writes, expected one that only reads".into()),
        QueryError::TooLarge(most) => input(format!(
            "the result is larger than {most} bytes; use LIMIT to reduce it"
        )),
        QueryError::Constraint(reason) | QueryError::Other(reason) => input(reason),
        QueryError::InvalidUrl(reason) | QueryError::CannotOpen(reason) => store(&reason),
        QueryError::Closed => store("the connection is closed"),
        QueryError::InTransaction => store("the connection has a transaction open"),
        QueryError::Busy => store("another process is writing to it"),
        QueryError::Full => store("the store is full"),
        QueryError::Corrupt(reason) => store(&format!("it is damaged: {reason}")),
    }
}
