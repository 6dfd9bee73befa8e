//! The adapter between the generated types and [`crate::rules`].

use crate::columns::{self, TextColumn};
use crate::email::is_email;
use crate::rules::{self, Rule};

wit_bindgen::generate!({
    world: "my:pipeline/validator@1.0.0",
    path: "../wit",
    generate_all,
});

use exports::my::user_validator::validator::Guest;
use my::user_validator::types;

struct Component;

export!(Component);

impl Guest for Component {
    fn validate_user(user: types::User) -> Vec<types::ValidationError> {
        #[cfg(feature = "faults")]
        crate::faults::provoke(&user.name);
        rules::broken(&user.name, &user.email, user.age).map(error).collect()
    }

    fn validate_email(email: String) -> bool {
        is_email(&email)
    }

    fn validate_batch(batch: types::UserBatch) -> Vec<types::Violation> {
        #[cfg(feature = "faults")]
        crate::faults::provoke(&batch.names.text);
        columns::violations(column(&batch.names), column(&batch.emails), &batch.ages)
            .into_iter()
            .map(|(row, rule)| types::Violation { row, rule: lower(rule) })
            .collect()
    }

    fn describe(rule: types::Rule) -> types::ValidationError {
        error(lift(rule))
    }
}

fn column(column: &types::TextColumn) -> TextColumn<'_> {
    TextColumn {
        text: &column.text,
        ends: &column.ends,
    }
}

fn error(rule: Rule) -> types::ValidationError {
    types::ValidationError {
        field: rule.field().into(),
        message: rule.message().into(),
    }
}

fn lower(rule: Rule) -> types::Rule {
    match rule {
        Rule::NameEmpty => types::Rule::NameEmpty,
        Rule::NameTooShort => types::Rule::NameTooShort,
        Rule::EmailInvalid => types::Rule::EmailInvalid,
        Rule::TooYoung => types::Rule::TooYoung,
        Rule::InvalidAge => types::Rule::InvalidAge,
    }
}

fn lift(rule: types::Rule) -> Rule {
    match rule {
        types::Rule::NameEmpty => Rule::NameEmpty,
        types::Rule::NameTooShort => Rule::NameTooShort,
        types::Rule::EmailInvalid => Rule::EmailInvalid,
        types::Rule::TooYoung => Rule::TooYoung,
        types::Rule::InvalidAge => Rule::InvalidAge,
    }
}
