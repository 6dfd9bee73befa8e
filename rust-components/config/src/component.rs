//! The adapter between the generated types and [`crate::syntax`] and [`crate::settings`].

use crate::error::ParseError;
use crate::settings::{Settings, settings};
use crate::syntax::{Entry, entries};
use crate::value::EmailSyntax;

wit_bindgen::generate!({
    world: "my:pipeline/config@2.0.0",
    path: "../../wit",
    generate_all,
});

use exports::my::config::config::Guest;
use my::config::types;
use my::user_validator::types::{self as validator, Rules};

struct Component;

export!(Component);

impl Guest for Component {
    fn parse(input: String) -> Result<Vec<types::ConfigEntry>, types::ParseError> {
        let entries = entries(&input).map(|entry| entry.map(lower_entry).map_err(lower_error));
        entries.collect()
    }

    fn validate(input: String) -> Result<(), types::ParseError> {
        settings(&input).map(drop).map_err(lower_error)
    }

    fn settings(input: String) -> Result<types::RunSettings, types::ParseError> {
        settings(&input).map(lower_settings).map_err(lower_error)
    }

    fn template() -> String {
        crate::TEMPLATE.into()
    }
}

fn lower_entry(entry: Entry) -> types::ConfigEntry {
    types::ConfigEntry {
        key: entry.key.into(),
        value: entry.value.into(),
        line: entry.position.line,
        column: entry.position.column,
    }
}

fn lower_error(error: ParseError) -> types::ParseError {
    types::ParseError {
        message: error.to_string(),
        line: error.position.line,
        column: error.position.column,
    }
}

fn lower_settings(settings: Settings) -> types::RunSettings {
    types::RunSettings {
        rules: Rules {
            min_age: settings.min_age,
            max_age: settings.max_age,
            name_min_length: settings.name_min_length,
            allowed_domains: settings.allowed_domains,
            denied_domains: settings.denied_domains,
            email_syntax: match settings.email_syntax {
                EmailSyntax::Simple => validator::EmailSyntax::Simple,
                EmailSyntax::Strict => validator::EmailSyntax::Strict,
            },
        },
        unique_email: settings.unique_email,
        max_errors: settings.max_errors,
        columns: settings.columns,
    }
}
