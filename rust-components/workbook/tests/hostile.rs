//! Files that aren't workbooks, and workbooks that mean harm: each is an error, and none a panic.

mod support;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use support::{NO_STRINGS, archive, text, workbook};
use workbook::error::WorkbookError;
use workbook::sheet::Sheet;

fn other(content: &[u8]) -> &'static str {
    match text(content, None) {
        Err(WorkbookError::OtherFile(what)) => what,
        found => panic!("found {found:?}"),
    }
}

#[track_caller]
fn damaged(content: &[u8], what: &str) {
    match text(content, None) {
        Err(WorkbookError::Damaged(found)) => assert!(found.contains(what), "{found}"),
        found => panic!("found {found:?}"),
    }
}

#[test]
fn other_files_are_named() {
    assert_eq!(other(b"name,email,age\n"), "neither a zip archive nor a workbook");
    assert_eq!(
        other(&archive(&[("users.csv", "name")])),
        "a zip archive without a workbook"
    );
    assert_eq!(other(&archive(&[])), "a zip archive without a workbook");
    let open_document = archive(&[("mimetype", ""), ("content.xml", ""), ("META-INF/manifest.xml", "")]);
    assert_eq!(other(&open_document), "an OpenDocument file, such as .ods");
    let types = "[Content_Types].xml";
    assert_eq!(
        other(&archive(&[(types, ""), ("word/document.xml", "")])),
        "a Word document"
    );
    let binary = archive(&[(types, ""), ("xl/workbook.bin", "")]);
    assert_eq!(other(&binary), "a binary workbook (.xlsb)");
}

/// A compound file that has a stream of this name.
fn compound(name: &str) -> Vec<u8> {
    let mut content = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    content.resize(512, 0);
    content.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    content
}

#[test]
fn old_and_encrypted_workbooks_are_told_apart() {
    assert_eq!(text(&compound("EncryptedPackage"), None), Err(WorkbookError::Encrypted));
    assert_eq!(other(&compound("Workbook")), "an old workbook (.xls)");
    assert_eq!(other(&compound("Something")), "a file of an old Office program");
}

#[test]
fn damage_is_reported() {
    damaged(b"PK\x03\x04 and no more", "the zip archive can't be read");
    let good = workbook("<row><c><v>1</v></c></row>", NO_STRINGS);
    damaged(&good[..good.len() / 2], "the zip archive can't be read");
    damaged(&archive(&[("[Content_Types].xml", "<Types/>")]), "");
    damaged(
        &workbook("<row><c t=\"s\"><v>7</v></c></row>", NO_STRINGS),
        "shared strings",
    );
    damaged(&workbook("<row><c><v>1</v></row>", NO_STRINGS), "");
    let rows = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    damaged(&workbook(rows, NO_STRINGS), "the cells aren't in order");
    for cell in ["A1048577", "XFE1", "A5000000000"] {
        let rows = format!("<row><c r=\"{cell}\"><v>1</v></c></row>");
        let found = text(&workbook(&rows, NO_STRINGS), None);
        assert!(matches!(found, Err(WorkbookError::Damaged(_))), "{cell}: {found:?}");
    }
}

#[test]
fn entities_are_not_expanded() {
    let sheet = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let rows = "<row><c t=\"inlineStr\"><is><t>&b;</t></is></c></row>";
    let found = text(&workbook(rows, &format!("{sheet}{NO_STRINGS}")), None);
    assert!(found.is_err() || !found.unwrap().contains("aaaa"));
}

#[test]
fn sizes_are_limited_before_anything_is_unpacked() {
    let content = workbook(&"<row/>".repeat(100_000), NO_STRINGS);
    assert!(content.len() < 10_000);
    assert_eq!(
        Sheet::open(content.clone(), None, 100_000).err(),
        Some(WorkbookError::UnpacksToTooMuch)
    );
    assert!(Sheet::open(content, None, 1_000_000).is_ok());
}

#[test]
fn announced_strings_get_no_room_in_advance() {
    for before in ["", "<!-- <sst> -->", &format!("<!--{}-->", " ".repeat(1 << 20))] {
        for count in [u64::from(u32::MAX), u64::MAX, 1 << 25] {
            let strings = format!("{before}<sst uniqueCount=\"{count}\"></sst>");
            let found = text(&workbook("<row/>", &strings), None);
            assert_eq!(found, Err(WorkbookError::NeedsTooMuchMemory), "{count}");
        }
    }
}

/// Empty rows and columns are written piece by piece.
#[test]
fn a_sparse_sheet_is_read_in_pieces() {
    let rows: String = (1..=1000)
        .map(|row| format!("<row><c r=\"XFD{row}\"><v>1</v></c></row>"))
        .collect();
    let mut sheet = Sheet::open(workbook(&rows, NO_STRINGS), None, 1 << 30).expect("a sheet");
    let mut pieces = 0;
    loop {
        let piece = sheet.read().expect("a piece");
        assert!(piece.len() < 300_000, "found {} bytes", piece.len());
        if piece.is_empty() {
            break;
        }
        pieces += 1;
    }
    assert!(pieces > 50, "found {pieces}");
}

proptest! {
    /// Whatever bytes are changed, there is text or an error.
    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20), cut: prop::sample::Index) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "name").expect("text");
        sheet.write(1, 0, 30).expect("a number");
        let mut content = book.save_to_buffer().expect("a workbook");
        for (at, byte) in &changes {
            let at = at.index(content.len());
            content[at] = *byte;
        }
        let _ = text(&content, None);
        content.truncate(cut.index(content.len()));
        let _ = text(&content, None);
    }

    /// The same for the XML of sheet and strings, which damage in the archive would hide.
    #[test]
    fn changed_xml_never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), 0x20..0x7Fu8), 1..8)) {
        let change = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            String::from_utf8(bytes).expect("ASCII")
        };
        let rows = change("<row r=\"1\"><c r=\"A1\" t=\"s\" s=\"1\"><v>0</v></c><c r=\"B1\"><f>1+1</f><v>2</v></c></row>");
        let strings = change("<sst count=\"1\" uniqueCount=\"1\"><si><t>text</t></si></sst>");
        let _ = text(&workbook(&rows, &strings), None);
    }
}
