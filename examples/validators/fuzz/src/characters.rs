//! Characters that languages treat differently.

use std::ops::Range;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;
use regex_syntax::hir::{Class, HirKind};

/// The characters of the latest version of Unicode that all validators know; README.md lists theirs.
const KNOWN: &str = r"\p{Age=15.0}";
/// Of these, those whose mapping has changed since.
const CHANGED: &str =
    r"[\u{4c0}\u{10a0}-\u{10c5}\u{1806}\u{2132}\u{2183}\u{2f868}\u{2f874}\u{2f91f}\u{2f95f}\u{2f9bf}]";

const SPACES: &str = "\t\n\u{b}\u{c}\r\u{1c}\u{1d}\u{1e}\u{1f} \u{85}\u{a0}\u{1680}\u{180e}\u{2000}\u{200a}\u{2028}\u{2029}\
    \u{202f}\u{205f}\u{3000}\u{feff}";
const INVISIBLE: &str = "\0\u{7f}\u{ad}\u{34f}\u{200b}\u{200c}\u{200d}\u{200e}\u{2060}\u{2066}\u{fe0f}\u{e0001}\u{e0100}\
    \u{115f}\u{3164}\u{ffa0}\u{17b4}\u{2800}";
const COMBINING: &str = "\u{301}\u{308}\u{323}\u{327}\u{345}\u{93c}\u{94d}\u{1039}\u{1161}\u{11a8}\u{3099}\u{1d165}";
/// Mapped, dropped, or changed by case; and what is mapped to several characters, of which some are no letters.
const MAPPED: &str = "AÄßẞςΣıİKÅſﬁǆŉŐµªº²½™ÆÞΐᾳẛㄱㅏ가각ﷺ㏂℀⒈🄀㋿Ⅷﬀ豈\u{f900}\u{fb1d}０ａＡＺ＿－．＠＃／；＞";
/// Dots, signs and what only strict names exclude.
const SIGNS: &str = ".。．｡․·•-_‐–@#/;>!\"'(),:<=[]\\^`{|}~≠≮℡☃🦀👨𝒜𝟎";
/// Of both writing directions, with digits, and with joiners between.
const LETTERS: &str = "aeoxzäöüéñčøłαωяжאבاب٣۳कषनা்กข李明中あアー한𐐀𐐨𞤀𞤢Ꭰꭰ";
/// Next to what isn't text.
const EDGES: &str = "\u{d7ff}\u{e000}\u{f8ff}\u{fffd}\u{fffe}\u{ffff}\u{10000}\u{1ffff}\u{f0000}\u{10fffd}\u{10ffff}";

pub fn character() -> impl Strategy<Value = char> {
    let one = |text: &str| select(text.chars().collect::<Vec<_>>());
    let any = string_regex(KNOWN).expect("regex-syntax knows the property");
    prop_oneof![
        6 => "[a-zA-Z0-9]".prop_map(first),
        2 => one(SPACES),
        2 => one(INVISIBLE),
        2 => one(COMBINING),
        3 => one(MAPPED),
        3 => one(SIGNS),
        3 => one(LETTERS),
        1 => one(EDGES),
        4 => any.prop_map(first).prop_filter("not changed since", |one| is_known(*one)),
    ]
}

/// Whether all validators treat a character as the contract says.
pub fn is_known(character: char) -> bool {
    static RANGES: LazyLock<[Vec<(char, char)>; 2]> = LazyLock::new(|| [KNOWN, CHANGED].map(ranges));
    let [known, changed] = &*RANGES;
    let within = |ranges: &[(char, char)]| ranges.iter().any(|(first, last)| (first..=last).contains(&&character));
    within(known) && !within(changed)
}

fn ranges(class: &str) -> Vec<(char, char)> {
    let parsed = regex_syntax::parse(class).expect("a class of characters");
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else {
        unreachable!("it is no other pattern");
    };
    class
        .ranges()
        .iter()
        .map(|range| (range.start(), range.end()))
        .collect()
}

pub fn text(length: Range<usize>) -> impl Strategy<Value = String> {
    vec(character(), length).prop_map(String::from_iter)
}

fn first(text: String) -> char {
    text.chars().next().expect("one character")
}
