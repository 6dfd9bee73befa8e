//! The service, which stores the users, and the validator, which provides the messages.

use std::cell::Cell;

use super::bindings::my::config::config;
use super::bindings::my::storage::types::StoreError;
use super::bindings::my::user_service::types::{self as service, ServiceError};
use super::bindings::my::user_service::user_service;
use super::bindings::my::user_validator::types::{TextColumn, UserBatch};
use super::bindings::my::user_validator::validator;
use super::composed::Composed;
use crate::imports::{Failure, Fate, FieldError, NewUser, StoredUser, Users};

thread_local! {
    /// The service lives as long as the instance, and may be configured only once.
    static CONFIGURED: Cell<bool> = const { Cell::new(false) };
}

impl Composed {
    fn configure() -> Result<(), Failure> {
        if CONFIGURED.replace(true) {
            return Ok(());
        }
        let settings = service::Settings {
            rules: config::settings("")
                .map_err(|error| Failure::Internal(error.message))?
                .rules,
            unique_email: true,
            keep_users: true,
        };
        user_service::configure(&settings).map_err(lift_failure)
    }
}

impl Users for Composed {
    fn create(&mut self, users: &[NewUser]) -> Result<Vec<Fate>, Failure> {
        Composed::configure()?;
        let batch = UserBatch {
            names: column(users.iter().map(|user| user.name.as_str())),
            emails: column(users.iter().map(|user| user.email.as_str())),
            ages: users.iter().map(|user| user.age).collect(),
            kept_columns: None,
        };
        let outcome = user_service::process(&batch, &[]).map_err(lift_failure)?;
        let mut violations = outcome.violations.iter().peekable();
        let mut duplicates = outcome.duplicates.iter().peekable();
        let mut known = outcome.known.iter().peekable();
        let mut ids = values(&outcome.ids);
        let fates = (0..users.len() as u32).map(|row| {
            let mut errors = Vec::new();
            while let Some(violation) = violations.next_if(|violation| violation.row == row) {
                let error = validator::describe(violation.rule);
                errors.push(FieldError {
                    field: error.field,
                    message: error.message,
                });
            }
            let taken = duplicates.next_if(|found| found.row == row).map(|_| "Duplicate email");
            let taken = taken.or_else(|| known.next_if(|found| found.row == row).map(|_| "Known user"));
            match taken {
                _ if !errors.is_empty() => Fate::Invalid(errors),
                Some(message) => Fate::Taken(FieldError {
                    field: "email".into(),
                    message: message.into(),
                }),
                None => Fate::Created(ids.next().unwrap_or_default().into()),
            }
        });
        Ok(fates.collect())
    }

    fn get(&mut self, id: &str) -> Result<Option<StoredUser>, Failure> {
        Composed::configure()?;
        let user = user_service::get_user(id).map_err(lift_failure)?;
        Ok(user.map(lift_user))
    }

    fn list(&mut self, after: Option<&str>, limit: u32) -> Result<Vec<StoredUser>, Failure> {
        Composed::configure()?;
        let users = user_service::list_users(after, limit).map_err(lift_failure)?;
        Ok(users.into_iter().map(lift_user).collect())
    }
}

fn lift_failure(error: ServiceError) -> Failure {
    match error {
        ServiceError::Store(failure) => match failure.error {
            StoreError::Busy => Failure::Unavailable("Another process has locked the store".into()),
            StoreError::Full => Failure::Unavailable("The store is full".into()),
            StoreError::ReadOnly => Failure::Unavailable("The store is read-only".into()),
            StoreError::Other(reason) => Failure::Unavailable(format!("The store failed: {reason}")),
            StoreError::InvalidName(reason) | StoreError::Corrupt(reason) => {
                Failure::Internal(format!("The store `{}` failed: {reason}", failure.store))
            }
        },
        ServiceError::NotKept => Failure::Internal("The service does not store users".into()),
        ServiceError::ForeignValue(found) => {
            let (store, key) = (found.store, found.key);
            Failure::Internal(format!(
                "The store `{store}` has a value under `{key}` that the service did not write"
            ))
        }
    }
}

fn lift_user(user: service::StoredUser) -> StoredUser {
    StoredUser {
        id: user.id,
        name: user.name,
        email: user.email,
        age: user.age,
    }
}

fn column<'a>(values: impl Iterator<Item = &'a str>) -> TextColumn {
    let (mut text, mut ends) = (String::new(), Vec::new());
    for value in values {
        text.push_str(value);
        ends.push(text.len() as u32);
    }
    TextColumn { text, ends }
}

fn values(column: &TextColumn) -> impl Iterator<Item = &str> {
    let mut start = 0;
    column.ends.iter().map(move |&end| {
        let value = &column.text[start..end as usize];
        start = end as usize;
        value
    })
}
