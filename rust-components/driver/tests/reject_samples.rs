//! The samples of rejected records: the first ones with each error, and those with the most errors.

use std::rc::Rc;

use driver::outcome::FieldError;
use driver::reject_samples::{RejectSample, RejectSamples};

type Error = (&'static str, &'static str);

fn error(field: &'static str, rule: &'static str) -> Rc<FieldError> {
    Rc::new(FieldError {
        field: field.into(),
        rule: rule.into(),
        message: rule.into(),
        found: None,
    })
}

/// The numbers of the samples among records with these errors. The first record is number 1.
fn samples(records: &[Vec<Error>]) -> Vec<u64> {
    let mut samples = RejectSamples::default();
    for (record, errors) in (1..).zip(records) {
        let problems: Vec<_> = errors.iter().map(|(field, rule)| error(field, rule)).collect();
        samples.add(record, &Rc::from("in"), record + 1, &problems);
    }
    samples.all().iter().map(|sample| sample.record).collect()
}

const NAME: Error = ("name", "empty");
const EMAIL: Error = ("email", "invalid");
const AGE: Error = ("age", "young");

#[test]
fn nothing_rejected_gives_none() {
    assert!(samples(&[]).is_empty());
}

#[test]
fn of_records_with_as_many_errors_the_earlier_ones_are_kept() {
    assert_eq!(samples(&vec![vec![NAME]; 20]), (1..=10).collect::<Vec<_>>());
}

#[test]
fn the_first_three_of_a_rare_error_are_kept_whatever_came_before() {
    let mut records = vec![vec![NAME, EMAIL]; 20];
    records.extend(vec![vec![AGE]; 5]);
    let kept = [(1..=10).collect::<Vec<_>>(), vec![21, 22, 23]].concat();
    assert_eq!(samples(&records), kept);
}

#[test]
fn the_same_rule_of_another_field_is_another_error() {
    let mut records = vec![vec![NAME, EMAIL]; 20];
    records.push(vec![("name", "missing")]);
    records.push(vec![("email", "missing")]);
    assert_eq!(samples(&records)[10..], [21, 22]);
}

#[test]
fn those_with_most_errors_are_kept_wherever_they_are() {
    let mut records = vec![vec![NAME]; 20];
    records.extend(vec![vec![NAME, EMAIL, AGE]; 9]);
    let kept = [(1..=3).collect::<Vec<_>>(), (21..=29).collect()].concat();
    assert_eq!(samples(&records), kept);
}

#[test]
fn a_sample_has_the_place_of_the_record_and_what_is_wrong() {
    let mut samples = RejectSamples::default();
    let input: Rc<str> = Rc::from("users.csv");
    let problems = [error("name", "empty"), error("age", "young")];
    samples.add(7, &input, 9, &problems);
    let sample = RejectSample {
        record: 7,
        input,
        line: 9,
        problems: problems.to_vec(),
    };
    assert_eq!(samples.all(), [sample]);
}
