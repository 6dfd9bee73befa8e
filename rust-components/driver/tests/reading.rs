//! How real files are read: dialects, headers, encodings, compression, and JSON of several shapes.

mod support;

use std::io::Write;
use std::rc::Rc;

use driver::error::JobError;
use driver::job::{Finished, Job, JobOptions};
use driver::reading::{Reading, ReadingOptions};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use support::{Native, user};

/// Users and rejects by line, how the input was read, and the notes about it.
type Outcome = (Vec<String>, Vec<String>, String, Vec<String>);

fn split(name: &str, input: &[u8], reading: &Rc<Reading>, chunk: usize, block_bytes: usize) -> Result<Outcome, String> {
    let options = JobOptions {
        reading: Rc::clone(reading),
        block_bytes,
        ..JobOptions::default()
    };
    let mut job = Job::new(Native::default(), options);
    let text = |error: JobError| error.to_string();
    let (mut users, mut rejects) = (Vec::new(), Vec::new());
    job.begin(name.into(), None).map_err(text)?;
    for chunk in input.chunks(chunk) {
        let lines = job.feed(chunk.to_vec()).map_err(text)?;
        users.extend(lines.users);
        rejects.extend(lines.rejects);
    }
    let Finished { lines, sources, .. } = job.finish().map_err(text)?;
    users.extend(lines.users);
    rejects.extend(lines.rejects);
    let lines = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().lines().map(String::from).collect();
    let source = sources.into_iter().next().unwrap();
    Ok((lines(users), lines(rejects), source.reading, source.notes))
}

/// Reads an input whole and in pieces, which must make no difference.
fn read_by(name: &str, input: &[u8], options: &ReadingOptions) -> Result<Outcome, String> {
    let reading = Rc::new(options.parse().map_err(|error| error.to_string())?);
    let whole = split(name, input, &reading, input.len().max(1), usize::MAX);
    for (chunk, block) in [(1, 1), (7, 64), (4096, 1)] {
        let found = split(name, input, &reading, chunk, block);
        assert_eq!(found, whole, "chunks of {chunk}, blocks of {block}");
    }
    whole
}

fn read(name: &str, input: impl AsRef<[u8]>) -> Outcome {
    read_by(name, input.as_ref(), &ReadingOptions::default()).unwrap()
}

fn fails(name: &str, input: impl AsRef<[u8]>) -> String {
    read_by(name, input.as_ref(), &ReadingOptions::default()).unwrap_err()
}

fn ann_and_bo() -> Vec<String> {
    vec![
        user("Ann Lee", "ann@example.com", 30),
        user("Bo Chen", "bo@example.com", 41),
    ]
}

fn option(text: &str) -> Option<String> {
    Some(text.into())
}

#[test]
fn the_delimiter_is_found() {
    for (delimiter, words) in [(",", ""), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")] {
        for end in ["\n", "\r\n", "\r"] {
            let rows = [
                "name,email,age",
                "Ann Lee,ann@example.com,30",
                "Bo Chen,bo@example.com,41",
            ];
            let input = rows.map(|row| row.replace(',', delimiter) + end).concat();
            let (users, rejects, reading, notes) = read("in.csv", input);
            let words = [words, if end == "\r" { "line ends CR" } else { "" }];
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            assert_eq!(
                (users, rejects.len(), reading),
                (ann_and_bo(), 0, words.join(", ")),
                "{delimiter:?} {end:?}"
            );
            assert_eq!(notes.len(), 0);
        }
    }
    let (users, _, reading, _) = read("in.txt", "name email age\nAnn ann@example.com 30\n");
    assert_eq!(
        (users, reading.as_str()),
        (vec![user("Ann", "ann@example.com", 30)], "spaces")
    );
}

#[test]
fn quotes_and_escapes_are_found() {
    for (input, words) in [
        ("name,email,age\n'Lee, Ann',ann@example.com,30\n", "single quotes"),
        (
            "'name','email','age'\n'Lee, Ann','ann@example.com','30'\n",
            "single quotes",
        ),
        ("name;email;age\n\"Lee, Ann\";ann@example.com;30\n", "semicolons"),
        ("name,email,age\nLee\\, Ann,ann@example.com,30\n", "backslash escapes"),
    ] {
        let (users, rejects, reading, _) = read("in.csv", input);
        assert_eq!(users, [user("Lee, Ann", "ann@example.com", 30)], "{input}: {rejects:?}");
        assert_eq!(reading, words, "{input}");
    }
    let (users, _, reading, _) = read("in.csv", "name,email,age\n\"Ann \\\"A\\\" Lee\",ann@example.com,30\n");
    assert_eq!(
        (users, reading.as_str()),
        (vec![user("Ann \"A\" Lee", "ann@example.com", 30)], "backslash escapes")
    );
}

