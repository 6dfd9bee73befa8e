//! Text that nobody enters by accident: long, or made to take long.

use super::emails::compare_forms;
use crate::conformance::bindings::User;
use crate::conformance::cases::{Cases, Changes, RuleName, Syntax};
use crate::conformance::check::{Check, check, compare};

const LONG: usize = 1 << 20;

pub fn checks(cases: &Cases) -> Vec<Check<'_>> {
    vec![
        check(
            "validate-user: names and addresses of a mebibyte",
            move |mut session, _, broken| {
                use RuleName::{DomainNotAllowed, EmailInvalid, NameEmpty};
                let simple = cases.rules(&Changes::default());
                let strict = cases.rules(&Changes {
                    email_syntax: Some(Syntax::Strict),
                    ..Changes::default()
                });
                let denying = cases.rules(&Changes {
                    denied_domains: Some(vec!["x.y".into()]),
                    ..Changes::default()
                });
                let email = "a@b.c".to_string();
                let long = |text: &str| text.repeat(LONG / text.len());
                let name = "Ann".to_string();
                for (what, name, email, expected) in [
                    ("a long name", long("A"), email.clone(), [None, None, None]),
                    ("a name of crabs", long("🦀"), email.clone(), [None, None, None]),
                    (
                        "a name of white space",
                        long("\u{3000}"),
                        email.clone(),
                        [Some(NameEmpty); 3],
                    ),
                    (
                        "white space within a name",
                        format!("A{}A", long(" ")),
                        email,
                        [None, None, None],
                    ),
                    (
                        "a long local part",
                        name.clone(),
                        long("a") + "@b.c",
                        [None, Some(EmailInvalid), None],
                    ),
                    (
                        "a local part of dots",
                        name.clone(),
                        long(".") + "@b.c",
                        [None, Some(EmailInvalid), None],
                    ),
                    (
                        "a local part of letters and dots",
                        name.clone(),
                        long("a.") + "@b.c",
                        [None, Some(EmailInvalid), None],
                    ),
                    ("an address of `@`", name.clone(), long("@"), [Some(EmailInvalid); 3]),
                    (
                        "a long domain in ASCII",
                        name.clone(),
                        format!("a@{}b.c", long("a.")),
                        [None, Some(EmailInvalid), None],
                    ),
                    (
                        "a long domain in other letters",
                        name.clone(),
                        format!("a@{}.c", long("ü")),
                        [None, Some(EmailInvalid), Some(DomainNotAllowed)],
                    ),
                    (
                        "a domain of dots",
                        name.clone(),
                        format!("a@b{}c", long(".")),
                        [None, Some(EmailInvalid), Some(DomainNotAllowed)],
                    ),
                    (
                        "a domain of white space",
                        name,
                        format!("a@b.{}c", long(" ")),
                        [None, Some(EmailInvalid), Some(DomainNotAllowed)],
                    ),
                ] {
                    let user = User { name, email, age: 30 };
                    for (expected, rules) in expected.into_iter().zip([&simple, &strict, &denying]) {
                        let set = session.rule_set(rules)?;
                        let found = session.validate_user(Some(set), &user)?;
                        session.drop_rule_set(set)?;
                        let expected: Vec<_> = expected.into_iter().map(|rule| cases.error(rule, rules)).collect();
                        compare(broken, || what.into(), &found, &expected);
                    }
                }
                Ok(())
            },
        ),
        check(
            "canonical-emails: domains that are long, or that are Punycode of much",
            |mut session, _, broken| {
                let long = |text: &str| text.repeat(LONG / text.len());
                let same = [
                    format!("a@{}.example", long("ü")),
                    format!("a@{}.example", long("e\u{301}\u{323}")),
                    format!("a@{}.example", long("a.")),
                    format!("a@{}b", long("a.")),
                    format!("a@xn--{}.example", "a".repeat(900)),
                    format!("a@xn--{}.example", "9".repeat(900)),
                    format!("a@xn--a{}.example", "-".repeat(900)),
                    format!("a@xn--{}.example", "zz".repeat(30)),
                    format!("a@{}.example", "\u{fdfa}".repeat(300)),
                    format!("{}@b.c", long("a")),
                ];
                let same: Vec<&str> = same.iter().map(String::as_str).collect();
                compare_forms(&mut session, broken, &same, &same)?;
                let invisible = format!("a@b{}c.example", long("\u{200b}"));
                let spaces = format!("a@b.c{}", long(" "));
                compare_forms(&mut session, broken, &[&invisible, &spaces], &["a@bc.example", "a@b.c"])
            },
        ),
    ]
}
