//! Workbooks made by hand, part by part.

use std::io::{Cursor, Write};

use workbook::error::WorkbookError;
use workbook::sheet::Sheet;
use zip::write::SimpleFileOptions;

/// More than any workbook of the tests unpacks to.
const LIMIT: u64 = 1 << 30;

/// The text of a sheet.
pub fn text(content: &[u8], sheet: Option<&str>) -> Result<String, WorkbookError> {
    let mut sheet = Sheet::open(content.to_vec(), sheet, LIMIT)?;
    let mut text = String::new();
    loop {
        let piece = sheet.read()?;
        if piece.is_empty() {
            return Ok(text);
        }
        text += &piece;
    }
}

/// A zip archive of these parts.
pub fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(content.as_bytes()).expect("its content");
    }
    archive.finish().expect("an archive").into_inner()
}

const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook with one sheet, whose rows are this XML, and with these shared strings.
pub fn workbook(rows: &str, shared_strings: &str) -> Vec<u8> {
    let book = format!(
        r#"<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let package = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>"#);
    archive(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &package),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/sharedStrings.xml", shared_strings),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

pub const NO_STRINGS: &str = "<sst/>";
