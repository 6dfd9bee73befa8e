//! What a file is, by its first bytes and the names of its parts, before calamine reads it.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::content::Content;
use crate::error::WorkbookError;

const ZIP: &[u8] = b"PK";
/// Compound files hold old workbooks and encrypted new ones. The names in them are UTF-16.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const IN_COMPOUND: [(&str, &str); 3] = [
    ("Workbook", "an old workbook (.xls)"),
    ("Book", "an old workbook (.xls)"),
    ("WordDocument", "an old Word document"),
];
/// What else is a zip archive, by how the name of a part begins.
const IN_ZIP: [(&str, &str); 6] = [
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("word/", "a Word document"),
    ("ppt/", "a presentation"),
    ("index/document.iwa", "a Numbers or Pages document"),
    ("content.xml", "an OpenDocument file, such as .ods"),
    ("meta-inf/manifest.mf", "a Java archive"),
];
const CONTENT_TYPES: &str = "[content_types].xml";
const SHARED_STRINGS: &str = "sharedstrings.xml";
/// How many shared strings may be announced. calamine makes room for all of them before it reads the first.
const MOST_STRINGS: u64 = 16 << 20;

/// Checks that the content is a workbook that calamine can read without harm.
pub fn check(content: &Content, max_unpacked_bytes: u64) -> Result<(), WorkbookError> {
    let bytes = content.bytes();
    if bytes.starts_with(COMPOUND) {
        return Err(compound(bytes));
    }
    if !bytes.starts_with(ZIP) {
        return Err(WorkbookError::OtherFile("neither a zip archive nor a workbook"));
    }
    let mut archive = ZipArchive::new(content.clone()).map_err(|error| of_archive(content, &error))?;
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.replace('\\', "/").to_ascii_lowercase())
        .collect();
    let other = IN_ZIP
        .iter()
        .find(|(start, _)| names.iter().any(|name| name.starts_with(start)));
    if let Some((_, what)) = other {
        return Err(WorkbookError::OtherFile(what));
    }
    if !names.iter().any(|name| name == CONTENT_TYPES) {
        return Err(WorkbookError::OtherFile("a zip archive without a workbook"));
    }
    let mut unpacked = 0u64;
    for (part, name) in names.iter().enumerate() {
        let file = match archive.by_index(part) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(WorkbookError::Encrypted),
            Err(error) => return Err(of_archive(content, &error)),
        };
        unpacked = unpacked.saturating_add(file.size());
        if unpacked > max_unpacked_bytes {
            return Err(WorkbookError::UnpacksToTooMuch);
        }
        if name.ends_with(SHARED_STRINGS) {
            let announced = announced(file);
            if content.has_exceeded() || announced > MOST_STRINGS {
                return Err(WorkbookError::NeedsTooMuchMemory);
            }
        }
    }
    Ok(())
}

fn of_archive(content: &Content, error: &ZipError) -> WorkbookError {
    match content.has_exceeded() {
        true => WorkbookError::NeedsTooMuchMemory,
        false => WorkbookError::Damaged(format!("the zip archive can't be read: {error}")),
    }
}

fn compound(bytes: &[u8]) -> WorkbookError {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    };
    if has("EncryptedPackage") {
        return WorkbookError::Encrypted;
    }
    let known = IN_COMPOUND.iter().find(|(name, _)| has(name));
    WorkbookError::OtherFile(known.map_or("a file of an old Office program", |(_, what)| what))
}

/// How many shared strings a part announces. Whatever is wrong with it is reported by calamine.
fn announced(file: impl Read) -> u64 {
    let mut xml = Reader::from_reader(BufReader::new(file));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == b"sst" => {
                let mut attributes = element.attributes();
                attributes.with_checks(false);
                let counts = attributes.flatten().filter(|one| one.key.as_ref() == b"uniqueCount");
                let counts = counts.filter_map(|one| str::from_utf8(&one.value).ok()?.parse().ok());
                return counts.max().unwrap_or(0);
            }
            Ok(Event::Eof) | Err(_) => return 0,
            Ok(_) => {}
        }
    }
}
