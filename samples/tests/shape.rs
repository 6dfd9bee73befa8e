//! The content of a file, read back by other libraries.

mod common;

use std::collections::{HashMap, HashSet};

use common::{csv, meant, ndjson};
use samples::fault::Fault;

const ROWS: u64 = 100_000;

/// Whether a share per thousand is as requested, within five standard deviations.
fn near(count: usize, permille: f64) -> bool {
    let (n, p) = (ROWS as f64, permille / 1000.0);
    (count as f64 - n * p).abs() < 5.0 * (n * p * (1.0 - p)).sqrt()
}

#[test]
fn csv_has_as_many_records_as_asked_for() {
    let file = csv(ROWS, 1, 30, 10);
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(file.as_slice());
    assert_eq!(reader.byte_headers().unwrap(), vec!["name", "email", "age"]);
    assert_eq!(reader.byte_records().map(Result::unwrap).count() as u64, ROWS);
}

#[test]
fn ndjson_has_as_many_lines_as_asked_for() {
    let file = ndjson(ROWS, 1, 30, 10);
    assert_eq!(file.iter().filter(|&&byte| byte == b'\n').count() as u64, ROWS);
    assert!(csv(0, 1, 30, 10) == b"name,email,age\n" && ndjson(0, 1, 30, 10).is_empty());
}

#[test]
fn good_rows_read_the_same_from_both_formats() {
    let (from_csv, from_ndjson) = (csv(2000, 3, 0, 10), ndjson(2000, 3, 0, 10));
    let mut reader = ::csv::Reader::from_reader(from_csv.as_slice());
    let mut lines = from_ndjson.split(|&byte| byte == b'\n');
    for (record, row) in reader.records().map(Result::unwrap).zip(meant(2000, 3, 0, 10)) {
        let object: serde_json::Value = serde_json::from_slice(lines.next().unwrap()).unwrap();
        let name = String::from_utf8(row.name).unwrap();
        assert_eq!(
            record.iter().collect::<Vec<_>>(),
            [&name, &row.email, &row.age.to_string()]
        );
        assert_eq!(
            object,
            serde_json::json!({ "name": name, "email": row.email, "age": row.age })
        );
    }
    assert_eq!(lines.collect::<Vec<_>>(), [b""]);
}

#[test]
fn every_kind_of_fault_has_its_share() {
    let mut counts = HashMap::new();
    for row in meant(ROWS, 1, 130, 10) {
        *counts.entry(row.fault).or_insert(0) += 1;
    }
    for fault in Fault::ALL {
        assert!(
            near(counts[&Some(fault)], 10.0),
            "{fault:?}: {} of {ROWS}",
            counts[&Some(fault)]
        );
    }
    assert!(near(counts[&None], 870.0), "good: {} of {ROWS}", counts[&None]);
}

#[test]
fn duplicates_repeat_a_good_row_and_nothing_else_does() {
    let rows = meant(ROWS, 1, 30, 10);
    let mut accepted = HashSet::new();
    let (mut duplicates, mut other_case) = (0, 0);
    for row in &rows {
        let address = row.email.to_ascii_lowercase();
        if row.fault.is_none() && !accepted.insert(address.clone()) {
            duplicates += 1;
            other_case += usize::from(row.email != address);
        } else {
            assert_eq!(row.email, address, "only a duplicate changes case");
        }
    }
    assert!(near(duplicates, 10.0), "{duplicates} of {ROWS}");
    assert!(
        (duplicates / 6..duplicates / 3).contains(&other_case),
        "{other_case} of {duplicates}"
    );
}

#[test]
fn without_duplicates_no_address_repeats() {
    // A broken address may have lost the part that makes it unique; it is never accepted.
    let rows = meant(ROWS, 2, 130, 0);
    let mut addresses = rows
        .iter()
        .filter(|row| row.fault != Some(Fault::EmailBroken))
        .map(|row| &row.email);
    let mut seen = HashSet::new();
    assert!(addresses.all(|address| seen.insert(address)));
}

#[test]
fn good_rows_keep_every_rule() {
    for row in meant(ROWS, 4, 0, 10) {
        let name = String::from_utf8(row.name).unwrap();
        assert!(name.trim().chars().count() >= 2, "`{name}`");
        let (local, domain) = row.email.split_once('@').unwrap();
        assert!(
            !local.is_empty() && !domain.contains('@') && domain.contains('.'),
            "{}",
            row.email
        );
        assert!(!domain.starts_with('.') && !domain.ends_with('.'), "{}", row.email);
        assert!((13..=99).contains(&row.age), "{}", row.age);
        let reserved = ["example.com", "example.org", "example.net"];
        let lower = domain.to_ascii_lowercase();
        assert!(
            reserved.contains(&&*lower) || lower.ends_with(".example") || lower.ends_with(".test"),
            "`{domain}` isn't reserved"
        );
    }
}

#[test]
fn every_rule_fault_breaks_its_rule() {
    for row in meant(ROWS, 5, 1000, 0) {
        let name = String::from_utf8_lossy(&row.name);
        let trimmed = name.trim().chars().count();
        let (locals, domain) = row.email.rsplit_once('@').unwrap_or(("", ""));
        let broken_email = locals.is_empty()
            || locals.contains('@')
            || !domain.contains('.')
            || domain.starts_with('.')
            || domain.ends_with('.');
        let broken = match row.fault {
            Some(Fault::NameBlank) => trimmed == 0,
            Some(Fault::NameShort) => trimmed == 1,
            Some(Fault::EmailBroken) => broken_email,
            Some(Fault::TooYoung) => row.age < 13,
            Some(Fault::TooOld) => row.age > 150,
            Some(Fault::InvalidUtf8) => std::str::from_utf8(&row.name).is_err(),
            _ => true,
        };
        assert!(broken, "{:?} left `{name}`, `{}`, {}", row.fault, row.email, row.age);
    }
}

#[test]
fn rows_are_as_long_and_as_mixed_as_real_ones() {
    let rows = meant(ROWS, 1, 0, 0);
    let mean = csv(ROWS, 1, 0, 0).len() as f64 / ROWS as f64;
    assert!((44.0..56.0).contains(&mean), "{mean} bytes a row");
    let beyond_ascii = rows.iter().filter(|row| !row.name.is_ascii()).count();
    assert!(
        (ROWS / 20..ROWS / 4).contains(&(beyond_ascii as u64)),
        "{beyond_ascii} names beyond ASCII"
    );
    for (what, sign) in [("comma", b','), ("quote", b'"'), ("line break", b'\n')] {
        assert!(rows.iter().any(|row| row.name.contains(&sign)), "no name with a {what}");
    }
    let middle = rows.iter().filter(|row| (18..=80).contains(&row.age)).count();
    assert!(middle as u64 > ROWS * 9 / 10, "{middle} from 18 to 80");
}
