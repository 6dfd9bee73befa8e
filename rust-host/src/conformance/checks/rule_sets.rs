//! The resource `rule-set`: several side by side, dropped, kept, and contradictory ones.

use wasmtime::component::ResourceAny;

use super::batches::refuse;
use super::judged::{rule_set, violations};
use crate::conformance::bindings::{Rules, User};
use crate::conformance::candidate::{Answer, Session};
use crate::conformance::cases::{Cases, Changes, batch_of};
use crate::conformance::check::{Check, check, compare, compare_lists};

/// How many rule-sets exist at the same time.
const KEPT: u32 = 2000;
/// How many are made and dropped one after the other, and how many of them before the memory is looked at.
const DROPPED: usize = 400;
const FIRST: usize = 100;
/// The domains of each are 100 kB, so all of the others together are nearly twice as much as this.
const DOMAINS: usize = 500;
const GROWTH: u64 = 16 << 20;

pub fn checks(cases: &Cases) -> Vec<Check<'_>> {
    vec![
        check(
            "rule-set: any number may exist at the same time, each with its own rules",
            move |mut session, _, broken| {
                let mut sets = Vec::new();
                for group in &cases.judged {
                    sets.push(rule_set(&mut session, cases, group)?.1);
                }
                for (group, set) in cases.judged.iter().zip(&sets).rev() {
                    let users = group.users.iter();
                    let batch = batch_of(
                        users
                            .clone()
                            .map(|(name, email, age, _)| (name.as_str(), email.as_str(), *age)),
                    );
                    let expected = violations(users.map(|(_, _, _, broken)| broken.as_slice()));
                    compare_lists(broken, &group.about, &session.validate_batch(*set, &batch)?, &expected);
                }
                Ok(())
            },
        ),
        check(
            format!("rule-set: {KEPT} that are never dropped keep their rules"),
            move |mut session, _, broken| {
                let mut sets = Vec::new();
                for least in 0..KEPT {
                    sets.push(session.rule_set(&from_age(cases, least))?);
                }
                for (least, set) in (0..KEPT).zip(sets) {
                    expect_ages(&mut session, broken, set, least)?;
                }
                Ok(())
            },
        ),
        check(
            "rule-set: dropping one doesn't affect the others",
            move |mut session, _, broken| {
                let first = session.rule_set(&from_age(cases, 20))?;
                let second = session.rule_set(&from_age(cases, 30))?;
                session.drop_rule_set(first)?;
                // It may get the place of the first.
                let third = session.rule_set(&from_age(cases, 40))?;
                expect_ages(&mut session, broken, second, 30)?;
                expect_ages(&mut session, broken, third, 40)?;
                session.drop_rule_set(third)?;
                expect_ages(&mut session, broken, second, 30)
            },
        ),
        check(
            format!("rule-set: the memory of {DROPPED} that are dropped is used again"),
            move |mut session, _, broken| {
                let rules = with_domains(cases);
                let mut before = 0;
                for made in 1..=DROPPED {
                    let set = session.rule_set(&rules)?;
                    session.drop_rule_set(set)?;
                    if made == FIRST {
                        before = session.memory();
                    }
                }
                let growth = session.memory().saturating_sub(before);
                if growth > GROWTH {
                    let more = DROPPED - FIRST;
                    broken.push(format!(
                        "found {growth} bytes more after {more} more, expected at most {GROWTH}"
                    ));
                }
                Ok(())
            },
        ),
        check(
            "[constructor]rule-set: a `min-age` greater than `max-age` traps",
            move |_, candidate, broken| {
                for changes in &cases.contradictory {
                    let rules = cases.rules(changes);
                    let what = format!("min-age {}, max-age {}", rules.min_age, rules.max_age);
                    refuse(candidate, broken, &what, |session| session.rule_set(&rules))?;
                }
                Ok(())
            },
        ),
    ]
}

fn from_age(cases: &Cases, least: u32) -> Rules {
    cases.rules(&Changes {
        min_age: Some(least),
        max_age: Some(least + 1),
        ..Changes::default()
    })
}

/// Only users of the two ages that the rules allow are valid.
fn expect_ages(session: &mut Session, broken: &mut Vec<String>, set: ResourceAny, least: u32) -> Answer<()> {
    for (age, expected) in [(least, 0), (least + 1, 0), (least + 2, 1)] {
        let user = User {
            name: "Ann".into(),
            email: "ann@example.com".into(),
            age,
        };
        let found = session.validate_user(Some(set), &user)?.len();
        compare(
            broken,
            || format!("errors of age {age} with min-age {least}"),
            &found,
            &expected,
        );
    }
    Ok(())
}

/// Rules with many long domains.
fn with_domains(cases: &Cases) -> Rules {
    let label = "a".repeat(60);
    let domains = (0..DOMAINS).map(|number| format!("{label}.{label}.{label}.d{number}.example"));
    cases.rules(&Changes {
        denied_domains: Some(domains.collect()),
        ..Changes::default()
    })
}
