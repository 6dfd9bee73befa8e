//! The service, which keeps the users, and the validator's words.

use std::cell::Cell;

use super::Composed;
use super::my::config::config;
use super::my::storage::types::StoreError;
use super::my::user_service::types::{self as service, ServiceError};
use super::my::user_service::user_service;
use super::my::user_validator::types::{TextColumn, UserBatch};
use super::my::user_validator::validator;
use crate::parts::{Failure, Fate, FieldError, NewUser, StoredUser, Users};

thread_local! {
    /// The service is as old as the instance, and told once that users are kept.
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
            StoreError::Busy => Failure::Unavailable("Somebody else holds the store".into()),
            StoreError::Full => Failure::Unavailable("There is no room left in the store".into()),
            StoreError::ReadOnly => Failure::Unavailable("The store can only be read".into()),
            StoreError::InvalidName(reason) | StoreError::Corrupt(reason) | StoreError::Other(reason) => {
                Failure::Internal(format!("The store `{}` failed: {reason}", failure.store))
            }
        },
        ServiceError::NotKept => Failure::Internal("No users are kept".into()),
        ServiceError::ForeignValue(found) => {
            let (store, key) = (found.store, found.key);
            Failure::Internal(format!(
                "The store `{store}` holds under `{key}` what the service hasn't written"
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
