//! What a run writes besides plain NDJSON: CSV, which can be an input again, and further columns.

mod support;

use std::rc::Rc;

use driver::job::{Finished, Job, JobOptions};
use driver::reading::{Reading, ReadingOptions};
use driver::writing::{OutputFormat, Writing};
use proptest::prelude::*;
use support::Native;

const CSV: Writing = Writing {
    format: OutputFormat::Csv,
    keep_columns: false,
    formula_guard: false,
};
const KEPT: Writing = Writing {
    keep_columns: true,
    ..CSV
};
const KEPT_NDJSON: Writing = Writing {
    format: OutputFormat::Ndjson,
    ..KEPT
};
const GUARDED: Writing = Writing {
    formula_guard: true,
    ..KEPT
};

/// Users, rejects and notes of a run.
type Outcome = (String, String, Vec<String>);

fn split(
    inputs: &[(&str, &[u8])],
    writing: Writing,
    reading: &Rc<Reading>,
    chunk: usize,
    block_bytes: usize,
) -> Result<Outcome, String> {
    let options = JobOptions {
        name_inputs: inputs.len() > 1,
        reading: Rc::clone(reading),
        writing,
        block_bytes,
        ..JobOptions::default()
    };
    let mut job = Job::new(Native::default(), options);
    let (mut users, mut rejects) = (Vec::new(), Vec::new());
    let mut add = |lines: driver::encode::Lines| {
        users.extend(lines.users);
        rejects.extend(lines.rejects);
    };
    for (name, input) in inputs {
        add(job.begin((*name).into(), None).map_err(|error| error.to_string())?);
        for chunk in input.chunks(chunk) {
            add(job.feed(chunk.to_vec()).map_err(|error| error.to_string())?);
        }
    }
    let Finished { lines, sources, .. } = job.finish().map_err(|error| error.to_string())?;
    add(lines);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let notes = sources.into_iter().flat_map(|source| source.notes).collect();
    Ok((text(users), text(rejects), notes))
}

/// Reads inputs whole and in pieces, which must make no difference.
fn run_with(inputs: &[(&str, &[u8])], writing: Writing, options: &ReadingOptions) -> Outcome {
    let mut reading = options.parse().unwrap();
    reading.formula_guard = writing.formula_guard;
    let reading = Rc::new(reading);
    let whole = split(inputs, writing, &reading, usize::MAX, usize::MAX);
    for (chunk, block) in [(1, 1), (7, 64), (4096, 1)] {
        let found = split(inputs, writing, &reading, chunk, block);
        assert_eq!(found, whole, "chunks of {chunk}, blocks of {block}");
    }
    whole.unwrap()
}

fn run(name: &str, input: &str, writing: Writing) -> Outcome {
    run_with(&[(name, input.as_bytes())], writing, &ReadingOptions::default())
}

#[test]
fn csv_has_the_columns_of_the_input_in_their_order() {
    let input = "phone;E-Mail;Age;name\n1;ann@x.org ; 30.0; Ann\n2;bo@x;41;\"B;o\"\n";
    let columns = ReadingOptions {
        columns: Some("email=E-Mail".into()),
        ..ReadingOptions::default()
    };
    let run = |writing| run_with(&[("in.csv", input.as_bytes())], writing, &columns);
    let rejects = "phone,E-Mail,Age,name,line,errors\n2,bo@x,41,B;o,3,email: Invalid email format\n";
    let (users, found, notes) = run(CSV);
    assert_eq!(users, "id,E-Mail,Age,name\nusr_ann@x.org,ann@x.org,30,Ann\n");
    assert_eq!(found, rejects);
    assert_eq!(notes, ["columns left out: `phone`; `--keep-columns` keeps them"]);
    let (users, found, notes) = run(KEPT);
    assert_eq!(users, "id,phone,E-Mail,Age,name\nusr_ann@x.org,1,ann@x.org,30,Ann\n");
    assert_eq!((found.as_str(), notes.len()), (rejects, 0));
    let (users, found, _) = run(KEPT_NDJSON);
    assert_eq!(
        users,
        "{\"id\":\"usr_ann@x.org\",\"name\":\"Ann\",\"email\":\"ann@x.org\",\"age\":30,\"phone\":\"1\"}\n"
    );
    assert!(
        found.starts_with("{\"record\":2,\"line\":3,\"raw\":\"2;bo@x;41;\\\"B;o\\\"\""),
        "{found}"
    );
}

