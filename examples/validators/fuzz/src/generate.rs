//! Cases, aimed at what languages and their libraries treat differently.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::case::{Case, Column, Rules, User, column};
use crate::characters::{character, is_known, text};

/// The cases that every validator is tested by. Their addresses are starting points.
const SHARED: &str = include_str!("../../../../tests/vectors/validator/cases.json");

/// Numbers at limits: of ages, of their defaults, and of signed numbers.
const AGES: &[u32] = &[
    0,
    1,
    12,
    13,
    14,
    149,
    150,
    151,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
];

/// The ends of domains that aren't part of a name.
const TAILS: &[&str] = &[
    ".", "..", " ", "\u{a0}", "\u{200b}", "#", "/x", ";", ">", "．", "。", "；", "＃x", ".;", " .", "?", ":25",
];

/// Punycode of names, of no name, and of what has to be written otherwise.
const PUNYCODE: &[&str] = &[
    "xn--",
    "xn---",
    "xn--a",
    "xn--a-",
    "xn--0",
    "xn--zca",
    "xn--n3h",
    "xn--ls8h",
    "xn--ss-",
    "xn--bcher-kva",
    "xn--Bcher-Kva",
    "XN--STRAE-OQA",
    "xn--99999999",
    "xn--fiqs8s",
    "xn--xn--a",
    "xn--a-ecp",
    "ab--c",
];

pub fn cases() -> impl Strategy<Value = Case> {
    let cases = prop_oneof![20 => judged(), 1 => batch()];
    cases.prop_filter("Punycode of characters that all know", |case| {
        case.domains().all(|domain| !is_newer(domain))
    })
}

/// Whether a domain has a character that not all validators know, perhaps in Punycode. What is between its letters may be dropped.
fn is_newer(domain: &str) -> bool {
    let narrow = domain
        .chars()
        .flat_map(char::to_lowercase)
        .map(narrow)
        .filter(char::is_ascii);
    let ascii: String = narrow.collect();
    let labels = ascii.split(|character: char| !character.is_ascii_alphanumeric() && character != '-');
    let codes = labels.filter_map(|label| label.strip_prefix("xn--"));
    codes
        .filter_map(idna::punycode::decode_to_string)
        .any(|text| !text.chars().all(is_known))
}

/// The dots of other widths, which end a label, too.
fn narrow(character: char) -> char {
    match character {
        '\u{3002}' | '\u{ff61}' => '.',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xff01 + 0x21).unwrap_or(character),
        _ => character,
    }
}

fn judged() -> impl Strategy<Value = Case> {
    vec(domain(), 1..4).prop_flat_map(|domains| {
        // Usually few users, since these are easier to tell apart; at times more than any block or bit set.
        let repeat = prop_oneof![20 => Just(1), 1 => 2..80usize];
        (
            option::weighted(0.8, rules(domains.clone())),
            vec(user(domains), 0..6),
            repeat,
        )
            .prop_map(|(rules, users, repeat)| Case::Judged {
                rules,
                users: vec![users; repeat].concat(),
            })
    })
}

fn number() -> impl Strategy<Value = u32> {
    prop_oneof![4 => select(AGES), 2 => 0..200u32, 1 => any::<u32>()]
}

fn user(domains: Vec<String>) -> impl Strategy<Value = User> {
    (name(), email(domains), number())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => "[A-Z][a-z]{0,3}",
        4 => text(0..5),
        1 => ("[ \\t\u{a0}\u{2003}\u{3000}]{0,2}", text(0..3), "[ \\n\u{85}\u{2028}]{0,2}")
            .prop_map(|(before, name, after)| before + &name + &after),
    ]
}

fn rules(domains: Vec<String>) -> impl Strategy<Value = Rules> {
    let length = prop_oneof![4 => 0..4u32, 1 => select(AGES)];
    let patterns = prop_oneof![1 => Just(Vec::new()).boxed(), 2 => vec(pattern(domains), 0..4).boxed()];
    // Few are contradictory.
    let ages = (number(), number(), 0..50u8).prop_map(|(one, other, order)| match order {
        0 => (one.max(other), one.min(other)),
        _ => (one.min(other), one.max(other)),
    });
    (ages, length, patterns.clone(), patterns, any::<bool>()).prop_map(
        |((min_age, max_age), name_min_length, allowed_domains, denied_domains, is_strict)| Rules {
            min_age,
            max_age,
            name_min_length,
            allowed_domains,
            denied_domains,
            is_strict,
        },
    )
}

/// An entry of a list: mostly a domain that users have, or one above it.
fn pattern(domains: Vec<String>) -> impl Strategy<Value = String> {
    let prefix = select(&["", "", "*.", "*.", "*", ".", "x.", "*.*.", " "][..]);
    prop_oneof![
        8 => (prefix, select(domains), any::<bool>(), 0..6u8).prop_map(|(prefix, domain, above, case)| {
            let parent = domain.split_once('.').map(|(_, parent)| parent.to_owned());
            let domain = if above { parent.unwrap_or(domain) } else { domain };
            prefix.to_owned() + &respelled(&domain, case)
        }),
        2 => (select(&["", "*."][..]), domain()).prop_map(|(prefix, domain)| prefix.to_owned() + &domain),
        1 => text(0..3),
    ]
}

