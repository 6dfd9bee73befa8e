//! The rules at their boundaries, and the batch held to the single user.

use proptest::prelude::*;
use validator::columns::{TextColumn, violations};
use validator::email::is_email;
use validator::rules::{Rule, broken};

fn rules(name: &str, email: &str, age: u32) -> Vec<Rule> {
    broken(name, email, age).collect()
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
#[should_panic(expected = "differ in length")]
fn columns_of_unequal_length_are_refused() {
    let one = TextColumn { text: "ab", ends: &[2] };
    violations(one, one, &[20, 21]);
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
        rows in prop::collection::vec((".{0,4}", "[a@. é]{0,8}", 0u32..200), 0..50)
    ) {
        let (names, name_ends) = column(&rows.iter().map(|row| row.0.clone()).collect::<Vec<_>>());
        let (emails, email_ends) = column(&rows.iter().map(|row| row.1.clone()).collect::<Vec<_>>());
        let ages: Vec<u32> = rows.iter().map(|row| row.2).collect();
        let found = violations(
            TextColumn { text: &names, ends: &name_ends },
            TextColumn { text: &emails, ends: &email_ends },
            &ages,
        );
        let expected: Vec<(u32, Rule)> = (0u32..)
            .zip(&rows)
            .flat_map(|(at, (name, email, age))| broken(name, email, *age).map(move |rule| (at, rule)))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