#[test]
fn a_run_without_records_writes_the_headers() {
    for (name, input) in [("in.csv", "x,name,email,age\n"), ("in.csv", "x,name,email,age")] {
        let (users, rejects, _) = run(name, input, KEPT);
        assert_eq!(
            (users.as_str(), rejects.as_str()),
            ("id,x,name,email,age\n", "x,name,email,age,line,errors\n")
        );
    }
    let (users, rejects, _) = run("in.ndjson", "\n", KEPT);
    assert_eq!(
        (users.as_str(), rejects.as_str()),
        ("id,name,email,age,other\n", "name,email,age,other,line,errors\n")
    );
}

#[test]
fn names_that_are_taken_get_a_number() {
    let input = "id,name,email,age,x,x,,id_2\n7,Ann,ann@x.org,30,a,b,c,d\n8,,bo@x.org,30,a,b,c,d\n";
    let (users, rejects, _) = run("in.csv", input, KEPT);
    assert_eq!(
        users,
        "id,id_2,name,email,age,x,x_2,column_7,id_2_2\nusr_ann@x.org,7,Ann,ann@x.org,30,a,b,c,d\n"
    );
    // As they were.
    assert!(
        rejects.starts_with("id,name,email,age,x,x,,id_2,line,errors\n8,,bo@x.org,30,a,b,c,d,3,"),
        "{rejects}"
    );
    let (users, ..) = run("in.csv", input, KEPT_NDJSON);
    assert_eq!(
        users,
        "{\"id\":\"usr_ann@x.org\",\"name\":\"Ann\",\"email\":\"ann@x.org\",\"age\":30,\"id_2\":\"7\",\"x\":\"a\",\
         \"x_2\":\"b\",\"column_7\":\"c\",\"id_2_2\":\"d\"}\n"
    );
    let (users, ..) = run(
        "in.ndjson",
        "{\"id\":7,\"x\":1,\"x\":[2, \"\u{202e}\"],\"name\":\"Ann\",\"email\":\"ann@x.org\",\"age\":30}\n",
        KEPT_NDJSON,
    );
    assert_eq!(
        users,
        "{\"id\":\"usr_ann@x.org\",\"name\":\"Ann\",\"email\":\"ann@x.org\",\"age\":30,\"id_2\":7,\"x\":1,\
         \"x_2\":[2,\"\\u202e\"]}\n"
    );
}

#[test]
fn objects_have_the_keys_of_the_first_as_columns() {
    let input = r#"[
      {"phone": "1", "email": "ann@x.org", "name": "Ann", "age": 30, "tags": ["a", "b"], "none": null},
      {"name": "Bo", "email": "bo@x.org", "age": 41, "city": "Ulm", "tags": 5, "old": {"a": 1}},
      {"name": "", "email": "c@x.org", "age": 41, "city": "Ulm"},
      {"name": null, "email": "d@x.org", "age": 41},
      {"name": "Dan", "email": "e@x.org", "age": "41"},
      {"name": "Eve", "email": "f@x.org", "age": 4.5},
      {"name": "Fay", "email": "g@x.org"},
      7
    ]"#;
    let (users, rejects, _) = run("in.json", input, KEPT);
    assert_eq!(
        users,
        "id,phone,email,name,age,tags,none,other\n\
         usr_ann@x.org,1,ann@x.org,Ann,30,\"[\"\"a\"\",\"\"b\"\"]\",,\n\
         usr_bo@x.org,,bo@x.org,Bo,41,5,,\"{\"\"city\"\":\"\"Ulm\"\",\"\"old\"\":{\"\"a\"\":1}}\"\n"
    );
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "phone,email,name,age,tags,none,other,line,errors");
    assert!(
        lines[1].starts_with(",c@x.org,,41,,,\"{\"\"city\"\":\"\"Ulm\"\"}\",4,name: "),
        "{}",
        lines[1]
    );
    // As text, these could be right.
    assert!(lines[2].starts_with("\"{\"\"name\"\": null, \"\"email\"\": \"\"d@x.org\"\", \"\"age\"\": 41}\",,,,,,,5,"));
    assert!(lines[3].starts_with("\"{\"\"name\"\": \"\"Dan\"\""), "{}", lines[3]);
    assert!(lines[4].starts_with(",f@x.org,Eve,4.5,,,,7,\"age: "), "{}", lines[4]);
    assert!(lines[5].starts_with(",g@x.org,Fay,,,,,8,age: Missing"), "{}", lines[5]);
    assert!(lines[6].starts_with("7,,,,,,,9,\"record: "), "{}", lines[6]);
    assert_eq!(lines.len(), 7);
    // None of them is accepted without a correction.
    let (_, again, _) = run("rejects.csv", &rejects, CSV);
    assert_eq!(again.lines().count(), 7, "{again}");
}

