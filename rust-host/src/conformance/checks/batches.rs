//! Batches: empty, large, with further columns, and such that no caller may pass.

use super::judged::violations;
use crate::conformance::bindings::UserBatch;
use crate::conformance::candidate::{Answer, Candidate, Session};
use crate::conformance::cases::{Cases, batch_of};
use crate::conformance::check::{Check, check, compare_lists};

const MANY: usize = 100_000;

pub fn checks(cases: &Cases) -> Vec<Check<'_>> {
    let users = || cases.by_default().users.iter();
    let batch = move |count: usize| {
        let repeated = users().cycle().take(count);
        batch_of(repeated.map(|(name, email, age, _)| (name.as_str(), email.as_str(), *age)))
    };
    let expected =
        move |count: usize| violations(users().cycle().take(count).map(|(_, _, _, broken)| broken.as_slice()));
    vec![
        check(
            "validate-batch: an empty batch has no violations",
            |mut session, _, broken| {
                compare_lists(
                    broken,
                    "an empty batch",
                    &session.validate_batch(None, &batch_of([].into_iter()))?,
                    &[],
                );
                Ok(())
            },
        ),
        check(
            "validate-batch: there is no state, so a batch gives the same each time",
            move |mut session, _, broken| {
                let (batch, expected) = (batch(100), expected(100));
                for time in ["first", "second", "third"] {
                    let found = session.validate_batch(None, &batch)?;
                    compare_lists(broken, &format!("the {time} time"), &found, &expected);
                }
                Ok(())
            },
        ),
        check(
            "validate-batch: the rules don't read `kept-columns`",
            move |mut session, _, broken| {
                let kept = UserBatch {
                    kept_columns: Some(vec![r#"{"name":"","email":"x","age":1}"#.into(); 50]),
                    ..batch(50)
                };
                compare_lists(broken, "50 users", &session.validate_batch(None, &kept)?, &expected(50));
                Ok(())
            },
        ),
        check(
            format!("validate-batch: {MANY} rows in one batch"),
            move |mut session, _, broken| {
                let found = session.validate_batch(None, &batch(MANY))?;
                compare_lists(broken, "violations", &found, &expected(MANY));
                Ok(())
            },
        ),
        check(
            "validate-batch: a batch that breaks the rules of columns traps",
            move |_, candidate, broken| {
                for case in &cases.broken_batches {
                    refuse(candidate, broken, &case.about, |session| {
                        session.validate_batch(None, &case.batch())
                    })?;
                }
                Ok(())
            },
        ),
    ]
}

/// Calls an instance of its own, which has to trap.
pub fn refuse<T: std::fmt::Debug>(
    candidate: &Candidate,
    broken: &mut Vec<String>,
    what: &str,
    call: impl FnOnce(&mut Session) -> Answer<T>,
) -> Answer<()> {
    let mut session = candidate.start()?;
    if let Ok(found) = call(&mut session) {
        broken.push(format!("{what}: found the answer {found:?}, expected a trap"));
    }
    Ok(())
}
