//! Why a record can't be read as a user.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::quoted;

/// The part of a record that couldn't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Record,
    Name,
    Email,
    Age,
}

impl Field {
    pub const ALL: [Field; 4] = [Field::Record, Field::Name, Field::Email, Field::Age];

    pub fn name(self) -> &'static str {
        match self {
            Field::Record => "record",
            Field::Name => "name",
            Field::Email => "email",
            Field::Age => "age",
        }
    }
}

/// See `defect` in my:user-service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    WrongFieldCount,
    Malformed,
    InvalidUtf8,
    MissingField,
    DuplicateField,
    WrongType,
    InvalidNumber,
}

impl Defect {
    pub const ALL: [Defect; 7] = [
        Defect::WrongFieldCount,
        Defect::Malformed,
        Defect::InvalidUtf8,
        Defect::MissingField,
        Defect::DuplicateField,
        Defect::WrongType,
        Defect::InvalidNumber,
    ];

    /// As in WIT.
    pub fn name(self) -> &'static str {
        match self {
            Defect::WrongFieldCount => "wrong-field-count",
            Defect::Malformed => "malformed",
            Defect::InvalidUtf8 => "invalid-utf8",
            Defect::MissingField => "missing-field",
            Defect::DuplicateField => "duplicate-field",
            Defect::WrongType => "wrong-type",
            Defect::InvalidNumber => "invalid-number",
        }
    }
}

/// What is wrong with a record that couldn't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    pub field: Field,
    pub defect: Defect,
    /// Without any of the record's content. For `Defect::InvalidNumber`, the limit in force follows when it is written.
    pub message: String,
    /// The part of the record that is wrong, if it is quoted.
    pub found: Option<String>,
    /// The record's bytes in Base64, if they aren't UTF-8.
    pub bytes: Option<String>,
}

impl Flaw {
    /// The byte at this offset of the record isn't UTF-8.
    pub fn invalid_utf8(offset: usize, record: &[u8]) -> Flaw {
        Flaw {
            field: Field::Record,
            defect: Defect::InvalidUtf8,
            message: format!("Not valid UTF-8 at byte {} of the record", offset + 1),
            found: None,
            bytes: Some(STANDARD.encode(record)),
        }
    }

    /// An age that isn't a whole number.
    pub fn bad_age(found: &str) -> Flaw {
        let found = match found.trim() {
            "" => "nothing".into(),
            _ => quoted(found),
        };
        Flaw {
            field: Field::Age,
            defect: Defect::InvalidNumber,
            message: "Age must be a whole number".into(),
            found: Some(found),
            bytes: None,
        }
    }
}
