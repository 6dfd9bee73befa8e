//! Spellings of a domain: none of them passes a list, and they are found to be one address.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use validator::canonical::canonical_emails;
use validator::columns::TextColumn;
use validator::domains::Domains;
use validator::email::is_email;
use validator::host;
use validator::rules::{EmailSyntax, Rule, Rules};

fn rules(allowed: &[&str], denied: &[&str], email_syntax: EmailSyntax) -> Rules {
    let list = |entries: &[&str]| entries.iter().map(ToString::to_string).collect::<Vec<_>>();
    Rules {
        domains: Domains::new(&list(allowed), &list(denied)),
        email_syntax,
        ..Rules::DEFAULT
    }
}

fn canonical(email: &str) -> String {
    let ends = [email.len() as u32];
    let (text, ends) = canonical_emails(TextColumn {
        text: email,
        ends: &ends,
    });
    assert_eq!(ends, [text.len() as u32]);
    text
}

#[test]
fn names_are_compared_in_unicode() {
    for (domain, expected) in [
        ("a.b", Some("a.b")),
        ("A.b", Some("a.b")),
        ("a_b.-c", Some("a_b.-c")),
        ("bücher.example", Some("bücher.example")),
        ("bu\u{308}cher.example", Some("bücher.example")),
        ("BÜCHER.example", Some("bücher.example")),
        ("xn--bcher-kva.example", Some("bücher.example")),
        ("XN--BCHER-KVA.Example", Some("bücher.example")),
        ("ｓｐａｍ.example", Some("spam.example")),
        ("例え.jp", Some("例え.jp")),
        ("हिन्दी.भारत", Some("हिन्दी.भारत")),
        ("क्\u{200d}ष.भारत", Some("क्\u{200d}ष.भारत")),
        ("straße.example", Some("straße.example")),
        ("axn--b.c", Some("axn--b.c")),
        // No names as they are written.
        ("", None),
        ("a..b", None),
        (".a.b", None),
        ("a.b.", None),
        ("a。b.c", None),
        ("a b.c", None),
        ("a.b\u{a0}", None),
        ("a\u{ad}.b", None),
        ("a\u{200b}.b", None),
        ("a\u{200d}.b", None),
        ("a.b;", None),
        ("a.b／", None),
        ("“a.b”", None),
        ("a.b…", None),
        ("☃.example", None),
        ("[1.2.3.4]", None),
        ("a%b.c", None),
        // Punycode of what is written otherwise, and of nothing.
        ("xn--a.b", None),
        ("xn--spam-.example", None),
        ("xn--.example", None),
        ("xn--zzzzzz99999.example", None),
    ] {
        assert_eq!(host::name(domain).as_deref(), expected, "{domain}");
    }
}

#[test]
fn strict_addresses_have_the_form_that_mail_systems_agree_on() {
    let strict = |email: &str| {
        rules(&[], &[], EmailSyntax::Strict)
            .broken("Ann", email, 30)
            .next()
            .is_none()
    };
    let label = "a".repeat(63);
    let long = |labels: usize| vec![label.as_str(); labels].join(".");
    for email in [
        "a@b.c",
        "A.b-c+d_e@B.Example",
        "!#$%&'*+-/=?^_`{|}~@b.c",
        "a@bücher.example",
        "a@BU\u{308}CHER.example",
        "a@xn--bcher-kva.example",
        "a@1.2c",
        &format!("{}@b.c", "a".repeat(64)),
        &format!("a@{label}.c"),
        // 254 bytes: RFC 5321's path of 256 without the angle brackets.
        &format!("a@{}.{}", long(3), "b".repeat(60)),
    ] {
        assert!(is_email(email) && strict(email), "{email}");
    }
    for email in [
        ".a@b.c",
        "a.@b.c",
        "a..b@b.c",
        "a b@b.c",
        " a@b.c",
        "a@b.c ",
        "\"a\"@b.c",
        "ä@b.c",
        "a\u{7f}@b.c",
        "a\0@b.c",
        "a\u{200b}@b.c",
        "Ann <a@b.c>",
        "<a@b.c>",
        "mailto:a@b.c",
        "a,d@b.c",
        "a;d@b.c",
        "a@b.c;",
        "a@b.c,d.e",
        "a@b.c?subject=d.e",
        "a@[1.2.3.4]",
        "a@1.2.3.4",
        "a@b_c.d",
        "a@-b.c",
        "a@b-.c",
        "a@b..c",
        "a@b。c.d",
        "a@b\u{ad}c.d",
        "a@b\u{200d}c.d",
        "a@b(c).d",
        "a@xn--a.b",
        "a@☃.example",
        &format!("{}@b.c", "a".repeat(65)),
        &format!("a@{label}a.c"),
        &format!("a@{}.{}", long(3), "b".repeat(61)),
        // 63 characters, but more in ASCII.
        &format!("a@{}.c", "ü".repeat(63)),
    ] {
        assert!(!strict(email), "{email}");
    }
    assert!(!strict("a@b") && !strict("a@b.c@d.e"));
}

#[test]
fn without_a_name_in_the_lists_any_valid_address_is_allowed() {
    for email in ["a@b..c", "a@b.c;", "a@b。c.d", "a@[1.2.3.4]"] {
        assert_eq!(Rules::DEFAULT.broken("Ann", email, 30).next(), None, "{email}");
        for rules in [
            rules(&[], &["x.y"], EmailSyntax::Simple),
            rules(&["b.c"], &[], EmailSyntax::Simple),
        ] {
            let found: Vec<Rule> = rules.broken("Ann", email, 30).collect();
            assert_eq!(found, [Rule::DomainNotAllowed], "{email}");
        }
    }
    // A list of entries that aren't domains allows none.
    let rules = rules(&["https://b.c"], &[], EmailSyntax::Simple);
    assert!(rules.broken("Ann", "a@b.c", 30).next().is_some());
}