#[test]
fn a_record_that_cannot_be_cut_is_whole_in_the_first_column() {
    let input = b"name,email,age\n\"Ann\"x,a@x.org,30\nBo,b@x.org\nCid,c@x.org,30,5\nD\xfcr,d@x.org,30\nEve,e@x.org,old\n\"F,f@x.org,30\n";
    let (users, rejects, _) = run_with(&[("in.csv", input)], CSV, &ReadingOptions::default());
    assert_eq!(users, "id,name,email,age\n");
    assert_eq!(
        rejects,
        "name,email,age,line,errors\n\
         \"\"\"Ann\"\"x,a@x.org,30\",,,2,\"record: Malformed CSV: expected `,` or a line end after the closing quote at byte 5 of \
         the record, found `x`\"\n\
         \"Bo,b@x.org\",,,3,\"record: Expected 3 fields, found 2\"\n\
         \"Cid,c@x.org,30,5\",,,4,\"record: Expected 3 fields, found 4\"\n\
         \"D\u{fffd}r,d@x.org,30\",,,5,record: Not valid UTF-8 at byte 2 of the record | base64: RPxyLGRAeC5vcmcsMzA=\n\
         Eve,e@x.org,old,6,\"age: Age must be a whole number from 0 to 150, found `old`\"\n\
         \"\"\"F,f@x.org,30\n\",,,7,record: Malformed CSV: the quote at byte 1 of the record isn't closed where it should be\n"
    );
    let (_, again, _) = run("rejects.csv", &rejects, CSV);
    // The last one ends with a line end.
    assert_eq!(again.lines().count(), rejects.lines().count(), "{again}");
}

#[test]
fn rejects_can_be_corrected_and_read_again() {
    let input = "name,email,age,city\nAnn,ann@x,30,Ulm\nBo,bo@x.org,4,\"Bonn, Beuel\"\n";
    let (_, rejects, _) = run("in.csv", input, CSV);
    let corrected = rejects.replace("ann@x,", "ann@x.org,").replace(",4,", ",40,");
    // As a spreadsheet may write it.
    for (from, to) in [(",", ","), (",", ";"), (",", "\t")] {
        let corrected = match to {
            "," => corrected.replace('\n', "\r\n"),
            to => corrected
                .replace("\"Bonn, Beuel\"", "Bonn! Beuel")
                .replace(from, to)
                .replace("Bonn!", "Bonn,"),
        };
        let (users, rejects, notes) = run("rejects.csv", &corrected, KEPT);
        assert_eq!(
            users,
            "id,name,email,age,city\nusr_ann@x.org,Ann,ann@x.org,30,Ulm\nusr_bo@x.org,Bo,bo@x.org,40,\"Bonn, Beuel\"\n"
        );
        assert_eq!(rejects, "name,email,age,city,line,errors\n");
        assert_eq!(
            notes,
            ["an earlier run wrote this file: its columns `line` and `errors` are dropped"]
        );
    }
}

