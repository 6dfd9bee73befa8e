//! The rows of a file in order, before a format is applied.

use crate::draws::{Ask, Draws, Stream};
use crate::error::Error;
use crate::fault::Fault;
use crate::names::{BLANK, NOT_UTF8, SHORT};
use crate::person;

const WHOLE: u32 = 1000;

/// How many rows a duplicate tries, to find a good one to repeat. It mostly finds one at once, unless nearly all are
/// bad.
const REACH: u64 = 64;

/// The shares of bad records and of duplicates, per thousand.
#[derive(Clone, Copy, Debug)]
pub struct Mix {
    bad: u32,
    dup: u32,
}

enum Fate {
    Good,
    Bad,
    Duplicate,
}

impl Mix {
    pub fn new(bad: u32, dup: u32) -> Result<Self, Error> {
        match bad.checked_add(dup) {
            Some(0..=WHOLE) => Ok(Self { bad, dup }),
            _ => Err(Error::Shares { bad, dup }),
        }
    }

    fn fate(self, draws: &Draws) -> Fate {
        match draws.below(Ask::Fate, WHOLE) {
            n if n < self.bad => Fate::Bad,
            n if n < self.bad + self.dup => Fate::Duplicate,
            _ => Fate::Good,
        }
    }
}

/// One record. Name and address are bytes, since a name may be invalid UTF-8.
#[derive(Default)]
pub struct Row {
    pub name: Vec<u8>,
    pub email: Vec<u8>,
    pub age: u32,
    pub fault: Option<Fault>,
    /// Chooses between the forms of a fault.
    pub variant: u32,
}

pub struct Rows {
    in_order: Stream,
    earlier: Stream,
    mix: Mix,
    next: u64,
    row: Row,
}

impl Rows {
    pub fn new(seed: u64, mix: Mix) -> Self {
        Self {
            in_order: Stream::new(seed),
            earlier: Stream::new(seed),
            mix,
            next: 0,
            row: Row::default(),
        }
    }

    pub fn next_row(&mut self) -> &Row {
        let draws = self.in_order.advance();
        let number = self.next;
        self.next += 1;

        let fate = self.mix.fate(&draws);
        let repeated = match fate {
            Fate::Duplicate => self.good_row_before(number, &draws),
            Fate::Good | Fate::Bad => None,
        };

        let row = &mut self.row;
        row.name.clear();
        row.email.clear();
        person::append_name(&draws, &mut row.name);
        match repeated {
            Some((number, earlier)) => {
                person::append_email(number, &earlier, &mut row.email);
                change_case(&draws, &mut row.email);
            }
            None => person::append_email(number, &draws, &mut row.email),
        }
        row.age = person::age(&draws);
        row.variant = draws.below(Ask::Variant, 1 << 16);
        row.fault = match fate {
            Fate::Bad => Some(*draws.pick(Ask::Fault, &Fault::ALL)),
            Fate::Good | Fate::Duplicate => None,
        };
        spoil(row);
        &self.row
    }

    /// A row whose address was accepted, so that repeating it is a duplicate.
    fn good_row_before(&mut self, row: u64, draws: &Draws) -> Option<(u64, Draws)> {
        let from = match u32::try_from(row) {
            Ok(row) => u64::from(draws.below(Ask::Earlier, row)),
            Err(_) => row - 1 - u64::from(draws.below(Ask::Earlier, u32::MAX)),
        };
        (from.saturating_sub(REACH)..=from)
            .rev()
            .filter(|&candidate| candidate < row)
            .map(|candidate| (candidate, self.earlier.at(candidate)))
            .find(|(_, earlier)| matches!(self.mix.fate(earlier), Fate::Good))
    }
}

/// Applies the faults that look the same in every format.
fn spoil(row: &mut Row) {
    let Some(fault) = row.fault else { return };
    let variant = row.variant as usize;
    match fault {
        Fault::NameBlank => replace(&mut row.name, BLANK[variant % BLANK.len()]),
        Fault::NameShort => replace(&mut row.name, SHORT[variant % SHORT.len()]),
        Fault::InvalidUtf8 => row.name.extend_from_slice(NOT_UTF8[variant % NOT_UTF8.len()]),
        Fault::EmailBroken => break_email(&mut row.email, variant),
        Fault::TooYoung => row.age = row.variant % 13,
        Fault::TooOld => row.age = 151 + row.variant % 849,
        // Each format has its own form.
        Fault::AgeNegative
        | Fault::AgeDecimal
        | Fault::AgeTooLarge
        | Fault::AgeWord
        | Fault::AgeBlank
        | Fault::Fields
        | Fault::Malformed => {}
    }
}

fn replace(value: &mut Vec<u8>, with: &str) {
    value.clear();
    value.extend_from_slice(with.as_bytes());
}

fn break_email(email: &mut Vec<u8>, variant: usize) {
    let at = email
        .iter()
        .position(|&byte| byte == b'@')
        .expect("an address has an @");
    match variant % 7 {
        0 => email[at] = b'.',
        1 => email.insert(at, b'@'),
        2 => email.insert(at + 1, b'.'),
        3 => email.push(b'.'),
        4 => drop(email.drain(..at)),
        5 => email.truncate(at + 1),
        _ => email.splice(at + 1.., *b"localhost").for_each(drop),
    }
}

/// One duplicate in four is written in different case, in one of three ways.
fn change_case(draws: &Draws, email: &mut [u8]) {
    match draws.below(Ask::LetterCase, 12) {
        0 => email.make_ascii_uppercase(),
        1 => email[..1].make_ascii_uppercase(),
        2 => {
            let at = email
                .iter()
                .position(|&byte| byte == b'@')
                .expect("an address has an @");
            email[at..].make_ascii_uppercase();
        }
        _ => {}
    }
}

/// A row of Ana's, as a format writes it.
#[cfg(test)]
pub fn written(append: fn(&mut Vec<u8>, &Row), name: &str, fault: Option<Fault>, variant: u32) -> String {
    let row = Row {
        name: name.into(),
        email: "ana@example.com".into(),
        age: 36,
        fault,
        variant,
    };
    let mut block = Vec::new();
    append(&mut block, &row);
    String::from_utf8(block).unwrap()
}
