//! The ways in which a record is bad. Each has a form in every format, so that the files of one seed have the same
//! people, whatever their format.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    // Breaks a rule.
    NameBlank,
    NameShort,
    EmailBroken,
    TooYoung,
    TooOld,
    // Can't be read.
    AgeNegative,
    AgeDecimal,
    AgeTooLarge,
    AgeWord,
    AgeBlank,
    /// CSV: one field too few or too many. NDJSON: a key too few, or given twice.
    Fields,
    /// CSV: text after a closing quote. NDJSON: a broken line.
    Malformed,
    InvalidUtf8,
}

impl Fault {
    pub const ALL: [Self; 13] = [
        Self::NameBlank,
        Self::NameShort,
        Self::EmailBroken,
        Self::TooYoung,
        Self::TooOld,
        Self::AgeNegative,
        Self::AgeDecimal,
        Self::AgeTooLarge,
        Self::AgeWord,
        Self::AgeBlank,
        Self::Fields,
        Self::Malformed,
        Self::InvalidUtf8,
    ];
}
