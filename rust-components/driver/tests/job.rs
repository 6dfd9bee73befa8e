//! The order of calls, several inputs, and calls after an error.

mod support;

use driver::format::Format;
use driver::job::{Job, JobOptions};
use support::{Native, reject, user};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn several_inputs_are_one_run() {
    let options = JobOptions {
        name_inputs: true,
        ..JobOptions::default()
    };
    let mut job = Job::new(Native::default(), options);
    job.begin("a.csv".into(), None).unwrap();
    job.feed(b"name,email,age\nAnn,a@b.c,30\n".to_vec()).unwrap();
    let first = job.begin("b.ndjson".into(), None).unwrap();
    assert_eq!(text(first.users), user("Ann", "a@b.c", 30) + "\n");
    job.feed(b"{\"name\":\"Ann\",\"email\":\"A@B.C\",\"age\":30}".to_vec())
        .unwrap();
    let finished = job.finish().unwrap();
    let expected = reject(
        2,
        1,
        r#"{"name":"Ann","email":"A@B.C","age":30}"#,
        &[("email", "Duplicate email, first seen in record 1")],
    );
    let expected = expected.replace("\"line\"", "\"input\":\"b.ndjson\",\"line\"");
    assert_eq!(text(finished.lines.rejects), expected + "\n");
    assert!(finished.reports[0].content.contains(
        r#"Source { name: "b.ndjson", records: 1, ignored_columns: 0, reading: "", column_notes: [], notes: [] }"#
    ));
}

#[test]
fn the_format_comes_from_the_name_or_the_content() {
    for (name, input) in [
        ("x", "name,email,age\nAnn,a@b.c,30"),
        ("x", " \n{\"name\":\"Ann\",\"email\":\"a@b.c\",\"age\":30}"),
        ("x", "\u{feff} [{\"name\":\"Ann\",\"email\":\"a@b.c\",\"age\":30}]"),
        ("x.CSV", "name,email,age\nAnn,a@b.c,30"),
        ("x.jsonl", "{\"name\":\"Ann\",\"email\":\"a@b.c\",\"age\":30}"),
    ] {
        let mut job = Job::new(Native::default(), JobOptions::default());
        job.begin(name.into(), None).unwrap();
        job.feed(input.into()).unwrap();
        assert_eq!(
            text(job.finish().unwrap().lines.users),
            user("Ann", "a@b.c", 30) + "\n",
            "{name} {input}"
        );
    }
}

#[test]
fn calls_out_of_order_are_refused() {
    let mut job = Job::new(Native::default(), JobOptions::default());
    let error = job.feed(b"x".to_vec()).unwrap_err();
    assert_eq!(error.to_string(), "cannot feed: no input was begun");
    let error = job.begin("a".into(), Some(Format::Csv)).unwrap_err();
    assert_eq!(error.to_string(), "cannot begin: an earlier call failed");

    let mut job = Job::new(Native::default(), JobOptions::default());
    job.begin("a".into(), Some(Format::Ndjson)).unwrap();
    job.finish().unwrap();
    let error = job.finish().err().unwrap();
    assert_eq!(error.to_string(), "cannot finish: the job is finished");
}
