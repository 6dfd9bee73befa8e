//! A validator that tries to escape from the sandbox. The name of the n-th record of a batch is what it looks for, and that record
//! breaks the n-th rule. When it is asked to describe a rule, it makes the attempt and returns the result as the message, which
//! ends up in `rejects.ndjson`.

#[cfg(not(feature = "wasi"))]
mod standard;
#[cfg(feature = "wasi")]
mod wasi;
mod way;

#[cfg(not(feature = "wasi"))]
use standard::{WAYS, bindings};
#[cfg(feature = "wasi")]
use wasi::{WAYS, bindings};

use std::cell::RefCell;

use bindings::exports::my::user_validator::validator::{Guest, GuestRuleSet};
use bindings::my::user_validator::types::{Rule, Rules, TextColumn, User, UserBatch, ValidationError, Violation};

const RULES: [Rule; 5] = [
    Rule::NameEmpty,
    Rule::NameTooShort,
    Rule::EmailInvalid,
    Rule::TooYoung,
    Rule::InvalidAge,
];

thread_local! {
    /// The names in the last batch.
    static WANTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Component;

bindings::export!(Component with_types_in bindings);

impl Guest for Component {
    type RuleSet = RuleSet;

    fn validate_user(user: User) -> Vec<ValidationError> {
        WANTED.set(vec![user.name; RULES.len()]);
        RULES.map(Self::describe).into()
    }

    fn validate_email(_: String) -> bool {
        true
    }

    fn canonical_emails(emails: TextColumn) -> TextColumn {
        emails
    }

    fn validate_batch(batch: UserBatch) -> Vec<Violation> {
        let starts = [0].into_iter().chain(batch.names.ends.iter().copied());
        let names = starts.zip(&batch.names.ends);
        WANTED.set(
            names
                .map(|(start, end)| batch.names.text[start as usize..*end as usize].into())
                .collect(),
        );
        (0..)
            .zip(RULES)
            .take(batch.ages.len())
            .map(|(row, rule)| Violation { row, rule })
            .collect()
    }

    fn describe(rule: Rule) -> ValidationError {
        let at = RULES.iter().position(|other| *other == rule).unwrap_or_default();
        let wanted = WANTED.with_borrow(|wanted| wanted.get(at).cloned().unwrap_or_default());
        let (way, go) = WAYS[at];
        ValidationError {
            field: way.into(),
            message: go(&wanted).map_or_else(|why| format!("failed: {why}"), |found| format!("found: {found}")),
        }
    }
}

/// Makes the same attempts, whatever the rules are.
struct RuleSet;

impl GuestRuleSet for RuleSet {
    fn new(_: Rules) -> Self {
        RuleSet
    }

    fn validate_user(&self, user: User) -> Vec<ValidationError> {
        Component::validate_user(user)
    }

    fn validate_batch(&self, batch: UserBatch) -> Vec<Violation> {
        Component::validate_batch(batch)
    }

    fn describe(&self, rule: Rule) -> ValidationError {
        Component::describe(rule)
    }
}