/// The same domain in another case or width, or one below it.
fn respelled(domain: &str, case: u8) -> String {
    match case {
        // The capital of a known letter may be one that isn't.
        0 if domain.to_uppercase().chars().all(is_known) => domain.to_uppercase(),
        1 => domain.to_ascii_uppercase(),
        2 => domain.chars().map(wide).collect(),
        3 => format!("x.{domain}"),
        _ => domain.to_owned(),
    }
}

fn wide(character: char) -> char {
    match character {
        '!'..='~' => char::from_u32(character as u32 - 0x21 + 0xff01).unwrap_or(character),
        _ => character,
    }
}

fn email(domains: Vec<String>) -> impl Strategy<Value = String> {
    let at = prop_oneof![30 => Just("@"), 1 => select(&["", "@@", "＠", "﹫", "@x@", " @"][..])];
    let same = (select(domains), 0..8u8).prop_map(|(domain, case)| respelled(&domain, case));
    let domain = prop_oneof![4 => same.boxed(), 1 => domain().boxed()];
    prop_oneof![
        12 => (local(), at, domain).prop_map(|(local, at, domain)| local + at + &domain),
        1 => text(0..6),
        2 => shared(),
        4 => (shared(), character(), any::<Index>()).prop_map(|(email, character, at)| {
            let mut characters: Vec<_> = email.chars().collect();
            characters.insert(at.index(characters.len() + 1), character);
            characters.into_iter().collect()
        }),
    ]
}

fn local() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,3}",
        2 => "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,5}",
        1 => "[a-z]{62,66}",
        1 => "\"[a b.]{0,3}\"",
        1 => text(0..4),
    ]
}

fn domain() -> impl Strategy<Value = String> {
    let dot = prop_oneof![12 => Just("."), 1 => select(&["。", "．", "｡", "..", "", "․", "‥"][..])];
    let tail = prop_oneof![10 => Just(""), 1 => select(TAILS)];
    let labels = (label(), vec((dot, label()), 0..4)).prop_map(|(first, others)| {
        let others = others.into_iter().map(|(dot, label)| dot.to_owned() + &label);
        first + &others.collect::<String>()
    });
    let long = "([a-z]{63}[.]){3}[a-z]{55,64}";
    let shared = shared().prop_map(|email| email.rsplit('@').next().unwrap_or_default().to_owned());
    let domain = prop_oneof![12 => labels.boxed(), 1 => long.boxed(), 2 => shared.boxed()];
    (domain, tail).prop_map(|(domain, tail)| domain + tail)
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z]{1,3}",
        2 => "[a-zA-Z0-9_-]{0,6}",
        4 => text(0..4),
        2 => "(xn|XN|Xn)--[a-zA-Z0-9-]{0,8}",
        2 => select(PUNYCODE).prop_map(String::from),
        2 => text(1..4).prop_map(|text| idna::punycode::encode_str(&text).map_or(text, |code| format!("xn--{code}"))),
        1 => "[a-z]{61,65}",
        1 => "ü[a-z]{52,60}",
        1 => "[0-9]{1,3}|0x[0-9a-f]{1,2}",
    ]
}

/// An address of the shared cases.
fn shared() -> impl Strategy<Value = String> {
    let cases: Value = serde_json::from_str(SHARED).expect("tests read the file");
    let mut emails: Vec<String> = Vec::new();
    let mut add = |value: &Value| emails.push(value.as_str().expect("an address").to_owned());
    for list in ["emails", "canonical"] {
        cases[list]
            .as_array()
            .expect("a list")
            .iter()
            .for_each(|case| add(&case[0]));
    }
    for group in cases["judged"].as_array().expect("a list") {
        group["users"]
            .as_array()
            .expect("a list")
            .iter()
            .for_each(|user| add(&user[1]));
    }
    select(emails)
}

/// Columns of unequal length, and ends that descend, that are within a character, or not at the end of the text.
fn batch() -> impl Strategy<Value = Case> {
    let values = || vec(text(0..3), 0..5);
    let change = || option::weighted(0.5, (any::<Index>(), prop_oneof![0..20u32, select(AGES)]));
    let columns = || {
        (values(), change()).prop_map(|(values, change)| {
            let (text, mut ends): Column = column(values.iter().map(String::as_str));
            if let Some((at, end)) = change
                && !ends.is_empty()
            {
                let at = at.index(ends.len());
                ends[at] = end;
            }
            (text, ends)
        })
    };
    (columns(), columns(), vec(number(), 0..5)).prop_map(|(names, emails, ages)| Case::Batch { names, emails, ages })
}
