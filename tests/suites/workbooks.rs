//! Workbooks through both hosts: bombs, a composition that reads none, and the way through a spreadsheet and back.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::host::{Answer, Host};
use tests::http::Exchange;
use tests::server::Server;
use tests::{checkout, skip};

/// Writes a workbook with one sheet. Its arguments are the file, the MiB of white space in a shared string, those between
/// the rows, and the rows.
const WRITER: &str = r#"
import sys, zipfile
file, text, between, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
package = "http://schemas.openxmlformats.org/package/2006/relationships"
mebibyte = b" " * (1 << 20)

def relation(kind, target):
    return f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/></Relationships>'

def part(name, before, count, after):
    with archive.open(name, "w") as out:
        out.write(before.encode())
        for _ in range(count):
            out.write(mebibyte)
        out.write(after.encode())

with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("[Content_Types].xml", "<Types/>")
    archive.writestr("_rels/.rels", relation("officeDocument", "xl/workbook.xml"))
    sheets = '<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets>'
    archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>')
    archive.writestr("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml"))
    part("xl/sharedStrings.xml", f'<sst xmlns="{main}"><si><t xml:space="preserve">', text, "</t></si></sst>")
    part("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>', between, rows + "</sheetData></worksheet>")
"#;

fn workbook(file: &Path, text: usize, between: usize) {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = [["name", "email", "age"], ["Ann Lee", "ann@example.com", "30"]];
    let rows: String = rows
        .iter()
        .map(|row| format!("<row>{}</row>", row.map(cell).concat()))
        .collect();
    let output = Command::new("python3")
        .args(["-c", WRITER])
        .arg(file)
        .args([text.to_string(), between.to_string(), rows])
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs a good file and then this one on each host. Checks that the run fails by this one alone, and returns the message.
fn fails(folder: &Path, host: Host, file: &str, options: &[&str]) -> String {
    fs::write(folder.join("good.csv"), "name,email,age\nBo Chen,bo@example.com,41\n").expect("a file");
    let arguments = [["run", "good.csv", file, "--out", "out"].as_slice(), options].concat();
    let Answer { code, stdout, stderr } = host.call(folder, &arguments);
    assert_eq!((code, stdout.as_str()), (2, ""), "{}: {stderr}", host.name());
    assert!(!folder.join("out").exists(), "{}: there is output", host.name());
    // A notice may come first: a new composition is compiled once.
    let last = stderr.lines().last().unwrap_or_default();
    let message = last.strip_prefix("error: ").and_then(|rest| rest.strip_prefix(file));
    let message = message.unwrap_or_else(|| panic!("{}: another input is blamed: {stderr}", host.name()));
    // The next run is right.
    let answer = host.call(folder, &["run", "good.csv", "--out", "out", "--quiet"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", host.name());
    fs::remove_dir_all(folder.join("out")).expect("there is output");
    message.into()
}

#[test]
fn a_bomb_is_an_error_of_its_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    workbook(&file("string.xlsx"), 1 << 10, 0);
    workbook(&file("between.xlsx"), 0, 1 << 10);
    let size = fs::metadata(file("string.xlsx")).expect("it was written").len();
    assert!(size < 2 << 20, "found {size} bytes");
    for host in Host::ALL {
        for name in ["string.xlsx", "between.xlsx"] {
            assert_eq!(
                fails(folder.path(), host, name, &[]),
                ":1:1: cannot read the workbook: found more text than fits into the memory for a workbook, expected less; \
                 save the sheet as CSV, which has no such limit"
            );
            // The sizes in the file are enough to know.
            assert_eq!(
                fails(folder.path(), host, name, &["--max-unpacked-bytes", "1000000"]),
                ":1:1: cannot read the input: found more than 1000000 bytes after unpacking, expected at most that many \
                 (option `--max-unpacked-bytes`)"
            );
        }
    }
}

/// The sizes that an archive states are believed by nobody.
#[test]
fn a_bomb_that_hides_its_size_is_an_error_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hidden.xlsx");
    workbook(&path, 1 << 10, 0);
    let mut content = fs::read(&path).expect("it was written");
    let stated = ((1u32 << 30) + 100).to_le_bytes();
    let mut changed = 0;
    for at in 0..content.len() - 4 {
        let size = u32::from_le_bytes(content[at..at + 4].try_into().expect("four bytes"));
        if (1 << 30..u32::from_le_bytes(stated) + 1000).contains(&size) {
            content[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
            changed += 1;
        }
    }
    assert!(changed >= 2, "the sizes weren't found");
    fs::write(&path, content).expect("a file");
    for host in Host::ALL {
        let message = fails(folder.path(), host, "hidden.xlsx", &["--max-unpacked-bytes", "100000"]);
        assert!(message.contains("cannot read the"), "{message}");
    }
}

#[test]
fn the_component_s_own_memory_is_limited() {
    let output = Command::new("wasm-tools")
        .arg("print")
        .arg(checkout("build/workbook.wasm"))
        .output();
    let text = String::from_utf8(output.expect("there is wasm-tools").stdout).expect("text");
    let memories: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("(memory (;"))
        .collect();
    let [memory] = memories.as_slice() else {
        panic!("found {memories:?}");
    };
    // In pages of 64 KiB.
    assert!(memory.ends_with(" 16384)"), "{memory}");
}

#[test]
fn a_composition_can_leave_workbooks_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let with = format!("workbook={}", checkout("build/textonly.wasm").display());
    let out = folder.path().to_str().expect("a path");
    let arguments = ["--with", &with, "--only", "pipeline", "--out", out];
    let answer = tests::composition::compose_with(&checkout(""), &arguments);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let size = |path: &Path| fs::metadata(path).expect("it was built").len();
    let composed = folder.path().join("pipeline.wasm");
    let saved = size(&checkout("build/pipeline.wasm")) - size(&composed);
    assert!(saved > 200_000, "only {saved} bytes are saved");
    workbook(&folder.path().join("in.xlsx"), 0, 0);
    for host in Host::ALL {
        let message = fails(folder.path(), host, "in.xlsx", &["--component", "pipeline.wasm"]);
        assert_eq!(
            message,
            ":1:1: cannot read the input: found a workbook or zip archive, which this composition doesn't read, expected \
             text; save the sheet as CSV, or compose with `workbook`"
        );
    }
}

#[test]
fn a_workbook_is_validated_over_http() {
    const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("in.xlsx");
    workbook(&path, 0, 0);
    let server = Server::pipeline(&["--quiet"]);
    let reply = server.send(&Exchange::post(
        "/validate",
        TYPE,
        fs::read(&path).expect("it was written"),
    ));
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.body.contains("\"accepted\":1"), "{}", reply.body);
    let reply = server.send(&Exchange::post("/validate", TYPE, b"PK\x03\x04".to_vec()));
    assert_eq!(reply.status, 400, "{}", reply.body);
    assert!(
        reply.body.contains("a workbook or zip archive that can't be opened"),
        "{}",
        reply.body
    );
}

