//! The adapter between the generated types and [`crate::rules`].

use heap as _;

use crate::canonical::canonical_emails;
use crate::columns::{self, TextColumn};
use crate::domains::Domains;
use crate::email::is_email;
use crate::rules::{EmailSyntax, Rule, Rules};

wit_bindgen::generate!({
    world: "my:pipeline/validator@2.0.0",
    path: "../wit",
    generate_all,
});

use exports::my::user_validator::validator as wit;
use my::user_validator::types;

struct Component;

export!(Component);

static DEFAULT: Rules = Rules::DEFAULT;

impl wit::Guest for Component {
    type RuleSet = RuleSet;

    fn validate_user(user: types::User) -> Vec<types::ValidationError> {
        errors(&DEFAULT, &user)
    }

    fn validate_email(email: String) -> bool {
        is_email(&email)
    }

    fn canonical_emails(emails: types::TextColumn) -> types::TextColumn {
        let (text, ends) = canonical_emails(column(&emails));
        types::TextColumn { text, ends }
    }

    fn validate_batch(batch: types::UserBatch) -> Vec<types::Violation> {
        violations(&DEFAULT, &batch)
    }

    fn describe(rule: types::Rule) -> types::ValidationError {
        error(&DEFAULT, lift(rule))
    }
}

struct RuleSet(Rules);

impl wit::GuestRuleSet for RuleSet {
    fn new(rules: types::Rules) -> Self {
        assert!(rules.min_age <= rules.max_age, "min-age is above max-age");
        RuleSet(Rules {
            min_age: rules.min_age,
            max_age: rules.max_age,
            name_min_length: rules.name_min_length,
            domains: Domains::new(&rules.allowed_domains, &rules.denied_domains),
            email_syntax: match rules.email_syntax {
                types::EmailSyntax::Simple => EmailSyntax::Simple,
                types::EmailSyntax::Strict => EmailSyntax::Strict,
            },
        })
    }

    fn validate_user(&self, user: types::User) -> Vec<types::ValidationError> {
        errors(&self.0, &user)
    }

    fn validate_batch(&self, batch: types::UserBatch) -> Vec<types::Violation> {
        violations(&self.0, &batch)
    }

    fn describe(&self, rule: types::Rule) -> types::ValidationError {
        error(&self.0, lift(rule))
    }
}

fn errors(rules: &Rules, user: &types::User) -> Vec<types::ValidationError> {
    #[cfg(feature = "faults")]
    crate::faults::provoke(&user.name);
    let broken = rules.broken(&user.name, &user.email, user.age);
    broken.map(|rule| error(rules, rule)).collect()
}

fn violations(rules: &Rules, batch: &types::UserBatch) -> Vec<types::Violation> {
    #[cfg(feature = "faults")]
    crate::faults::provoke(&batch.names.text);
    columns::violations(rules, column(&batch.names), column(&batch.emails), &batch.ages)
        .into_iter()
        .map(|(row, rule)| types::Violation { row, rule: lower(rule) })
        .collect()
}

fn error(rules: &Rules, rule: Rule) -> types::ValidationError {
    types::ValidationError {
        field: rule.field().into(),
        message: rules.message(rule).into(),
    }
}

fn column(column: &types::TextColumn) -> TextColumn<'_> {
    TextColumn {
        text: &column.text,
        ends: &column.ends,
    }
}

fn lower(rule: Rule) -> types::Rule {
    match rule {
        Rule::NameEmpty => types::Rule::NameEmpty,
        Rule::NameTooShort => types::Rule::NameTooShort,
        Rule::EmailInvalid => types::Rule::EmailInvalid,
        Rule::DomainNotAllowed => types::Rule::DomainNotAllowed,
        Rule::TooYoung => types::Rule::TooYoung,
        Rule::InvalidAge => types::Rule::InvalidAge,
    }
}

fn lift(rule: types::Rule) -> Rule {
    match rule {
        types::Rule::NameEmpty => Rule::NameEmpty,
        types::Rule::NameTooShort => Rule::NameTooShort,
        types::Rule::EmailInvalid => Rule::EmailInvalid,
        types::Rule::DomainNotAllowed => Rule::DomainNotAllowed,
        types::Rule::TooYoung => Rule::TooYoung,
        types::Rule::InvalidAge => Rule::InvalidAge,
    }
}
