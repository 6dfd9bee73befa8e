//! A run in partitions has the same outcome as one job, however its input is cut and however many partitions there are.

mod support;

use std::rc::Rc;

use driver::format::Format;
use driver::job::{Job, JobOptions};
use driver::partition::judge::Judge;
use driver::partition::merge::merge_samples;
use driver::partition::preamble::Preamble;
use driver::partition::range_scan::RangeScan;
use driver::partition::rows::{RangeStart, Rows, decode};
use driver::reject_samples::RejectSample;
use proptest::prelude::*;
use support::{Native, run};

const NAME: &str = "in";
const LIMIT: usize = 1 << 24;

/// A range of records: its bytes, the number of its first record, and its first line.
type Share = (usize, usize, u64, u64);

/// Ranges of the input after its preamble, cut at some of its line feeds, and moved to whole records by the scans. If a
/// record is broken over several lines, the input is one range.
fn shares(input: &[u8], preamble: &Preamble, cuts: &[usize]) -> Vec<Share> {
    let start = preamble.bytes as usize;
    split(input, preamble, cuts).unwrap_or_else(|| vec![(start, input.len(), 1, preamble.lines + 1)])
}

fn split(input: &[u8], preamble: &Preamble, cuts: &[usize]) -> Option<Vec<Share>> {
    let start = preamble.bytes as usize;
    let reading = Rc::default();
    let columns = preamble.table.map_or(0, |table| table.header.columns) as u32;
    let feeds = (start..input.len()).filter(|at| input[*at] == b'\n').map(|at| at + 1);
    let mut ends: Vec<usize> = feeds
        .enumerate()
        .filter(|(at, _)| cuts.contains(at))
        .map(|(_, end)| end)
        .collect();
    ends.push(input.len());
    ends.dedup();
    let (mut begins, mut inside, mut record, mut line) = (start, false, 1, preamble.lines + 1);
    let mut open = 0;
    let mut found: Vec<Share> = Vec::new();
    for end in ends {
        let range = RangeScan::of(preamble, &reading, LIMIT, &input[begins..end], false);
        let passage = if inside { range.inside } else { range.outside };
        let first = begins + passage.skipped_bytes as usize;
        let ended = !(passage.inside && first == end);
        if inside {
            open += passage.rest_fields - 1;
        }
        if passage.broken || (inside && ended && open != columns) {
            return None;
        }
        if passage.inside && (ended || !inside) {
            open = passage.open_fields;
        }
        if let Some(last) = found.last_mut() {
            last.1 = first;
        }
        if first < end {
            found.push((first, end, record, line + passage.skipped_lines));
        }
        (begins, inside) = (end, passage.inside);
        (record, line) = (record + passage.records, line + range.lines);
    }
    (!inside).then_some(found)
}

/// The rows of a partition: every row for which `mine` is true.
fn chosen(rows: &Rows, mine: impl Fn(&str) -> bool) -> Rows {
    let mut chosen = Rows::default();
    for row in (0..rows.numbers.len()).filter(|row| mine(rows.emails.value(*row))) {
        chosen.numbers.push(rows.numbers[row]);
        chosen.lines.push(rows.lines[row]);
        chosen.ages.push(rows.ages[row]);
        chosen.names.push(rows.names.value(row));
        chosen.emails.push(rows.emails.value(row));
        chosen.raws.push(rows.raws.value(row));
        chosen.flaws.push(rows.flaws.value(row));
    }
    chosen
}

/// Which of the partitions an address belongs to.
fn partition(email: &str, partitions: usize) -> usize {
    email.to_ascii_lowercase().bytes().map(usize::from).sum::<usize>() % partitions
}

fn sorted(lines: &[u8]) -> Vec<String> {
    let mut lines: Vec<String> = String::from_utf8_lossy(lines).lines().map(String::from).collect();
    lines.sort();
    lines
}

/// Users and rejects, line by line in the order of their text, and samples.
type Outcome = (Vec<String>, Vec<String>, Vec<RejectSample>);

/// The outcome of one job, its error as text.
fn whole(input: &[u8], format: Format) -> Result<Outcome, String> {
    let message = |error: driver::error::JobError| error.to_string();
    let (users, rejects, _) = run(input, format, usize::MAX, JobOptions::default()).map_err(message)?;
    let mut job = Job::new(Native::default(), JobOptions::default());
    job.begin(NAME.into(), Some(format)).map_err(message)?;
    job.feed(input.to_vec()).map_err(message)?;
    let samples = job.finish().map_err(message)?.samples;
    Ok((sorted(users.as_bytes()), sorted(rejects.as_bytes()), samples))
}

