//! The rules at their boundaries. A batch must give the same results as single users.

use proptest::prelude::*;
use validator::columns::{TextColumn, violations};
use validator::domains::Domains;
use validator::email::is_email;
use validator::rules::{Rule, Rules};

/// The default rules that a user breaks.
fn rules(name: &str, email: &str, age: u32) -> Vec<Rule> {
    Rules::DEFAULT.broken(name, email, age).collect()
}

#[test]
fn a_name_needs_two_characters_once_trimmed() {
    for (name, expected) in [
        ("", Some(Rule::NameEmpty)),
        (" \t\r\n", Some(Rule::NameEmpty)),
        ("\u{3000}\u{a0}", Some(Rule::NameEmpty)),
        ("A", Some(Rule::NameTooShort)),
        ("\u{3000}A\u{a0}", Some(Rule::NameTooShort)),
        ("🦀", Some(Rule::NameTooShort)),
        ("Al", None),
        ("李明", None),
        // A letter and a combining accent are two scalar values.
        ("e\u{301}", None),
        ("- ", Some(Rule::NameTooShort)),
        ("A ", Some(Rule::NameTooShort)),
        ("A B", None),
    ] {
        assert_eq!(rules(name, "a@b.c", 30).first().copied(), expected, "{name:?}");
    }
}

#[test]
fn an_email_has_one_at_and_a_dot_inside_its_domain() {
    for good in ["a@b.c", "a@b..c", " a@b.c", "ä@ö.ü", "a.@b.c", "a b@c d.e"] {
        assert!(is_email(good), "{good:?}");
    }
    for bad in [
        "", "@", "a", "a@", "@b.c", "a@b", "a@.c", "a@b.", "a@.", "a@@b.c", "a@b@c.d", "a@b.c@",
    ] {
        assert!(!is_email(bad), "{bad:?}");
    }
}

#[test]
fn an_age_is_from_13_to_150() {
    for (age, expected) in [
        (0, Some(Rule::TooYoung)),
        (12, Some(Rule::TooYoung)),
        (13, None),
        (150, None),
        (151, Some(Rule::InvalidAge)),
        (u32::MAX, Some(Rule::InvalidAge)),
    ] {
        assert_eq!(rules("Ada", "a@b.c", age).first().copied(), expected, "{age}");
    }
}

#[test]
fn all_errors_come_at_once_in_field_order() {
    assert_eq!(rules("", "x", 7), [Rule::NameEmpty, Rule::EmailInvalid, Rule::TooYoung]);
}

#[test]
fn a_name_needs_as_many_characters_as_the_rules_say() {
    for (least, names, short) in [
        (0, ["A", "é"], None),
        (1, ["A", " é "], None),
        (3, ["Ann", " éé é "], None),
        (3, ["An", " éé "], Some(Rule::NameTooShort)),
        (u32::MAX, ["Ann", "éé"], Some(Rule::NameTooShort)),
    ] {
        let rules = Rules {
            name_min_length: least,
            ..Rules::DEFAULT
        };
        for name in names {
            assert_eq!(rules.broken(name, "a@b.c", 30).next(), short, "{name:?} of {least}");
        }
        assert_eq!(
            rules.broken(" ", "a@b.c", 30).next(),
            Some(Rule::NameEmpty),
            "of {least}"
        );
    }
}

#[test]
fn ages_and_messages_follow_the_rules() {
    let rules = Rules {
        min_age: 18,
        max_age: 20,
        name_min_length: 5,
        ..Rules::DEFAULT
    };
    for (age, expected) in [
        (17, Some(Rule::TooYoung)),
        (18, None),
        (20, None),
        (21, Some(Rule::InvalidAge)),
    ] {
        assert_eq!(rules.broken("Annie", "a@b.c", age).next(), expected, "{age}");
    }
    assert_eq!(rules.message(Rule::TooYoung), "Must be at least 18 years old");
    assert_eq!(rules.message(Rule::NameTooShort), "Name must be at least 5 characters");
    assert_eq!(Rules::DEFAULT.message(Rule::TooYoung), "Must be at least 13 years old");
}