#[test]
fn the_header_is_found_by_its_names() {
    let (users, rejects, reading, _) = read(
        "in.csv",
        "Customers,,,\nas of November,,,\n\nid;name;email;age\n1;Ann Lee;ann@example.com;30\n2;Bo Chen;bo@example.com;41\n",
    );
    assert_eq!(
        (users, rejects.len(), reading.as_str()),
        (ann_and_bo(), 0, "semicolons, header on line 4")
    );
    // A header of two rows: the names are in either.
    let (users, rejects, reading, _) = read(
        "in.csv",
        "Person,email,\nname,,age\nAnn Lee,ann@example.com,30\nBo Chen,bo@example.com,41\n",
    );
    assert_eq!(
        (users, rejects.len(), reading.as_str()),
        (ann_and_bo(), 0, "header on line 1")
    );
}

#[test]
fn a_sep_line_names_the_delimiter() {
    for first in ["sep=;", "SEP=;\r", "\"sep=;\""] {
        let (users, ..) = read(
            "in.csv",
            format!("{first}\nname;email;age\nAnn Lee;ann@example.com;30\nBo Chen;bo@example.com;41\n"),
        );
        assert_eq!(users, ann_and_bo(), "{first}");
    }
    let (users, ..) = read(
        "in.csv",
        "sep=\t\nname\temail\tage\nAnn Lee\tann@example.com\t30\nBo Chen\tbo@example.com\t41\n",
    );
    assert_eq!(users, ann_and_bo());
    let (users, ..) = read(
        "in.csv",
        "sep=^\nname^email^age\nAnn Lee^ann@example.com^30\nBo Chen^bo@example.com^41\n",
    );
    assert_eq!(users, ann_and_bo());
}

#[test]
fn options_say_how_an_input_is_read() {
    let options = ReadingOptions {
        delimiter: option("^"),
        quote: option("~"),
        escape: option("!"),
        skip_lines: Some(2),
        columns: option("name=\"Full, Name\",email=E-Mail,name=Nom"),
        ..ReadingOptions::default()
    };
    let input = b"name,email,age\nx^y\nFull, Name^E-MAIL^Age\n~Lee!~^ Ann~^ann@example.com^30\n";
    let (users, rejects, ..) = read_by("in.csv", input, &options).unwrap();
    assert_eq!(users, [user("Lee~^ Ann", "ann@example.com", 30)], "{rejects:?}");

    let options = ReadingOptions {
        no_header: true,
        columns: option("age=4,email=2,name=1"),
        ..ReadingOptions::default()
    };
    let (users, _, reading, _) = read_by(
        "in.csv",
        b"Ann Lee;ann@example.com;x;30\nBo Chen;bo@example.com;y;41",
        &options,
    )
    .unwrap();
    assert_eq!((users, reading.as_str()), (ann_and_bo(), "semicolons"));
    let options = ReadingOptions {
        columns: option("email=E-Mail"),
        ..ReadingOptions::default()
    };
    let (users, ..) = read_by(
        "in.ndjson",
        b"{\"name\":\"Ann Lee\",\"E-Mail\":\"ann@example.com\",\"email\":7,\"age\":30}",
        &options,
    )
    .unwrap();
    assert_eq!(users, ann_and_bo()[..1]);
}

#[test]
fn a_wrong_option_is_refused() {
    let wrong = |options: ReadingOptions| options.parse().unwrap_err().to_string();
    let none = ReadingOptions::default;
    for (options, expected) in [
        (
            ReadingOptions {
                delimiter: option("ab"),
                ..none()
            },
            "cannot read the option `--delimiter`: found `ab`, expected one ASCII character, or `tab` or `space`",
        ),
        (
            ReadingOptions {
                quote: option("„"),
                ..none()
            },
            "cannot read the option `--quote`: found `„`, expected one ASCII character, or `none`",
        ),
        (
            ReadingOptions {
                columns: option("mail=E-Mail"),
                ..none()
            },
            "cannot read the option `--columns`: found `mail`, expected `name`, `email` or `age` before each `=`",
        ),
        (
            ReadingOptions {
                no_header: true,
                ..none()
            },
            "cannot read the option `--no-header`: found no `--columns` with it, expected the number of each column, \
             such as `--columns name=1,email=2,age=3`",
        ),
        (
            ReadingOptions {
                encoding: option("klingon"),
                ..none()
            },
            "cannot read the option `--encoding`: found `klingon`, expected a label of the WHATWG encoding standard, \
             such as `windows-1252` or `shift_jis`",
        ),
    ] {
        assert_eq!(wrong(options), expected);
    }
}

