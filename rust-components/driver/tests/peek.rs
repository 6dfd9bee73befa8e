//! What a look at the beginning of an input shows.

mod support;

use std::rc::Rc;

use driver::downstream::Counts;
use driver::job::JobOptions;
use driver::peek::{Beginning, Preview, peek};
use driver::reading::ReadingOptions;
use support::Native;

fn look(name: &str, bytes: &[u8], whole: bool, sample: u32, options: &ReadingOptions) -> Result<Preview, String> {
    let options = JobOptions {
        reading: Rc::new(options.parse().unwrap()),
        ..JobOptions::default()
    };
    let beginning = Beginning {
        name: name.into(),
        format: None,
        bytes: bytes.to_vec(),
        whole,
    };
    peek(Native::default(), &options, beginning, sample).map_err(|error| error.to_string())
}

#[test]
fn a_look_shows_dialect_columns_records_and_rejects() {
    let columns = ReadingOptions {
        columns: Some("email=E-Mail".into()),
        ..ReadingOptions::default()
    };
    let input = "Users\n\nAge;name;E-Mail;phone\n30;Ann;ann@x.org;1\n12;\u{1b}Bo;bo@x;2\n40;Cid\n40;Dan;dan@x;2\n";
    let preview = look("in.csv", input.as_bytes(), true, 3, &columns).unwrap();
    let expected = "\
in.csv: UTF-8, CSV, semicolons, double quotes, header on line 3
  columns: name, email from `E-Mail`, age from `Age`
  further columns, only with `--keep-columns`: `phone`
  line 4: Ann, ann@x.org, 30
  line 5: 12;\\u{1b}Bo;bo@x;2
    email: Invalid email format
    age: Must be at least 13 years old
  line 6: 40;Cid
    record: Expected 4 fields, found 2
4 records in it: 1 would be accepted, 3 rejected
  2  email: Invalid email format (line 5)
  1  age: Must be at least 13 years old (line 5)
  1  record: Expected 4 fields, found 2 (line 6)
";
    assert_eq!(preview.text, expected);
    assert_eq!(
        preview.counts,
        Counts {
            read: 4,
            accepted: 1,
            rejected: 3
        }
    );
}

#[test]
fn a_look_at_a_large_input_counts_whole_records_only() {
    let mut input = b"name,email,age\n".to_vec();
    for at in 0..20_000 {
        input.extend(format!("Ann {at},ann{at}@x.org,30\n").into_bytes());
    }
    let preview = look("in.csv", &input[..256 * 1024], false, 0, &ReadingOptions::default()).unwrap();
    let complete = input[..256 * 1024].iter().filter(|byte| **byte == b'\n').count() as u64 - 1;
    assert_eq!((preview.counts.read, preview.counts.rejected), (complete, 0));
    assert_eq!(
        preview.text,
        format!(
            "in.csv: UTF-8, CSV, commas, double quotes\n  columns: name, email, age\n\
             {complete} records at its beginning: {complete} would be accepted, 0 rejected\n"
        )
    );
}

#[test]
fn every_format_can_be_looked_at() {
    let object = r#"{"name":"Ann","email":"ann@x.org","age":30,"x":1}"#;
    for (name, input, described) in [
        ("in.ndjson", format!("{object}\n"), "UTF-8, NDJSON"),
        ("in.json", format!("{object}\n{object}\n"), "UTF-8, NDJSON"),
        ("in.json", format!("[{object}]"), "UTF-8, JSON"),
        ("in.ndjson", format!("[{object}]"), "UTF-8, JSON"),
        ("in", format!("{object}\n{object}\n"), "UTF-8, NDJSON"),
        ("in", format!("[{object}]"), "UTF-8, JSON"),
        (
            "in.tsv",
            "name\temail\tage\nAnn\tann@x.org\t30\n".into(),
            "UTF-8, CSV, tabs, double quotes",
        ),
    ] {
        let preview = look(name, input.as_bytes(), true, 10, &ReadingOptions::default()).unwrap();
        let start = format!("{name}: {described}\n");
        assert!(preview.text.starts_with(&start), "{}", preview.text);
        assert!(
            preview.text.contains("  line 1: Ann, ann@x.org, 30\n") || name == "in.tsv",
            "{}",
            preview.text
        );
    }
    let utf16: Vec<u8> = "\u{feff}name,email,age\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let preview = look("in.csv", &utf16, true, 10, &ReadingOptions::default()).unwrap();
    assert!(
        preview
            .text
            .starts_with("in.csv: UTF-16LE, CSV, commas, double quotes\n"),
        "{}",
        preview.text
    );
    assert!(
        preview
            .text
            .ends_with("0 records in it: 0 would be accepted, 0 rejected\n"),
        "{}",
        preview.text
    );
}

#[test]
fn an_input_that_cannot_be_read_is_an_error() {
    let error = look("in.csv", b"a,b,c\n1,2,3\n", true, 10, &ReadingOptions::default()).unwrap_err();
    assert!(error.starts_with("in.csv:1:1: cannot read the CSV header: "), "{error}");
    let error = look("in.csv", &vec![b'x'; 256 * 1024], false, 10, &ReadingOptions::default()).unwrap_err();
    assert_eq!(
        error,
        "in.csv:1:1: cannot look at the input: found no header or format in its first 262144 bytes, expected one; a run looks \
         further"
    );
}
