//! How workbooks are read, with the component `workbook` as a library.

mod support;

use std::rc::Rc;

use driver::error::JobError;
use driver::job::{Finished, Job, JobOptions};
use driver::reading::{Reading, ReadingOptions};
use driver::workbook::{Sheet, WorkbookError};
use rust_xlsxwriter::{Workbook, Worksheet};
use support::{Native, user};

struct Opened(workbook::sheet::Sheet);

impl Sheet for Opened {
    fn name(&self) -> String {
        self.0.name.clone()
    }

    fn others(&self) -> Vec<String> {
        self.0.others.clone()
    }

    fn read(&mut self) -> Result<String, WorkbookError> {
        self.0.read().map_err(lift)
    }
}

fn open(content: Vec<u8>, name: Option<&str>, limit: u64) -> Result<Box<dyn Sheet>, WorkbookError> {
    match workbook::sheet::Sheet::open(content, name, limit) {
        Ok(sheet) => Ok(Box::new(Opened(sheet))),
        Err(error) => Err(lift(error)),
    }
}

fn lift(error: workbook::error::WorkbookError) -> WorkbookError {
    use workbook::error::WorkbookError as Found;
    match error {
        Found::OtherFile(what) => WorkbookError::OtherFile(what.into()),
        Found::Encrypted => WorkbookError::Encrypted,
        Found::Damaged(what) => WorkbookError::Damaged(what),
        Found::NoSheet(sheets) => WorkbookError::NoSheet(sheets),
        Found::UnpacksToTooMuch => WorkbookError::UnpacksToTooMuch,
        Found::NeedsTooMuchMemory => WorkbookError::NeedsTooMuchMemory,
    }
}

/// Users, rejects, how the input was read, and the notes about it.
type Outcome = (Vec<String>, Vec<String>, String, Vec<String>);

/// Reads an input whole and in pieces, which must make no difference.
fn read_by(name: &str, input: &[u8], options: &ReadingOptions) -> Result<Outcome, String> {
    let reading = Reading {
        open_sheet: open,
        ..options.parse().map_err(|error| error.to_string())?
    };
    let reading = Rc::new(reading);
    let whole = split(name, input, &reading, input.len().max(1), usize::MAX);
    for (chunk, block) in [(1, 1), (7, 64), (4096, 1)] {
        let found = split(name, input, &reading, chunk, block);
        assert_eq!(found, whole, "chunks of {chunk}, blocks of {block}");
    }
    whole
}

fn split(name: &str, input: &[u8], reading: &Rc<Reading>, chunk: usize, block_bytes: usize) -> Result<Outcome, String> {
    let options = JobOptions {
        reading: Rc::clone(reading),
        block_bytes,
        ..JobOptions::default()
    };
    let mut job = Job::new(Native::default(), options);
    let text = |error: JobError| error.to_string();
    let mut written = (Vec::new(), Vec::new());
    job.begin(name.into(), None).map_err(text)?;
    for chunk in input.chunks(chunk) {
        let lines = job.feed(chunk.to_vec()).map_err(text)?;
        written.0.extend(lines.users);
        written.1.extend(lines.rejects);
    }
    let Finished { lines, sources, .. } = job.finish().map_err(text)?;
    written.0.extend(lines.users);
    written.1.extend(lines.rejects);
    let lines = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().lines().map(String::from).collect();
    let source = sources.into_iter().next().unwrap();
    Ok((lines(written.0), lines(written.1), source.reading, source.notes))
}

fn read(name: &str, input: &[u8]) -> Outcome {
    read_by(name, input, &ReadingOptions::default()).unwrap()
}

/// A workbook with one sheet.
fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Users").unwrap(), rows);
    book.save_to_buffer().unwrap()
}

/// Numbers are written as such.
fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, values) in rows.iter().enumerate() {
        for (column, value) in values.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            let (row, column) = (row as u32, column as u16);
            match value.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, *value).unwrap(),
            };
        }
    }
}