#[test]
fn a_missing_column_suggests_the_nearest_header() {
    for (header, suggested) in [
        (
            "Full Name,E-mail,Age",
            "`--columns name=\"Full Name\",email=E-mail` names them",
        ),
        (
            "Name,Email Address,Age",
            "`--columns email=\"Email Address\"` names them",
        ),
        ("Nom;Courriel;Age", "`--columns name=Nom,email=Courriel` names them"),
    ] {
        let error = fails("in.csv", format!("{header}\nAnn,a@b.c,30\n"));
        assert!(error.ends_with(suggested), "{error}");
    }
    // Where a line isn't cut into columns, no mapping helps.
    for line in ["Ann^a@b.c^30", "name~email~age", "name      email      age"] {
        let error = fails("in.csv", format!("{line}\nBo^b@b.c^31\n"));
        assert!(
            error.contains("tried `,`, `;`, tab, `|` and space; see `--delimiter`"),
            "{error}"
        );
    }
}

#[test]
fn an_input_without_a_record_is_noted() {
    let (users, rejects, _, notes) = read("in.csv", "name,email,age\n,,\n");
    assert_eq!((users.len(), rejects.len()), (0, 0));
    assert_eq!(
        notes,
        ["1 empty row skipped", "no record, though something follows the header"]
    );
    assert_eq!(read("in.csv", "name,email,age\n").3.len(), 0);
}

fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn utf16_is_read_by_its_byte_order_mark() {
    let csv = "\u{feff}name\temail\tage\r\nAnn Lee\tann@example.com\t30\r\nBo Chen\tbo@example.com\t41\r\n";
    let ndjson = "\u{feff}{\"name\":\"Ann Lee\",\"email\":\"ann@example.com\",\"age\":30}\r\n{\"name\":\"Bo Chen\",\"email\":\"bo@example.com\",\"age\":41}\r\n";
    for (text, words) in [(csv, ", tabs"), (ndjson, "")] {
        let (users, rejects, reading, _) = read("in", utf16(text, u16::to_le_bytes));
        assert_eq!(
            (users, rejects.len(), reading),
            (ann_and_bo(), 0, format!("UTF-16LE{words}"))
        );
        let (users, rejects, reading, _) = read("in", utf16(text, u16::to_be_bytes));
        assert_eq!(
            (users, rejects.len(), reading),
            (ann_and_bo(), 0, format!("UTF-16BE{words}"))
        );
    }
}

#[test]
fn text_that_is_not_utf8_names_its_likely_encoding_once() {
    let input = b"name,email,age\r\nZo\xeb \x96 Lee,zoe@example.com,30\r\nBo Chen,bo@example.com,41\r\nRen\xe9e O\x92Hara,renee@example.com,52\r\n";
    let (users, rejects, _, notes) = read("in.csv", input);
    assert_eq!(users, ann_and_bo()[1..]);
    assert_eq!(
        notes,
        ["2 records aren't UTF-8, but probably windows-1252; `--encoding windows-1252` reads all as that"]
    );
    assert!(
        rejects[0].contains("\"base64\":\"Wm/rIJYgTGVlLHpvZUBleGFtcGxlLmNvbSwzMA==\""),
        "{}",
        rejects[0]
    );
    let options = ReadingOptions {
        encoding: option("windows-1252"),
        ..ReadingOptions::default()
    };
    let (users, rejects, reading, notes) = read_by("in.csv", input, &options).unwrap();
    assert_eq!(
        (users.len(), rejects.len(), notes.len(), reading.as_str()),
        (3, 0, 0, "windows-1252")
    );
    assert_eq!(users[0], user("Zoë – Lee", "zoe@example.com", 30));
    let error = fails("in.csv", b"Pr\xe9nom,E-Mail,\xc2ge\n");
    assert!(
        error.ends_with("it looks like windows-1252: `--encoding windows-1252` reads it so"),
        "{error}"
    );
    let error = fails("in.csv", utf16("name,email,age\nAnn,a@b.c,30\n", u16::to_le_bytes));
    assert!(
        error.ends_with("it looks like utf-16le: `--encoding utf-16le` reads it so"),
        "{error}"
    );
}

