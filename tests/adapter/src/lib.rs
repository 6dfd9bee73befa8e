//! Callers that were built with version 1.0.0 of the validator's contract, on a validator of version 2.0.0.
//!
//! What version 2 added has one value that means the same as version 1. A rule that version 2 adds needs a decision: which
//! of the old rules an old caller gets. The compiler asks for it in [`old_rule`].

wit_bindgen::generate!({
    world: "my:adapter/adapter@1.0.0",
    path: ["../released/1.0.0/deps/my-user-validator", "../../wit/deps/my-user-validator", "wit"],
    generate_all,
});

use exports::my::user_validator1_0_0::validator::{Guest, GuestRuleSet};
use my::user_validator1_0_0::types as v1;
use my::user_validator2_0_0::{types as v2, validator};

struct Component;

export!(Component);

impl Guest for Component {
    type RuleSet = RuleSet;

    fn validate_user(user: v1::User) -> Vec<v1::ValidationError> {
        old_errors(validator::validate_user(&new_user(user)))
    }

    fn validate_email(email: String) -> bool {
        validator::validate_email(&email)
    }

    fn validate_batch(batch: v1::UserBatch) -> Vec<v1::Violation> {
        old_violations(validator::validate_batch(&new_batch(batch)))
    }

    fn describe(rule: v1::Rule) -> v1::ValidationError {
        old_error(validator::describe(new_rule(rule)))
    }
}

/// A handle of version 1 stands for one of version 2, which is dropped with it.
struct RuleSet(validator::RuleSet);

impl GuestRuleSet for RuleSet {
    fn new(rules: v1::Rules) -> Self {
        RuleSet(validator::RuleSet::new(&v2::Rules {
            min_age: rules.min_age,
            max_age: rules.max_age,
            name_min_length: rules.name_min_length,
            allowed_domains: rules.allowed_domains,
            denied_domains: rules.denied_domains,
            email_syntax: v2::EmailSyntax::Simple,
        }))
    }

    fn validate_user(&self, user: v1::User) -> Vec<v1::ValidationError> {
        old_errors(self.0.validate_user(&new_user(user)))
    }

    fn validate_batch(&self, batch: v1::UserBatch) -> Vec<v1::Violation> {
        old_violations(self.0.validate_batch(&new_batch(batch)))
    }

    fn describe(&self, rule: v1::Rule) -> v1::ValidationError {
        old_error(self.0.describe(new_rule(rule)))
    }
}

fn new_user(user: v1::User) -> v2::User {
    v2::User {
        name: user.name,
        email: user.email,
        age: user.age,
    }
}

fn new_batch(batch: v1::UserBatch) -> v2::UserBatch {
    let column = |column: v1::TextColumn| v2::TextColumn {
        text: column.text,
        ends: column.ends,
    };
    v2::UserBatch {
        names: column(batch.names),
        emails: column(batch.emails),
        ages: batch.ages,
        kept_columns: None,
    }
}

fn new_rule(rule: v1::Rule) -> v2::Rule {
    match rule {
        v1::Rule::NameEmpty => v2::Rule::NameEmpty,
        v1::Rule::NameTooShort => v2::Rule::NameTooShort,
        v1::Rule::EmailInvalid => v2::Rule::EmailInvalid,
        v1::Rule::DomainNotAllowed => v2::Rule::DomainNotAllowed,
        v1::Rule::TooYoung => v2::Rule::TooYoung,
        v1::Rule::InvalidAge => v2::Rule::InvalidAge,
    }
}

fn old_rule(rule: v2::Rule) -> v1::Rule {
    match rule {
        v2::Rule::NameEmpty => v1::Rule::NameEmpty,
        v2::Rule::NameTooShort => v1::Rule::NameTooShort,
        v2::Rule::EmailInvalid => v1::Rule::EmailInvalid,
        v2::Rule::DomainNotAllowed => v1::Rule::DomainNotAllowed,
        v2::Rule::TooYoung => v1::Rule::TooYoung,
        v2::Rule::InvalidAge => v1::Rule::InvalidAge,
    }
}

fn old_error(error: v2::ValidationError) -> v1::ValidationError {
    v1::ValidationError {
        field: error.field,
        message: error.message,
    }
}

fn old_errors(errors: Vec<v2::ValidationError>) -> Vec<v1::ValidationError> {
    errors.into_iter().map(old_error).collect()
}

fn old_violations(violations: Vec<v2::Violation>) -> Vec<v1::Violation> {
    let old = |violation: v2::Violation| v1::Violation {
        row: violation.row,
        rule: old_rule(violation.rule),
    };
    violations.into_iter().map(old).collect()
}
