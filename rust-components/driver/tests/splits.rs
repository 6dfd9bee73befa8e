//! The output is the same however an input is split, and it accounts for every record.

mod support;

use driver::format::Format;
use proptest::prelude::*;
use support::{Limits, any_split_says_the_same, options};

fn limits() -> impl Strategy<Value = Limits> {
    (prop_oneof![Just(1u32 << 24), 1u32..60], prop::option::of(0u64..6))
}

/// Bytes similar enough to a format to reach all of its decoder.
fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => Just("Ann,a@b.c,30\n".as_bytes().to_vec()),
        2 => Just("\"B,\r\n\"\"o\",b@b.c,31\r\n".into()),
        1 => Just("\"".into()),
        1 => Just(",".into()),
        1 => Just("\n".into()),
        1 => Just("\r\n".into()),
        1 => Just(b" \t".repeat(35)),
        1 => Just("é, é".into()),
        1 => Just(vec![0xff]),
        1 => any::<Vec<u8>>(),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| {
        let mut input = b"\xEF\xBB\xBFname,email,age\n".to_vec();
        input.extend(pieces.concat());
        input
    })
}

fn json_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => Just(r#"{"name":"Ann","email":"a@b.c","age":30},"#.as_bytes().to_vec()),
        2 => Just("\n {\"name\":\"\\\"]},{\\\\\",\"email\":\"é@b.c\",\"age\":1e1}\r\n,".into()),
        1 => Just(" 7 ,".into()),
        1 => Just("\"".into()),
        1 => Just("]".into()),
        1 => Just("{".into()),
        1 => Just("\n".into()),
        1 => Just(b" \t\r".repeat(25)),
        1 => Just("é".into()),
        1 => any::<Vec<u8>>(),
    ];
    (prop::collection::vec(piece, 0..20), any::<bool>()).prop_map(|(pieces, closed)| {
        let mut input = b"[".to_vec();
        input.extend(pieces.concat());
        input.extend_from_slice(if closed { b"{}]" } else { b"" });
        input
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn csv(input in csv_like(), chunk in 1usize..50, limits in limits()) {
        any_split_says_the_same(&input, Format::Csv, chunk, limits);
    }

    #[test]
    fn json(input in json_like(), chunk in 1usize..50, limits in limits()) {
        any_split_says_the_same(&input, Format::Json, chunk, limits);
    }

    #[test]
    fn ndjson(input in json_like(), chunk in 1usize..50, limits in limits()) {
        let mut lines = input[1..].to_vec();
        lines.iter_mut().filter(|byte| **byte == b',').step_by(3).for_each(|byte| *byte = b'\n');
        any_split_says_the_same(&lines, Format::Ndjson, chunk, limits);
    }
}

#[test]
fn a_record_over_the_limit_ends_the_run_at_its_start() {
    let input = b"name,email,age\nAnn,a@b.c,30\n\"a very long name\",b@b.c,31\n";
    let error = support::run(input, Format::Csv, 5, options(1, (20, None))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "in:3:1: cannot read the record: found more than 20 bytes, expected at most that many (limit \
         `max-record-bytes`)"
    );
}

#[test]
fn a_reject_too_many_ends_the_run_at_its_start() {
    let input = b"name,email,age\nAnn,a@b.c,30\nB,b@b.c,31\nAnn,A@b.c,30\n C,c,1\nDan,d@b.c,40\n\"Eve";
    let run = |max_errors| {
        support::run(
            input,
            Format::Csv,
            usize::MAX,
            options(usize::MAX, (1 << 24, max_errors)),
        )
    };
    for (limit, line, reason) in [
        (0, 3, "`name` of this one: Name must be at least 2 characters"),
        (1, 4, "`email` of this one: Duplicate email, first seen in record 1"),
        (2, 5, "`name` of this one: Name must be at least 2 characters"),
    ] {
        assert_eq!(
            run(Some(limit)).unwrap_err().to_string(),
            format!(
                "in:{line}:1: cannot go on: found more than {limit} rejected records, expected at most that many \
                 (limit `max-errors`); {reason}"
            )
        );
    }
    // The quote that isn't closed is the fourth reject.
    assert!(
        run(Some(3))
            .unwrap_err()
            .to_string()
            .starts_with("in:7:1: cannot go on: found more than 3")
    );
    assert!(run(Some(4)).is_ok());
}