#[test]
fn a_sheet_is_read_like_csv() {
    let input = sheet(&[
        &["Our users"],
        &[],
        &["Age", "Full Name", "E-Mail", "Town"],
        &["30", "Ann Lee", "ann@example.com", "Ulm, Germany"],
        &["", "", "", ""],
        &["41", "Bo Chen", "bo@example.com"],
        &["7", "Cy \"C\" Diaz", "cy@example.com", "Oslo"],
        &["many", "Di Ek", "di@example.com"],
    ]);
    let columns = Some("name=\"Full Name\",email=E-Mail".into());
    let options = ReadingOptions {
        columns,
        // They are about CSV.
        delimiter: Some(";".into()),
        quote: Some("'".into()),
        encoding: Some("utf-16le".into()),
        ..Default::default()
    };
    let users = vec![
        user("Ann Lee", "ann@example.com", 30),
        user("Bo Chen", "bo@example.com", 41),
    ];
    for name in ["users.xlsx", "users.csv", "users.json", "users"] {
        let (found, rejects, reading, notes) = read_by(name, &input, &options).unwrap();
        assert_eq!(found, users, "{name}");
        assert_eq!(reading, "sheet `Users`, header on line 3");
        assert_eq!(notes, ["columns left out: `Town`; `--keep-columns` keeps them"]);
        assert!(
            rejects[0].contains(r#""record":3,"line":7,"raw":"7,\"Cy \"\"C\"\" Diaz\",cy@example.com,Oslo""#),
            "{rejects:?}"
        );
        assert!(
            rejects[1].contains(r#""line":8,"raw":"many,Di Ek,di@example.com,""#),
            "{rejects:?}"
        );
    }
}

/// Line feeds in a cell begin no row, wherever they are.
#[test]
fn lines_are_rows_of_the_sheet() {
    let mut rows: Vec<Vec<String>> = vec![
        vec!["a\nb\nc".into()],
        vec!["name\n".into(), "email".into(), "age".into()],
    ];
    for row in 3..300 {
        let name = if row % 3 == 0 {
            format!("Two\nlines {row}")
        } else {
            format!("One line {row}")
        };
        let age = if row % 7 == 0 { "many" } else { "30" };
        rows.push(vec![name, format!("user{row}@example.com"), age.into()]);
    }
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let (users, rejects, reading, _) = read("users.xlsx", &sheet(&rows));
    assert_eq!(reading, "sheet `Users`, header on line 2");
    assert_eq!(users.len() + rejects.len(), 297);
    let bad: Vec<u32> = (3..300).filter(|row| row % 7 == 0).collect();
    assert_eq!(rejects.len(), bad.len());
    for (row, reject) in bad.iter().zip(&rejects) {
        assert!(reject.contains(&format!("\"line\":{row},")), "{row}: {reject}");
    }
}

#[test]
fn an_error_names_the_row() {
    let input = sheet(&[
        &["a\nb"],
        &["", "c\nd"],
        &["name", "mail", "age"],
        &["Ann Lee", "ann@example.com", "30"],
    ]);
    let error = read_by("users.xlsx", &input, &ReadingOptions::default()).unwrap_err();
    assert!(
        error.starts_with("users.xlsx:3:1: cannot read the CSV header: found no `email`"),
        "{error}"
    );
}

/// What would be a sign of another dialect or format in a file of text is a value in a cell.
#[test]
fn cells_are_values() {
    let input = sheet(&[
        &["sep=;"],
        &["name", "email", "age"],
        &["'Ann \\ \"Lee'", "ann@example.com", "30"],
    ]);
    let (users, _, reading, _) = read("users.xlsx", &input);
    assert_eq!(users, [user(r#"'Ann \ "Lee'"#, "ann@example.com", 30)]);
    assert_eq!(reading, "sheet `Users`, header on line 2");
    let input = sheet(&[
        &["{\"a\": [{}]}"],
        &["name", "email", "age"],
        &["Ann Lee", "ann@example.com", "30"],
    ]);
    assert_eq!(read("users.xlsx", &input).0.len(), 1);
}

#[test]
fn a_sheet_is_chosen() {
    let mut book = Workbook::new();
    let header: &[&str] = &["name", "email", "age"];
    for name in ["First", "Second", "Third"] {
        let address = format!("{}@example.com", name.to_lowercase());
        fill(
            book.add_worksheet().set_name(name).unwrap(),
            &[header, &[name, &address, "30"]],
        );
    }
    let input = book.save_to_buffer().unwrap();
    let (users, _, reading, notes) = read("users.xlsx", &input);
    assert_eq!(
        (users, reading.as_str()),
        (vec![user("First", "first@example.com", 30)], "sheet `First`")
    );
    assert_eq!(
        notes,
        ["2 more sheets not read: `Second`, `Third`; `--sheet` names the one to read"]
    );
    let named = |name: &str| ReadingOptions {
        sheet: Some(name.into()),
        ..Default::default()
    };
    let (users, _, reading, notes) = read_by("users.xlsx", &input, &named("Third")).unwrap();
    assert_eq!(
        (users, reading.as_str()),
        (vec![user("Third", "third@example.com", 30)], "sheet `Third`")
    );
    assert_eq!(notes, [] as [&str; 0]);
    assert_eq!(
        read_by("users.xlsx", &input, &named("Fourth")).unwrap_err(),
        "users.xlsx:1:1: cannot read the workbook: found `First`, `Second`, `Third`, expected a sheet named `Fourth` \
         (option `--sheet`)"
    );
}

#[test]
fn other_files_are_told_apart() {
    let fails = |input: &[u8]| read_by("in.xlsx", input, &ReadingOptions::default()).unwrap_err();
    assert_eq!(
        fails(b"PK\x03\x04 and no more"),
        "in.xlsx:1:1: cannot read the input: found a workbook or zip archive that can't be opened: the zip archive can't \
         be read: invalid Zip archive: Could not find EOCD, expected text or a workbook (.xlsx)"
    );
    let mut compound = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(
        fails(&compound),
        "in.xlsx:1:1: cannot read the workbook: found an encrypted one, expected one without a password"
    );
    // A column may be named like that.
    let (users, ..) = read("in.csv", b"PK,name,email,age\n1,Ann Lee,ann@example.com,30\n");
    assert_eq!(users.len(), 1);
}

#[test]
fn a_run_without_the_component_says_so() {
    let reading = Rc::new(ReadingOptions::default().parse().unwrap());
    let error = split("in.xlsx", &sheet(&[&["name"]]), &reading, 1, 1).unwrap_err();
    assert_eq!(
        error,
        "in.xlsx:1:1: cannot read the input: found a workbook or zip archive, which this composition doesn't read, \
         expected text; save the sheet as CSV, or compose with `workbook`"
    );
}

#[test]
fn text_of_a_sheet_is_limited() {
    let input = sheet(&[&["name", "email", "age"], &["Ann Lee", "ann@example.com", "30"]]);
    let options = ReadingOptions {
        max_unpacked_bytes: Some(100),
        ..Default::default()
    };
    assert_eq!(
        read_by("in.xlsx", &input, &options).unwrap_err(),
        "in.xlsx:1:1: cannot read the input: found more than 100 bytes after unpacking, expected at most that many \
         (option `--max-unpacked-bytes`)"
    );
}
