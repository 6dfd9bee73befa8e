//! Addresses: `validate-email` and `canonical-emails`.

use super::batches::refuse;
use crate::conformance::bindings::TextColumn;
use crate::conformance::candidate::{Answer, Session};
use crate::conformance::cases::{Cases, column_of};
use crate::conformance::check::{Check, check, compare};

pub fn checks(cases: &Cases) -> Vec<Check<'_>> {
    let canonical = || cases.canonical.iter();
    vec![
        check(
            "validate-email: an address is valid by `email-invalid` with the syntax `simple`, untrimmed",
            move |mut session, _, broken| {
                for (email, valid) in &cases.emails {
                    let found = session.validate_email(email)?;
                    compare(broken, || format!("address {email:?}"), &found, valid);
                }
                Ok(())
            },
        ),
        check(
            "canonical-emails: two addresses that differ only in the spelling of the domain have one form",
            move |mut session, _, broken| {
                let emails: Vec<&str> = canonical().map(|(email, _)| email.as_str()).collect();
                let expected: Vec<&str> = canonical().map(|(_, expected)| expected.as_str()).collect();
                compare_forms(&mut session, broken, &emails, &expected)
            },
        ),
        check(
            "canonical-emails: an address in this form is in its form",
            move |mut session, _, broken| {
                let forms: Vec<&str> = canonical().map(|(_, form)| form.as_str()).collect();
                compare_forms(&mut session, broken, &forms, &forms)
            },
        ),
        check(
            "canonical-emails: an empty column gives an empty column",
            |mut session, _, broken| compare_forms(&mut session, broken, &[], &[]),
        ),
        check(
            "canonical-emails: a column that breaks its rules traps",
            move |_, candidate, broken| {
                for case in &cases.broken_batches {
                    let names = case.batch().names;
                    if values(&names).is_none() {
                        refuse(candidate, broken, &case.about, |session| {
                            session.canonical_emails(&names)
                        })?;
                    }
                }
                Ok(())
            },
        ),
    ]
}

pub fn compare_forms(
    session: &mut Session,
    broken: &mut Vec<String>,
    emails: &[&str],
    expected: &[&str],
) -> Answer<()> {
    let found = session.canonical_emails(&column_of(emails.iter().copied()))?;
    let Some(values) = values(&found) else {
        broken.push("the result is no text-column: its ends descend, lie outside the text, or aren't all of it".into());
        return Ok(());
    };
    compare(broken, || "values in the column".into(), &values.len(), &expected.len());
    for ((email, found), expected) in emails.iter().zip(values).zip(expected) {
        compare(broken, || format!("address {email:?}"), &found, expected);
    }
    Ok(())
}

/// The values of a column; none if it breaks the rules of columns.
fn values(column: &TextColumn) -> Option<Vec<&str>> {
    let mut start = 0;
    let values: Option<Vec<&str>> = column
        .ends
        .iter()
        .map(|end| {
            let end = *end as usize;
            let value = column.text.get(start..end);
            start = end;
            value
        })
        .collect();
    values.filter(|_| start == column.text.len())
}
