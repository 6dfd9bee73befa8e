//! One person: name, address and age, each from the draws of the row.

use std::io::Write;

use crate::draws::{Ask, Draws};
use crate::names::{DOMAINS, FIRST, LAST, NICKNAMES};

/// Mostly `First Last`; the others have commas, quotes and line breaks, for which CSV needs quotes.
pub fn append_name(draws: &Draws, name: &mut Vec<u8>) {
    let first = draws.pick(Ask::First, &FIRST).shown;
    let last = draws.pick(Ask::Last, &LAST).shown;
    let second = draws.pick(Ask::Second, &LAST).shown;
    let middle = draws.pick(Ask::Second, &FIRST).shown;
    let nickname = draws.pick(Ask::Second, &NICKNAMES);
    match draws.below(Ask::NameStyle, 256) {
        0 => write!(name, "{first}\n{last}"),
        1..=8 => write!(name, "{last}, {first}"),
        9..=12 => write!(name, "{first} \"{nickname}\" {last}"),
        13..=52 => write!(name, "{first} {last}-{second}"),
        53..=132 => write!(name, "{first} {middle} {last}"),
        _ => write!(name, "{first} {last}"),
    }
    .expect("a Vec accepts everything");
}

/// Letters, the number of the row and an `@`. The number makes every address unique.
pub fn append_email(row: u64, draws: &Draws, email: &mut Vec<u8>) {
    let first = draws.pick(Ask::First, &FIRST).ascii;
    let last = draws.pick(Ask::Last, &LAST).ascii;
    match draws.below(Ask::Address, 4) {
        0 => write!(email, "{last}{row}@"),
        1 => write!(email, "{}.{last}{row}@", &first[..1]),
        _ => write!(email, "{first}.{last}{row}@"),
    }
    .and_then(|()| match draws.pick(Ask::Domain, &DOMAINS) {
        Some(domain) => email.write_all(domain.as_bytes()),
        None => write!(email, "team{}.example", draws.below(Ask::Team, 1000)),
    })
    .expect("a Vec accepts everything");
}

/// 18 to 80, most about 49; one in 16 is younger or older, from 13 to 99.
pub fn age(draws: &Draws) -> u32 {
    match draws.below(Ask::AgeShape, 32) {
        0 => 13 + draws.below(Ask::Age, 5),
        1 => 81 + draws.below(Ask::Age, 19),
        _ => 18 + draws.sum_of_two_below(Ask::Age, 32),
    }
}