#[test]
fn addresses_are_compared_by_the_name_of_the_domain() {
    for (email, expected) in [
        ("Ann@Example.COM", "ann@example.com"),
        ("ÄNN@Example.com", "Änn@example.com"),
        ("a@BÜCHER.example", "a@bücher.example"),
        ("a@xn--bcher-kva.example", "a@bücher.example"),
        ("a@ｂ．ｃ.d", "a@b.c.d"),
        ("a@b。c.d", "a@b.c.d"),
        ("a@b.c。", "a@b.c"),
        ("a@b.c ", "a@b.c"),
        ("a@b.c\u{a0}\u{200b}", "a@b.c"),
        ("a@b\u{200d}b.c", "a@bb.c"),
        ("a@b\u{200e}b.c", "a@bb.c"),
        ("a@b.c>", "a@b.c"),
        ("a@b.c／d", "a@b.c"),
        ("a@b.c.;", "a@b.c"),
        ("a@b.c.", "a@b.c"),
        ("a@☃.example", "a@☃.example"),
        ("a@xn--n3h.example", "a@☃.example"),
        // No names: as they are, in ASCII lower case.
        ("A@B..C", "a@b..c"),
        ("A@B.c d", "a@b.c d"),
        ("A@[1.2.3.4]", "a@[1.2.3.4]"),
        ("A@B.c'", "a@b.c'"),
        ("a@b\nc.d", "a@b\nc.d"),
        ("a@--><b>.c", "a@--><b>.c"),
        ("A@B.xn--A", "a@b.xn--a"),
        ("A", "a"),
        ("", ""),
    ] {
        assert_eq!(canonical(email), expected, "{email}");
    }
}

#[test]
fn a_long_domain_is_compared_quickly() {
    let email = format!("a@{}.example", "ü".repeat(1 << 20));
    assert_eq!(canonical(&email), email);
}

/// Domains, and the Punycode of the first label that has one.
const DENIED: [(&str, &str); 5] = [
    ("spam.example", "spam"),
    ("bücher.example", "xn--bcher-kva"),
    ("a-b.mail.example", "a-b"),
    ("例え.jp", "xn--r8jz45g"),
    ("пример.example", "xn--e1afmkfd"),
];

const INVISIBLE: [&str; 9] = [
    "\u{ad}", "\u{34f}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{200e}", "\u{2060}", "\u{feff}", "\u{fe0f}",
];
const AFTER: [&str; 17] = [
    "", ".", "。", " ", "\u{a0}", "\u{3000}", "\t", "\0", "#", "/", ";", ">", "/path", "；", "\u{200b}", " ;", "＞x",
];

/// How one character is written.
fn written(character: char, way: u8) -> String {
    match (way % 5, character) {
        (1, '.') => "。".into(),
        (2, '.') => "．".into(),
        (3, '.') => "｡".into(),
        (1, _) => character.to_uppercase().collect(),
        (2, '!'..='~') => char::from_u32(u32::from(character) + 0xfee0).into_iter().collect(),
        (2, 'ü') => "u\u{308}".into(),
        (3, 'ü') => "U\u{308}".into(),
        _ => character.into(),
    }
}

fn spelling() -> impl Strategy<Value = (&'static str, String)> {
    let parts = (
        select(&DENIED[..]),
        any::<bool>(),
        prop::collection::vec(any::<u8>(), 24),
        prop::collection::vec((any::<Index>(), select(&INVISIBLE[..])), 0..3),
        select(&AFTER[..]),
    );
    parts.prop_map(|((domain, punycode), encoded, ways, invisible, after)| {
        let (first, rest) = domain.split_once('.').expect("a domain has labels");
        let plain = match encoded {
            true => format!("{punycode}.{rest}"),
            false => format!("{first}.{rest}"),
        };
        let mut characters: Vec<String> = plain
            .chars()
            .zip(ways.iter().cycle())
            .map(|(character, way)| written(character, *way))
            .collect();
        for (place, character) in invisible {
            let place = place.index(characters.len());
            characters[place].push_str(character);
        }
        (domain, characters.concat() + after)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_spelling_of_a_denied_domain_is_accepted((domain, spelling) in spelling(), below in "([a-z]{1,3}[.]){0,2}") {
        let above = format!("*.{domain}");
        for syntax in [EmailSyntax::Simple, EmailSyntax::Strict] {
            for rules in [rules(&[], &[domain, &above], syntax), rules(&["good.example", "*.com"], &[], syntax)] {
                let email = format!("eve@{below}{spelling}");
                prop_assert!(rules.broken("Eve", &email, 30).next().is_some(), "{:?}", email);
            }
        }
    }

    #[test]
    fn every_spelling_of_a_domain_is_one_address((domain, spelling) in spelling()) {
        prop_assume!(!spelling.ends_with('\0'));
        prop_assert_eq!(canonical(&format!("Eve@{spelling}")), format!("eve@{domain}"), "{:?}", spelling);
    }

    #[test]
    fn the_form_in_which_addresses_are_compared_is_its_own(email in "[a-zA-Zéü@.。;xn-]{0,12}|.{0,9}") {
        let once = canonical(&email);
        prop_assert_eq!(canonical(&once), once);
    }

    #[test]
    fn a_name_is_compared_as_the_address_is(domain in "([a-zA-Zéü.ß-]{1,12}|\\PC{0,9})[.][a-z]") {
        if let Some(name) = host::name(&domain) {
            prop_assert_eq!(canonical(&format!("a@{domain}")), format!("a@{name}"));
        }
    }
}