#[test]
fn several_inputs_share_the_columns_of_the_first() {
    let inputs: [(&str, &[u8]); 3] = [
        ("a.csv", b"name,email,age,city\n,a@x.org,30,Ulm\nAnn,ann@x.org,30,Ulm\n"),
        (
            "b.csv",
            b"plan,age,name,email,other\ngold,30,,b@x.org,?\ngold,30,Bo,bo@x.org,?\n",
        ),
        (
            "c.ndjson",
            b"{\"name\":\"\",\"email\":\"c@x.org\",\"age\":30,\"city\":\"Bonn\",\"vip\":true}\n",
        ),
    ];
    let (users, rejects, _) = run_with(&inputs, KEPT, &ReadingOptions::default());
    assert_eq!(
        users,
        "id,name,email,age,city,other\nusr_ann@x.org,Ann,ann@x.org,30,Ulm,\n\
         usr_bo@x.org,Bo,bo@x.org,30,,\"{\"\"plan\"\":\"\"gold\"\",\"\"other\"\":\"\"?\"\"}\"\n"
    );
    assert_eq!(
        rejects,
        "name,email,age,city,other,line,errors,input\n\
         ,a@x.org,30,Ulm,,2,name: Name cannot be empty,a.csv\n\
         ,b@x.org,30,,\"{\"\"plan\"\":\"\"gold\"\",\"\"other\"\":\"\"?\"\"}\",2,name: Name cannot be empty,b.csv\n\
         ,c@x.org,30,Bonn,\"{\"\"vip\"\":true}\",1,name: Name cannot be empty,c.ndjson\n"
    );
    let (users, _, notes) = run("rejects.csv", &rejects.replace("\n,", "\nX Y,"), KEPT);
    assert!(
        users.contains("usr_c@x.org,X Y,c@x.org,30,Bonn,\"{\"\"vip\"\":true}\"\n"),
        "{users}"
    );
    assert_eq!(
        notes,
        ["an earlier run wrote this file: its columns `line`, `errors` and `input` are dropped"]
    );
}

#[test]
fn an_input_without_a_header_gets_one() {
    let options = ReadingOptions {
        no_header: true,
        columns: Some("name=2,email=1,age=4".into()),
        ..ReadingOptions::default()
    };
    let input = b"ann@x.org,Ann,x,30\nbo@x,Bo,y,30\n";
    let (users, rejects, notes) = run_with(&[("in.csv", input)], KEPT, &options);
    assert_eq!(users, "id,email,name,column_3,age\nusr_ann@x.org,ann@x.org,Ann,x,30\n");
    assert!(
        rejects.starts_with("email,name,column_3,age,line,errors\nbo@x,Bo,y,30,2,"),
        "{rejects}"
    );
    assert_eq!(notes.len(), 0);
}

#[test]
fn formulas_are_guarded_only_on_request() {
    let input = "name,email,age,=x\n=1+1,ann@x.org,30,'+49\n@b,bo@x,-4,\tz\n";
    let (users, rejects, _) = run("in.csv", input, KEPT);
    assert_eq!(users, "id,name,email,age,=x\nusr_ann@x.org,=1+1,ann@x.org,30,'+49\n");
    assert!(rejects.contains("\n@b,bo@x,-4,\"\tz\",3,"), "{rejects}");
    let (users, rejects, _) = run("in.csv", input, GUARDED);
    assert_eq!(users, "id,name,email,age,'=x\nusr_ann@x.org,'=1+1,ann@x.org,30,''+49\n");
    assert!(
        rejects.starts_with("name,email,age,'=x,line,errors\n'@b,bo@x,'-4,\"'\tz\",3,"),
        "{rejects}"
    );
    // An input that no run wrote keeps its `'`.
    let (users, ..) = run("in.csv", "name,email,age\n'=b,bo@x.org,40\n", GUARDED);
    assert_eq!(users, "id,name,email,age\nusr_bo@x.org,''=b,bo@x.org,40\n");
    let corrected = rejects.replace("bo@x,'-4", "bo@x.org,40");
    let (users, ..) = run("rejects.csv", &corrected, GUARDED);
    assert_eq!(users, "id,name,email,age,'=x\nusr_bo@x.org,'@b,bo@x.org,40,\"'\tz\"\n");
}

