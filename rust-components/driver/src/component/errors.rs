//! Errors of the downstream components as errors of the job, and these as the contract has them.

use super::bindings::exports::my::pipeline::job as wit;
use super::bindings::my::config::types::ParseError;
use super::bindings::my::storage::types::StoreError;
use super::bindings::my::user_service::types::{ServiceError, StoreOperation};
use crate::error::JobError;
use crate::position::Position;

pub fn rules_error(name: Option<&str>, error: ParseError) -> JobError {
    JobError::Rules {
        name: name.unwrap_or("rules").into(),
        position: Position {
            line: error.line.into(),
            column: error.column.into(),
        },
        message: error.message,
    }
}

pub fn service_error(error: ServiceError) -> JobError {
    let (store, reason) = match error {
        ServiceError::Store(failure) => {
            let operation = match failure.operation {
                StoreOperation::OpenStore => "open-store",
                StoreOperation::Get => "get",
                StoreOperation::Put => "put",
                StoreOperation::PutNew => "put-new",
                StoreOperation::Scan => "scan",
            };
            let reason = match failure.error {
                StoreError::InvalidName(name) => format!("no store can be named `{name}`"),
                StoreError::ReadOnly => "it can only be read".into(),
                StoreError::Busy => "another process holds it".into(),
                StoreError::Full => "there is no room for more".into(),
                StoreError::Corrupt(reason) => format!("it is damaged: {reason}"),
                StoreError::Other(reason) => reason,
            };
            (failure.store, format!("failed at `{operation}`: {reason}"))
        }
        ServiceError::ForeignValue(found) => {
            let reason = format!("holds under `{}` what this service hasn't written", found.key);
            (found.store, reason)
        }
        ServiceError::NotKept => ("users".into(), "keeps no users".into()),
    };
    let stage = "service";
    JobError::Store { stage, store, reason }
}

/// The one table from the job's errors to the contract's.
pub fn lower_error(error: JobError) -> wit::JobError {
    let kind = match &error {
        JobError::Input { .. } | JobError::Unknown { .. } => wit::JobErrorKind::Input,
        JobError::Option { .. } => wit::JobErrorKind::Options,
        JobError::Rules { .. } => wit::JobErrorKind::Rules,
        JobError::Usage { .. } => wit::JobErrorKind::Usage,
        JobError::RecordTooLong { .. } | JobError::TooManyErrors { .. } | JobError::TooManyInAll { .. } => {
            wit::JobErrorKind::Limit
        }
        JobError::Store { .. } => wit::JobErrorKind::Store,
        JobError::Report { .. } => wit::JobErrorKind::Report,
        JobError::Unaccounted { .. } => wit::JobErrorKind::Internal,
    };
    wit::JobError {
        kind,
        message: error.to_string(),
        position: error.position().map(|position| wit::Position {
            line: position.line,
            column: position.column,
        }),
    }
}