#[test]
fn a_sequence_that_the_encoding_does_not_have_rejects_its_record() {
    let options = ReadingOptions {
        encoding: option("shift_jis"),
        ..ReadingOptions::default()
    };
    let input = b"name,email,age\n\x8d\xb2\x93\xa1,a@b.c,30\nA\x81\xffn,b@b.c,31\nBo,c@b.c,32\n";
    let (users, rejects, ..) = read_by("in.csv", input, &options).unwrap();
    assert_eq!(users, [user("佐藤", "a@b.c", 30), user("Bo", "c@b.c", 32)]);
    assert_eq!(rejects.len(), 1);
    // 0xFF, then the bytes as they are in the input.
    assert!(rejects[0].contains("\"base64\":\"Qf+B"), "{}", rejects[0]);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn gzip_and_zstd_are_unpacked_by_their_first_bytes() {
    let csv = b"name,email,age\nAnn Lee,ann@example.com,30\nBo Chen,bo@example.com,41\n";
    let (head, tail) = csv.split_at(20);
    let skippable = [&b"\x5a\x2a\x4d\x18\x03\0\0\0abc"[..], &zstd(csv)].concat();
    for (name, bytes, words) in [
        ("in.csv.gz", gzip(csv), "gzip"),
        ("in.csv", [gzip(head), gzip(tail)].concat(), "gzip"),
        ("in", zstd(csv), "zstd"),
        ("in.csv.zst", [zstd(head), zstd(tail)].concat(), "zstd"),
        ("in.csv", skippable, "zstd"),
    ] {
        let (users, rejects, reading, _) = read(name, bytes);
        assert_eq!(
            (users, rejects.len(), reading.as_str()),
            (ann_and_bo(), 0, words),
            "{name}"
        );
    }
    let many: String = (0..20_000)
        .map(|at| format!("Ann Lee,ann{at}@example.com,30\n"))
        .collect();
    let many = format!("name,email,age\n{many}");
    for bytes in [gzip(many.as_bytes()), zstd(many.as_bytes())] {
        let reading = Rc::new(Reading::default());
        let whole = split("in.csv", &bytes, &reading, bytes.len(), usize::MAX).unwrap();
        assert_eq!(whole.0.len(), 20_000);
        assert_eq!(split("in.csv", &bytes, &reading, 1000, 1 << 16).unwrap(), whole);
    }
}

#[test]
fn broken_and_endless_compressed_data_is_refused() {
    let many = "name,email,age\n".to_owned() + &"Ann Lee,ann@example.com,30\n".repeat(5000);
    for (format, bytes) in [("gzip", gzip(many.as_bytes())), ("zstd", zstd(many.as_bytes()))] {
        let cut = fails("in", &bytes[..bytes.len() - 3]);
        assert!(cut.contains(&format!("found {format} data that is cut off")), "{cut}");
        // Gzip ends with its checksum and its length, zstd with its checksum.
        for (place, found) in [(2, "with a wrong checksum"), (bytes.len() / 2, "")] {
            let mut wrong = bytes.clone();
            let at = wrong.len() - place;
            wrong[at] ^= 0x55;
            let error = fails("in", &wrong);
            assert!(error.contains(&format!("{format} data {found}")), "{error}");
        }
        let options = ReadingOptions {
            max_unpacked_bytes: Some(1000),
            ..ReadingOptions::default()
        };
        let error = read_by("in", &bytes, &options).unwrap_err();
        assert!(error.contains("found more than 1000 bytes after unpacking"), "{error}");
    }
    assert!(fails("in.csv", b"BZh91AY&SY").contains("found bzip2 data, expected text, gzip or zstd"));
}

#[test]
fn gzip_has_members_and_zeros_after_them() {
    let (first, second) = (
        gzip(b"name,email,age\nAnn Lee,ann@example.com,30\n"),
        gzip(b"Bo Chen,bo@example.com,41\n"),
    );
    for zeros in [0, 1, 9, 10, 100_000] {
        let padding = vec![0; zeros];
        for input in [
            [&first[..], &second, &padding].concat(),
            [&first[..], &padding, &second].concat(),
        ] {
            let (users, rejects, ..) = read("in", &input);
            assert_eq!((users, rejects.len()), (ann_and_bo(), 0), "{zeros}");
        }
    }
    let mut wrong = first.clone();
    let at = wrong.len() - 8;
    wrong[at] ^= 1;
    for after in [&second[..], b"\0", b""] {
        assert!(fails("in", [&wrong, after].concat()).contains("gzip data with a wrong checksum"));
    }
    assert!(fails("in", [&first[..], b"more"].concat()).contains("gzip data that is cut off"));
    assert!(fails("in", [&first[..], b"\0 and more than a header"].concat()).contains("broken gzip data"));
    for size in 2..first.len() {
        assert!(
            fails("in", &first[..size]).contains("gzip data that is cut off"),
            "{size}"
        );
    }
}

/// The message says what to do. Such data isn't broken.
#[test]
fn compressed_data_that_cannot_be_used_is_named() {
    let csv = b"name,email,age\nAnn Lee,ann@example.com,30\n";
    // Frames with one block of bytes as they are, of 1 GiB back and with the dictionary 7.
    let frame = |header: &[u8]| {
        let block = (u32::try_from(csv.len()).unwrap() << 3 | 1).to_le_bytes();
        [b"\x28\xb5\x2f\xfd", header, &block[..3], csv].concat()
    };
    let size = u8::try_from(csv.len()).unwrap();
    for (bytes, found) in [
        (gzip(&gzip(csv)), "gzip data within compressed data"),
        (gzip(&zstd(csv)), "zstd data within compressed data"),
        (zstd(&gzip(csv)), "gzip data within compressed data"),
        (gzip(b"PK\x03\x04...."), "workbook or zip data within compressed data"),
        (gzip(b"PAR1...."), "a Parquet file"),
        (frame(&[0, 20 << 3]), "zstd data that refers back too far"),
        (frame(&[0x21, 7, size]), "zstd data that needs a dictionary"),
    ] {
        let error = fails("in", bytes);
        assert!(
            error.contains(&format!("cannot read the input: found {found}, expected ")),
            "{error}"
        );
    }
    // Less than what is looked at.
    assert!(fails("in", gzip(b"\x1f\x8b")).contains("gzip data within compressed data"));
}

const ANN: &str = r#"{"name":"Ann Lee","email":"ann@example.com","age":30}"#;
const BO: &str = r#"{"name":"Bo Chen","email":"bo@example.com","age":41}"#;

#[test]
fn json_is_read_as_it_comes() {
    for (name, input, words) in [
        ("in.json", format!("{ANN}\n{BO}\n"), "NDJSON"),
        ("in.ndjson", format!("[{ANN},\n{BO}]"), "JSON"),
        ("in.json", format!("{ANN}\r{BO}\r"), ""),
        ("in.json", format!("{ANN}{BO}").replace(',', ",\n "), ""),
        ("in.json", format!("\u{1e}{ANN}\n\u{1e}{BO}\n"), ""),
        ("in", format!("\u{1e}{}\n\u{1e}{BO}\n", ANN.replace(',', ",\n")), ""),
        (
            "in.json",
            format!("{{\"total\": 2, \"users\":\n [{ANN},\n{BO}], \"more\": {{\"a\":[1]}} }}\n"),
            "",
        ),
        ("in", format!("{{\"users\":[{ANN},{BO}]}}"), ""),
    ] {
        let (users, rejects, reading, _) = read(name, &input);
        assert_eq!(
            (users, rejects.len(), reading.as_str()),
            (ann_and_bo(), 0, words),
            "{name}: {input}"
        );
    }
    let (users, rejects, ..) = read("in.json", ANN);
    assert_eq!((users, rejects.len()), (ann_and_bo()[..1].to_vec(), 0));
    let (users, rejects, ..) = read("in.json", format!("\u{1e}{{\"name\":\n\u{1e}{ANN}\n"));
    assert_eq!((users, rejects.len()), (ann_and_bo()[..1].to_vec(), 1));
}

#[test]
fn an_object_with_several_arrays_is_refused_with_their_keys() {
    let error = fails("in.json", format!("{{\"users\":[{ANN}],\"admins\":[{BO}]}}"));
    assert_eq!(
        error,
        "in:1:1: cannot read the JSON object: found arrays below `users`, `admins`, expected an array below one key"
            .replace("in:", "in.json:")
    );
    let long = format!(
        "{{\"users\":[{ANN}{}],\"admins\":[{BO}]}}",
        format!(",{ANN}").repeat(1000)
    );
    let error = fails("in.json", long);
    assert!(error.contains("found `admins` beside the array"), "{error}");
}

#[test]
fn inputs_longer_than_what_is_looked_at_read_the_same_in_pieces() {
    let rows: String = (0..3000).map(|at| format!("Ann Lee;u{at}@example.com;30\n")).collect();
    let columns: Vec<String> = (0..9000).map(|at| format!("column {at}")).collect();
    let fields = ";".repeat(columns.len());
    let quoted = "x\n".repeat(30_000);
    for (input, accepted) in [
        (format!("name;email;age\n{rows}"), 3000),
        (format!("name;email;age\n{rows}").replace('\n', "\r"), 3000),
        (format!("{}name;email;age\n{rows}", "\n \n".repeat(20_000)), 3000),
        (
            format!(
                "name;email;age;{}\nAnn Lee;ann@example.com;30{fields}\n",
                columns.join(";")
            ),
            1,
        ),
        (format!("name;email;age\n\"{quoted}\";ann@example.com;30\n"), 1),
        (format!("name;email;age\n\"{quoted};ann@example.com;30\n{rows}"), 3000),
    ] {
        let reading = Rc::new(Reading::default());
        let whole = split("in.csv", input.as_bytes(), &reading, input.len(), usize::MAX).unwrap();
        assert_eq!(whole.0.len(), accepted, "{:?}", &input[..40]);
        for (chunk, block) in [(1000, 1), (4096, 1 << 16), (input.len(), 5000)] {
            let found = split("in.csv", input.as_bytes(), &reading, chunk, block).unwrap();
            assert!(
                found == whole,
                "chunks of {chunk}, blocks of {block}: {:?}",
                &input[..40]
            );
        }
    }
}

/// Bytes similar enough to files of several dialects and shapes to reach all that is looked at.
fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "name,email,age\n",
        "name;email;age\r",
        "'name'|'email'|'age'\r\n",
        "email,,\nname,age,x\n",
        "sep=;\n",
        "Ann,a@b.c,30\n",
        "Ann;a@b.c;30\r",
        "'B, o'|b@b.c|31\r\n",
        "\"B\\\"o\",b@b.c,31\n",
        "\"Cy\nDi\",c@b.c,32\n",
        "\"",
        "'",
        "\\",
        ",,\n",
        ";;\r",
        "\n",
        "\r",
        " ",
        "é",
        "{\"name\":\"Ann\",\"email\":\"a@b.c\",\"age\":3e1}\n",
        "{\"users\":[",
        "[{",
        "]",
        "}",
        "\"more\":",
        "\u{1e}",
    ]);
    let bytes = prop_oneof![30 => piece.prop_map(|text| text.as_bytes().to_vec()), 1 => any::<Vec<u8>>()];
    (prop::collection::vec(bytes, 0..12), 0..6u8).prop_map(|(pieces, kind)| {
        let bytes = pieces.concat();
        match kind {
            0 => gzip(&bytes),
            1 => zstd(&bytes),
            2 => utf16(
                &format!("\u{feff}{}", String::from_utf8_lossy(&bytes)),
                u16::to_be_bytes,
            ),
            _ => bytes,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The comparison is in `read_by`.
    #[test]
    fn any_file_in_pieces_reads_as_in_one(
        input in any_file(),
        name in prop::sample::select(vec!["in", "in.csv", "in.json", "in.ndjson"]),
    ) {
        let _ = read_by(name, &input, &ReadingOptions::default());
    }

    #[test]
    fn any_file_by_options_in_pieces_reads_as_in_one(
        input in any_file(),
        delimiter in prop::option::of(prop::sample::select(vec![",", ";", "tab", "|"])),
        escape in prop::option::of(prop::sample::select(vec!["\\", "none"])),
        encoding in prop::option::of(prop::sample::select(vec!["windows-1252", "shift_jis", "utf-16le", "gb18030"])),
        no_header in any::<bool>(),
        skip_lines in prop::option::of(0..3u32),
    ) {
        let options = ReadingOptions {
            delimiter: delimiter.map(Into::into),
            escape: escape.map(Into::into),
            encoding: encoding.map(Into::into),
            no_header,
            skip_lines,
            columns: no_header.then(|| "name=1,email=2,age=3".into()),
            ..ReadingOptions::default()
        };
        let _ = read_by("in", &input, &options);
    }
}

/// Which fields are quoted.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    Necessary,
    Texts,
    All,
}

/// A table in a dialect, written as Python's `csv` does.
#[derive(Debug, Clone)]
struct Case {
    rows: Vec<[String; 3]>,
    delimiter: u8,
    quote: u8,
    style: Style,
    /// A quote in a quoted field is doubled; otherwise it is escaped, as backslashes are.
    double: bool,
    end: &'static str,
    title: bool,
}

fn case() -> impl Strategy<Value = Case> {
    let name = "[A-Za-zé][A-Za-zé' ,;|.\"\\\\\t-]{0,12}[a-zé]";
    let row = (name, 0..1000u32, 14..100u32)
        .prop_map(|(name, who, age)| [name, format!("u{who}@example.com"), age.to_string()]);
    let delimiter = prop::sample::select(b",;\t|".to_vec());
    let quote = prop::sample::select(b"\"'".to_vec());
    let style = prop_oneof![
        4 => Just(Style::Necessary),
        1 => Just(Style::Texts),
        1 => Just(Style::All),
    ];
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (
        prop::collection::vec(row, 1..30),
        delimiter,
        quote,
        style,
        any::<bool>(),
        end,
        any::<bool>(),
    )
        .prop_map(|(rows, delimiter, quote, style, double, end, title)| Case {
            rows,
            delimiter,
            quote,
            style,
            double,
            end,
            title,
        })
}

impl Case {
    fn field(&self, text: &str) -> String {
        let (delimiter, quote) = (char::from(self.delimiter), char::from(self.quote));
        let mut written = String::new();
        let mut is_quoted = match self.style {
            Style::Necessary => false,
            Style::Texts => text.parse::<u32>().is_err(),
            Style::All => true,
        };
        for one in text.chars() {
            if one == quote || (one == '\\' && !self.double) {
                written.push(if self.double { quote } else { '\\' });
            }
            is_quoted |= one == delimiter || one == '\n' || (one == quote && self.double);
            written.push(one);
        }
        if is_quoted {
            format!("{quote}{written}{quote}")
        } else {
            written
        }
    }

    fn row(&self, row: &[String; 3]) -> String {
        row.each_ref()
            .map(|text| self.field(text))
            .join(&char::from(self.delimiter).to_string())
            + self.end
    }

    fn text(&self) -> Vec<u8> {
        let header = ["name", "email", "age"].map(String::from);
        let title = if self.title {
            format!("Users of the year{}", self.end)
        } else {
            String::new()
        };
        let rows = self.rows.iter().map(|row| self.row(row));
        (title + &self.row(&header) + &rows.collect::<String>()).into_bytes()
    }
}

/// How many records a table has, and how many are read right; whether one is misread, and no note says so.
fn score(case: &Case) -> (usize, usize, bool) {
    let input = case.text();
    let reading = Rc::new(Reading::default());
    let (users, _, _, notes) = split("in.csv", &input, &reading, input.len(), 1 << 18).unwrap_or_default();
    let is_guess = notes.iter().any(|note| note.starts_with("a guess"));
    // A repeated address is a reject that was read right.
    let mut expected: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for [name, email, age] in &case.rows {
        if seen.insert(email.clone()) {
            expected.push(user(name.trim(), email, age.parse().unwrap()));
        }
    }
    let right = expected.iter().filter(|line| users.contains(line)).count();
    let wrong = users.iter().filter(|line| !expected.contains(line)).count();
    if wrong > 0 && !is_guess {
        println!("{case:?}\n{}\n{users:?}", String::from_utf8_lossy(&input));
    }
    (expected.len(), right, wrong > 0 && !is_guess)
}

#[test]
fn random_tables_in_random_dialects_are_read_without_options() {
    let cases: u32 = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1000);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut all, mut right, mut misread) = (0, 0, 0);
    for _ in 0..cases {
        let case = case().new_tree(&mut runner).unwrap().current();
        let (records, good, is_misread) = score(&case);
        (all, right, misread) = (all + records, right + good, misread + u32::from(is_misread));
    }
    println!("{right} of {all} records, {misread} of {cases} files misread without a note");
    assert_eq!(misread, 0, "{right} of {all}");
    assert!(right * 100 >= all * 99, "{right} of {all}");
}