/// The outcome of a run in partitions.
fn in_partitions(input: &[u8], format: Format, cuts: &[usize], partitions: usize) -> Result<Outcome, String> {
    let message = |error: driver::error::JobError| error.to_string();
    let preamble = Preamble::read(NAME, Some(format), &Rc::default(), input, true, LIMIT)
        .map_err(message)?
        .expect("all of it is there");
    let mut decoded = Vec::new();
    for (begin, end, record, line) in shares(input, &preamble, cuts) {
        let start = RangeStart {
            input: NAME,
            record,
            line,
        };
        let (rows, failure) = decode(start, &preamble, &Rc::default(), LIMIT, &input[begin..end], true);
        if let Some(failure) = failure {
            return Err(message(failure));
        }
        decoded.push(rows);
    }
    let (mut users, mut rejects, mut samples) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..partitions {
        let mut judge = Judge::new(Native::default(), JobOptions::default());
        for rows in &decoded {
            let mine = chosen(rows, |email| partition(email, partitions) == number);
            let lines = judge.feed(NAME, mine).map_err(message)?;
            users.extend(lines.users);
            rejects.extend(lines.rejects);
        }
        samples.extend(judge.finish().map_err(message)?);
    }
    Ok((sorted(&users), sorted(&rejects), merge_samples(samples)))
}

fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => (0..9u8, 0..40u8).prop_map(|(who, age)| format!("Ann,{who}A@b.c,{age}\n").into_bytes()),
        2 => Just("\"B,\r\n\"\"o\",1a@B.c,31\r\n".into()),
        1 => Just("\"".into()),
        1 => Just(",".into()),
        1 => Just("\n".into()),
        1 => Just(b" \t\r\n".to_vec()),
        1 => Just("é, é\n".into()),
        1 => Just(vec![0xff]),
    ];
    prop::collection::vec(piece, 0..40)
        .prop_map(|pieces| [b"\xEF\xBB\xBF\nname,email,age\n", &*pieces.concat()].concat())
}

fn ndjson_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => (0..9u8).prop_map(|who| format!("{{\"name\":\"Ann\",\"email\":\"{who}@b.c\",\"age\":30}}\n").into_bytes()),
        1 => Just("{}\r\n".into()),
        1 => Just("\n".into()),
        1 => Just(vec![0xff]),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn csv_in_partitions_has_the_outcome_of_one_job(
        input in csv_like(),
        cuts in prop::collection::vec(0usize..40, 0..10),
        partitions in 1usize..5,
    ) {
        prop_assert_eq!(in_partitions(&input, Format::Csv, &cuts, partitions), whole(&input, Format::Csv));
    }

    #[test]
    fn a_dialect_in_partitions_has_the_outcome_of_one_job(
        input in csv_like(),
        cuts in prop::collection::vec(0usize..40, 0..10),
        partitions in 1usize..5,
    ) {
        let mut input = input;
        for byte in &mut input {
            match *byte {
                b',' => *byte = b'\t',
                b'x' | b'A' => *byte = b'\\',
                _ => {}
            }
        }
        prop_assert_eq!(in_partitions(&input, Format::Csv, &cuts, partitions), whole(&input, Format::Csv));
    }

    #[test]
    fn ndjson_in_partitions_has_the_outcome_of_one_job(
        input in ndjson_like(),
        cuts in prop::collection::vec(0usize..40, 0..10),
        partitions in 1usize..5,
    ) {
        prop_assert_eq!(in_partitions(&input, Format::Ndjson, &cuts, partitions), whole(&input, Format::Ndjson));
    }
}

#[test]
fn rows_that_do_not_ascend_are_refused() {
    let preamble = Preamble::read(NAME, None, &Rc::default(), b"name,email,age\n", true, LIMIT)
        .unwrap()
        .unwrap();
    let start = |record| RangeStart {
        input: NAME,
        record,
        line: 2,
    };
    let mut judge = Judge::new(Native::default(), JobOptions::default());
    let rows = |record| decode(start(record), &preamble, &Rc::default(), LIMIT, b"Ann,a@b.c,30\n", true).0;
    assert!(judge.feed(NAME, rows(2)).is_ok());
    let refused = judge.feed(NAME, rows(2)).unwrap_err().to_string();
    assert_eq!(
        refused,
        "cannot judge the rows: a record's number isn't above the one before"
    );
    assert_eq!(
        judge.finish().unwrap_err().to_string(),
        "cannot finish: an earlier call failed"
    );
}

#[test]
fn columns_of_unequal_length_are_refused() {
    let rows = Rows {
        numbers: vec![1],
        ..Rows::default()
    };
    let refused = Judge::new(Native::default(), JobOptions::default())
        .feed(NAME, rows)
        .unwrap_err()
        .to_string();
    assert_eq!(refused, "cannot judge the rows: the columns are of unequal length");
}
