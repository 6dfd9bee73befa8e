//! A run on several threads has the same outcome as one job, wherever its blocks end and however many judges there are.

mod support;

use std::rc::Rc;

use driver::downstream::Source;
use driver::error::JobError;
use driver::findings::Findings;
use driver::format::Format;
use driver::job::{Job, JobOptions};
use driver::partition::judge::Judge;
use driver::partition::merge::merge_samples;
use driver::partition::preamble::Preamble;
use driver::reject_samples::RejectSample;
use proptest::prelude::*;
use support::{Addresses, Native, options};

const NAME: &str = "in";

/// Users, rejects, samples, and what is said about the input.
type Outcome = (String, String, Vec<RejectSample>, Vec<Source>);

fn text(lines: Vec<u8>) -> String {
    String::from_utf8(lines).expect("JSON is text")
}

fn in_one_job(input: &[u8], format: Format, options: JobOptions) -> Result<Outcome, JobError> {
    let mut job = Job::new(Native::default(), options);
    let mut lines = job.begin(NAME.into(), Some(format))?;
    let fed = job.feed(input.to_vec())?;
    let finished = job.finish()?;
    for more in [fed, finished.lines] {
        lines.users.extend(more.users);
        lines.rejects.extend(more.rejects);
    }
    Ok((
        text(lines.users),
        text(lines.rejects),
        finished.samples,
        finished.sources,
    ))
}

/// Pieces of these many bytes, each moved back to the line feed before its end, if it has one.
fn pieces(input: &[u8], size: usize) -> Vec<Vec<u8>> {
    let mut pieces: Vec<Vec<u8>> = vec![Vec::new()];
    for chunk in input.chunks(size) {
        let mut piece = pieces.pop().unwrap_or_default();
        piece.extend_from_slice(chunk);
        let end = piece
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(piece.len(), |at| at + 1);
        let rest = piece.split_off(end);
        pieces.extend([piece, rest]);
    }
    pieces
}

/// As the threads of a host do: each block is read before it is known where it begins, and again if that was wrong.
fn on_threads(
    input: &[u8],
    format: Format,
    size: usize,
    judges: usize,
    options: JobOptions,
) -> Result<Outcome, JobError> {
    let limit = options.max_record_bytes as usize;
    let Some(preamble) = Preamble::read(NAME, Some(format), &options.reading, input, true, limit)? else {
        panic!("all of it is there");
    };
    let addresses = Addresses::default();
    let new = |_| {
        let mut judge = Judge::new(Native::sharing(&addresses), options.clone());
        judge.begin_input(NAME, &preamble).map(|()| judge)
    };
    let mut judges = (0..judges).map(new).collect::<Result<Vec<_>, _>>()?;
    let (mut users, mut rejects) = (Vec::new(), Vec::new());
    let (mut record, mut line, mut rejected) = (1, preamble.lines + 1, 0);
    let (mut rest, mut tried, mut findings) = (Vec::new(), 0, Findings::default());
    let blocks = pieces(&input[preamble.bytes as usize..], size);
    let count = blocks.len();
    for (at, block) in blocks.into_iter().enumerate() {
        let turn = at % judges.len();
        let (judge, last) = (&mut judges[turn], at + 1 == count);
        let mut read = judge.read_block(block.clone(), last)?;
        let block = [std::mem::take(&mut rest), block].concat();
        if tried > 0 {
            if !last && block.len() < 2 * tried {
                rest = block;
                continue;
            }
            read = judge.read_block(block.clone(), last)?;
        }
        let (lines, counts) = judge.judge_block(record, line)?;
        findings = judge.check_block(rejected, findings)?;
        assert!(!read.failed);
        users.extend(lines.users);
        rejects.extend(lines.rejects);
        assert_eq!(counts.read, read.records);
        rest = block[read.bytes as usize..].to_vec();
        tried = rest.len();
        record += read.records;
        line += read.lines;
        rejected += counts.rejected;
    }
    let mut samples = Vec::new();
    for judge in &mut judges {
        samples.extend(judge.finish()?);
    }
    let mut notes = preamble.notes;
    notes.extend(findings.notes(record - 1));
    let source = Source {
        name: NAME.into(),
        records: record - 1,
        ignored_columns: preamble.ignored_columns,
        reading: preamble.reading,
        column_notes: preamble.column_notes,
        notes,
    };
    Ok((text(users), text(rejects), merge_samples(samples), vec![source]))
}

fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => (0..9u8, 0..40u8).prop_map(|(who, age)| format!("Ann,{who}A@b.c,{age}\n").into_bytes()),
        2 => Just("\"B,\r\n\"\"o\",1a@B.c,31\r\n".into()),
        1 => Just("\"".into()),
        1 => Just(",".into()),
        1 => Just(",,\n".into()),
        1 => Just("\n".into()),
        1 => Just(b" \t\r\n".to_vec()),
        1 => Just("é, é\n".into()),
        1 => Just(vec![0xff]),
    ];
    prop::collection::vec(piece, 0..40)
        .prop_map(|pieces| [b"\xEF\xBB\xBF\nname,email,age\n", &*pieces.concat()].concat())
}

fn ndjson_like() -> impl Strategy<Value = Vec<u8>> {
    let user = |who: u8, more: u8| format!("{{\"name\":\"Ann\",\"email\":\"{who}@b.c\",\"age\":30,\"k{more}\":1}}\n");
    let piece = prop_oneof![
        8 => (0..9u8, 0..15u8).prop_map(move |(who, more)| user(who, more).into_bytes()),
        1 => Just("{}\r\n".into()),
        1 => Just("\n".into()),
        1 => Just(vec![0xff]),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn csv_on_threads_has_the_outcome_of_one_job(input in csv_like(), size in 1usize..200, judges in 1usize..5) {
        let found = on_threads(&input, Format::Csv, size, judges, JobOptions::default());
        prop_assert_eq!(found, in_one_job(&input, Format::Csv, JobOptions::default()));
    }

    #[test]
    fn ndjson_on_threads_has_the_outcome_of_one_job(input in ndjson_like(), size in 1usize..200, judges in 1usize..5) {
        let found = on_threads(&input, Format::Ndjson, size, judges, JobOptions::default());
        prop_assert_eq!(found, in_one_job(&input, Format::Ndjson, JobOptions::default()));
    }

    #[test]
    fn limits_are_exceeded_at_the_same_record(
        input in csv_like(),
        size in 1usize..200,
        judges in 1usize..5,
        record in 14u32..40,
        errors in prop::option::of(0u64..6),
    ) {
        let options = options(usize::MAX, (record, errors));
        let found = on_threads(&input, Format::Csv, size, judges, options.clone());
        prop_assert_eq!(found, in_one_job(&input, Format::Csv, options));
    }
}

fn judge() -> Judge<Native> {
    let preamble = Preamble::read(NAME, None, &Rc::default(), b"name,email,age\n", true, 100);
    let preamble = preamble.expect("it is valid").expect("all of it is there");
    let mut judge = Judge::new(Native::default(), JobOptions::default());
    judge.begin_input(NAME, &preamble).expect("it splits");
    judge
}

#[test]
fn calls_out_of_order_are_refused() {
    let message = |error: JobError| error.to_string();
    let refused = judge().judge_block(1, 2).map(|_| ()).map_err(message);
    assert_eq!(refused, Err("cannot judge a block: none was read".into()));
    let mut judge = judge();
    judge
        .read_block(b"Ann,a@b.c,30\n".to_vec(), true)
        .expect("it can be read");
    let refused = judge.check_block(0, Findings::default()).map(|_| ()).map_err(message);
    assert_eq!(refused, Err("cannot check a block: none was judged".into()));
    let refused = judge.read_block(Vec::new(), true).map(|_| ()).map_err(message);
    assert_eq!(refused, Err("cannot read a block: an earlier call failed".into()));
}

#[test]
fn a_block_can_be_read_again_before_it_is_judged() {
    let mut judge = judge();
    let wrong = judge.read_block(b"b.c,30\n".to_vec(), false).expect("it can be read");
    assert_eq!((wrong.records, wrong.bytes), (1, 7));
    judge
        .read_block(b"Ann,a@b.c,30\n".to_vec(), true)
        .expect("it can be read");
    let (lines, counts) = judge.judge_block(7, 12).expect("it is judged");
    assert_eq!((counts.read, counts.accepted), (1, 1));
    assert!(lines.rejects.is_empty());
}
