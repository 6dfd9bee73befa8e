//! Maps the service's errors to the host's if the host calls it without the driver. The messages are those of the
//! driver.

use crate::bindings::my::user_service::types::{StoreFailure, StoreOperation};
use crate::bindings::user_service::ServiceError;
use crate::failure::Failure;
use crate::store::bindings::my::storage::types::StoreError;

pub fn failure(error: ServiceError) -> Failure {
    let reason = match error {
        ServiceError::Store(StoreFailure {
            store,
            operation,
            error,
        }) => {
            let operation = match operation {
                StoreOperation::OpenStore => "open-store",
                StoreOperation::Get => "get",
                StoreOperation::Put => "put",
                StoreOperation::PutNew => "put-new",
                StoreOperation::Scan => "scan",
            };
            let reason = match error {
                StoreError::InvalidName(name) => format!("no store can be named `{name}`"),
                StoreError::ReadOnly => "it can only be read".into(),
                StoreError::Busy => "another process holds it".into(),
                StoreError::Full => "there is no room for more".into(),
                StoreError::Corrupt(reason) => format!("it is damaged: {reason}"),
                StoreError::Other(reason) => reason,
            };
            format!("the store `{store}` failed at `{operation}`: {reason}")
        }
        ServiceError::ForeignValue(found) => {
            let (store, key) = (found.store, found.key);
            format!("the store `{store}` holds under `{key}` what this service hasn't written")
        }
        ServiceError::NotKept => "the store `users` keeps no users".into(),
    };
    Failure::Store(format!("stage `service`: {reason}"))
}