/// A person opens a file in a spreadsheet, saves it as a workbook, imports it, corrects `rejects.csv` in the spreadsheet, and
/// imports that.
#[test]
fn rejects_are_corrected_in_libreoffice() {
    let found = Command::new(checkout("toolchain/libreoffice"))
        .output()
        .expect("a shell");
    if !found.status.success() {
        return skip(String::from_utf8_lossy(&found.stderr).trim());
    }
    let office = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    // Opens CSV with commas and double quotes in UTF-8, and saves a workbook.
    let convert = |name: &str| {
        let output = Command::new(&office)
            .current_dir(folder)
            .args([
                &profile,
                "--headless",
                "--infilter=CSV:44,34,76",
                "--convert-to",
                "xlsx",
            ])
            .arg(format!("{name}.csv"))
            .output()
            .expect("LibreOffice starts");
        let written = format!("{name}.xlsx");
        assert!(folder.join(&written).exists(), "{output:?}");
        written
    };
    let rows = "Joined,Full name,E-Mail,Age\n\
        2026-01-02,Ann Lee,ann@example.com,30\n\
        2026-01-03,\"Bo, the second\",bo@example,41\n\
        ,Cy Diaz,cy@example.com,seven\n\
        2026-01-05,Dj\u{f8}rn \"D\" Ek,djorn@example.com,52\n";
    fs::write(folder.join("users.csv"), rows).expect("a file");
    let input = convert("users");
    for host in Host::ALL {
        let (first, second, corrected) = (
            format!("{}-first", host.name()),
            format!("{}-second", host.name()),
            format!("{}-corrected", host.name()),
        );
        let run = |file: &str, out: &str| {
            let columns = "name=Full name,email=E-Mail";
            let options = ["--output", "csv", "--columns", columns, "--quiet"];
            host.call(folder, &[["run", file, "--out", out].as_slice(), &options].concat())
        };
        let read = |out: &str, name: &str| fs::read_to_string(folder.join(out).join(name)).expect("output");
        let answer = run(&input, &first);
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        let rejects = read(&first, "rejects.csv");
        assert!(rejects.contains(",41,3,email: "), "{rejects}");
        let rejects = rejects.replace("bo@example,", "bo@example.com,").replace("seven", "17");
        fs::write(folder.join(format!("{corrected}.csv")), rejects).expect("a file");
        let answer = run(&convert(&corrected), &second);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let users = [&first, &second].map(|out| read(out, "users.csv"));
        for (users, names) in users
            .iter()
            .zip([["Ann Lee", "Dj\u{f8}rn"], ["Bo, the second", "Cy Diaz"]])
        {
            assert_eq!(users.lines().count(), 3, "{users}");
            assert!(names.iter().all(|name| users.contains(name)), "{users}");
        }
    }
}