#[test]
fn what_is_left_out_is_named() {
    let columns: Vec<String> = (1..=12).map(|at| format!("c{at}")).collect();
    let input = format!("name,{},,email,age\n", columns.join(","));
    let (_, _, notes) = run("in.csv", &input, CSV);
    assert_eq!(
        notes,
        [
            "columns left out: `c1`, `c2`, `c3`, `c4`, `c5`, `c6`, `c7`, `c8`, `c9`, `c10`, 2 more and 1 without a name; \
          `--keep-columns` keeps them"
        ]
    );
    let input = "{\"name\":\"Ann\",\"a\":1}\n{\"b\\u0007\":1,\"a\":2}\n";
    let (_, _, notes) = run("in.ndjson", input, CSV);
    assert_eq!(notes, ["keys left out: `a` and `b\\u{7}`; `--keep-columns` keeps them"]);
    assert_eq!(run("in.ndjson", input, KEPT).2.len(), 0);
}

/// Text with all that matters to CSV, spreadsheets and the search for a dialect.
fn value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z0-9]{1,4}",
        1 => prop::sample::select(vec![
            ",", "\"", "\n", "\r\n", "\r", " ", "'", "\\", ";", "\t", "|", "=", "+", "-", "@", "é", "\u{feff}", "\0",
            "\u{202e}", "\\\"", "''", "\u{a0}", "sep=;", "{", "[",
        ]).prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// A header and its rows, of which none can be accepted.
fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let columns = (0usize..5, any::<prop::sample::Index>(), any::<prop::sample::Index>());
    columns.prop_flat_map(|(others, email, age)| {
        let mut header = vec!["name".to_string()];
        header.extend((0..others).map(|at| format!("column {at}")));
        header.insert(email.index(header.len() + 1), "email".into());
        header.insert(age.index(header.len() + 1), "age".into());
        let age = header.iter().position(|name| name == "age").unwrap();
        let rows = prop::collection::vec(prop::collection::vec(value(), header.len()), 1..12);
        rows.prop_map(move |mut rows| {
            rows.iter_mut().for_each(|row| row[age] += "x");
            [vec![header.clone()], rows].concat()
        })
    })
}

fn written(table: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

/// The cells of `rejects.csv` without the columns that were added.
fn cells(rejects: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(rejects.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(String::from).collect::<Vec<_>>());
    rows.map(|row| row[..row.len() - 2].to_vec()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_table_written_as_rejects_and_read_again_has_the_same_fields(table in table()) {
        let dialect = ReadingOptions {
            delimiter: Some(",".into()),
            quote: Some("\"".into()),
            escape: Some("none".into()),
            ..ReadingOptions::default()
        };
        let input = written(&table);
        let (_, rejects, _) = run_with(&[("in.csv", &input)], KEPT, &dialect);
        prop_assert_eq!(&cells(&rejects), &table);
        // Found without options.
        let (_, again, _) = run("rejects.csv", &rejects, KEPT);
        prop_assert_eq!(&cells(&again), &table);

        let (_, guarded, _) = run_with(&[("in.csv", &input)], GUARDED, &dialect);
        for value in cells(&guarded).concat() {
            let is_risky = value.starts_with(['=', '+', '-', '@', '\t', '\r']) && !value.trim().is_empty();
            prop_assert!(!is_risky, "{:?}", value);
        }
        let (_, again, _) = run("rejects.csv", &guarded, GUARDED);
        prop_assert_eq!(cells(&again), cells(&guarded));
        let mut reading = Reading { formula_guard: true, ..Reading::default() };
        reading.max_unpacked_bytes = 1 << 20;
        let (_, plain, _) = split(&[("rejects.csv", guarded.as_bytes())], KEPT, &Rc::new(reading), 4096, 4096).unwrap();
        prop_assert_eq!(&cells(&plain), &table);
    }
}