#[test]
fn a_domain_is_allowed_and_not_denied() {
    let list = |entries: &str| entries.split_whitespace().map(String::from).collect::<Vec<_>>();
    for (allowed, denied, good, bad) in [
        ("", "", "a@b.c a@B.C a@x.b.c", ""),
        ("b.c", "", "a@b.c a@B.c", "a@x.b.c a@xb.c a@b.cc a@b.c.d"),
        ("B.C", "", "a@b.c a@b.C", "a@c.c"),
        ("*.b.c", "", "a@x.b.c a@X.B.C a@y.x.b.c", "a@b.c a@xb.c a@x.b.c.d"),
        ("b.c *.b.c", "", "a@b.c a@x.b.c", "a@xb.c"),
        ("", "b.c", "a@x.b.c a@c.c", "a@b.c a@B.C"),
        ("", "*.b.c", "a@b.c", "a@x.b.c"),
        ("b.c *.b.c", "b.c x.b.c", "a@y.b.c", "a@b.c a@x.b.c"),
        ("b.c", "b.c", "", "a@b.c"),
        // Accepted, but no address has one of these domains.
        ("* *. @b.c c", "", "", "a@b.c"),
        (
            "bücher.example",
            "",
            "a@bücher.example a@BÜCHER.example a@xn--bcher-kva.example",
            "a@bucher.example",
        ),
    ] {
        let rules = Rules {
            domains: Domains::new(&list(allowed), &list(denied)),
            ..Rules::DEFAULT
        };
        for email in list(good) {
            assert_eq!(
                rules.broken("Ann", &email, 30).next(),
                None,
                "{email} of {allowed} but {denied}"
            );
        }
        for email in list(bad) {
            let found: Vec<Rule> = rules.broken("Ann", &email, 30).collect();
            assert_eq!(found, [Rule::DomainNotAllowed], "{email} of {allowed} but {denied}");
        }
        // Domains are only judged if the address is valid.
        let found: Vec<Rule> = rules.broken("Ann", "x.b.c", 30).collect();
        assert_eq!(found, [Rule::EmailInvalid]);
    }
}

#[test]
#[should_panic(expected = "differ in length")]
fn columns_of_unequal_length_are_refused() {
    let one = TextColumn { text: "ab", ends: &[2] };
    violations(&Rules::DEFAULT, one, one, &[20, 21]);
}

fn column(values: &[String]) -> (String, Vec<u32>) {
    let mut text = String::new();
    let ends = values
        .iter()
        .map(|value| {
            text.push_str(value);
            text.len() as u32
        })
        .collect();
    (text, ends)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_name_is_judged_as_the_contract_says(
        name in "[ \\t\u{a0}\u{3000}]{0,2}[!-~ é李🦀\u{301}\u{85}]{0,9}[ \\n\u{2003}]{0,2}",
        least in prop_oneof![0u32..10, Just(u32::MAX)],
    ) {
        let characters = name.trim().chars().count();
        let expected = match characters {
            0 => Some(Rule::NameEmpty),
            _ if characters < least as usize => Some(Rule::NameTooShort),
            _ => None,
        };
        let rules = Rules { name_min_length: least, ..Rules::DEFAULT };
        prop_assert_eq!(rules.broken(&name, "a@b.c", 30).next(), expected);
    }

    #[test]
    fn an_email_is_judged_as_the_contract_says(email in "x{0,70}[ab@.é]{0,9}(y{0,30}|[y.]{0,2})") {
        let kept = match email.split('@').collect::<Vec<_>>()[..] {
            [local, domain] => {
                !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
            }
            _ => false,
        };
        prop_assert_eq!(is_email(&email), kept);
    }

    #[test]
    fn a_batch_says_what_its_rows_would_say_alone(
        rows in prop::collection::vec((".{0,4}", "[a@. é]{0,8}", 0u32..200), 0..50),
        name_min_length in 0u32..4,
        allowed in prop::collection::vec("([*][.])?[a.]{1,4}", 0..3),
    ) {
        let rules = Rules { name_min_length, domains: Domains::new(&allowed, &[]), ..Rules::DEFAULT };
        let (names, name_ends) = column(&rows.iter().map(|row| row.0.clone()).collect::<Vec<_>>());
        let (emails, email_ends) = column(&rows.iter().map(|row| row.1.clone()).collect::<Vec<_>>());
        let ages: Vec<u32> = rows.iter().map(|row| row.2).collect();
        let found = violations(
            &rules,
            TextColumn { text: &names, ends: &name_ends },
            TextColumn { text: &emails, ends: &email_ends },
            &ages,
        );
        let expected: Vec<(u32, Rule)> = (0u32..)
            .zip(&rows)
            .flat_map(|(at, (name, email, age))| rules.broken(name, email, *age).map(move |rule| (at, rule)))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
