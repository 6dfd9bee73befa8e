//! A row as a CSV record: RFC 4180, LF, quotes only where they are needed.

use std::io::Write;

use crate::fault::Fault;
use crate::names::WORDS_FOR_AGE;
use crate::rows::Row;

pub const HEADER: &[u8] = b"name,email,age\n";

pub fn append(block: &mut Vec<u8>, row: &Row) {
    match row.fault {
        Some(Fault::Malformed) => append_with_stray_text(block, row),
        _ => append_field(block, &row.name),
    }
    block.push(b',');
    block.extend_from_slice(&row.email);
    if row.fault == Some(Fault::Fields) && row.variant.is_multiple_of(2) {
        block.push(b'\n');
        return;
    }
    block.push(b',');
    append_age(block, row);
    if row.fault == Some(Fault::Fields) {
        block.extend_from_slice(b",yes");
    }
    block.push(b'\n');
}

fn append_age(block: &mut Vec<u8>, row: &Row) {
    let Row { age, variant, .. } = *row;
    match row.fault {
        Some(Fault::AgeNegative) => write!(block, "-{age}"),
        Some(Fault::AgeDecimal) => write!(block, "{age}.5"),
        Some(Fault::AgeTooLarge) => write!(block, "{}", (1 << 32) + u64::from(variant)),
        Some(Fault::AgeWord) => block.write_all(WORDS_FOR_AGE[variant as usize % WORDS_FOR_AGE.len()].as_bytes()),
        Some(Fault::AgeBlank) => block.write_all(&b"  "[..variant as usize % 3]),
        _ => write!(block, "{age}"),
    }
    .expect("a Vec accepts everything");
}

fn append_field(block: &mut Vec<u8>, value: &[u8]) {
    if value.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        append_quoted(block, value);
    } else {
        block.extend_from_slice(value);
    }
}

fn append_quoted(block: &mut Vec<u8>, value: &[u8]) {
    block.push(b'"');
    for &byte in value {
        if byte == b'"' {
            block.push(b'"');
        }
        block.push(byte);
    }
    block.push(b'"');
}

/// The name's quote closes too early, as if written by hand: `"Ana" Silva`.
fn append_with_stray_text(block: &mut Vec<u8>, row: &Row) {
    append_quoted(block, &row.name);
    block.extend_from_slice(if row.variant.is_multiple_of(2) { b" Jr" } else { b"x" });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::written;

    fn record(name: &str, fault: Option<Fault>, variant: u32) -> String {
        written(append, name, fault, variant)
    }

    #[test]
    fn a_plain_name_has_no_quotes() {
        assert_eq!(record("Ana Silva", None, 0), "Ana Silva,ana@example.com,36\n");
    }

    #[test]
    fn commas_quotes_and_line_breaks_are_quoted() {
        assert_eq!(record("Silva, Ana", None, 0), "\"Silva, Ana\",ana@example.com,36\n");
        assert_eq!(
            record("Ana \"Pip\" Silva", None, 0),
            "\"Ana \"\"Pip\"\" Silva\",ana@example.com,36\n"
        );
        assert_eq!(record("Ana\nSilva", None, 0), "\"Ana\nSilva\",ana@example.com,36\n");
    }

    #[test]
    fn each_fault_of_the_format_has_its_form() {
        let of = |fault, variant| record("Ana Silva", Some(fault), variant);
        assert_eq!(of(Fault::AgeNegative, 0), "Ana Silva,ana@example.com,-36\n");
        assert_eq!(of(Fault::AgeDecimal, 0), "Ana Silva,ana@example.com,36.5\n");
        assert_eq!(of(Fault::AgeTooLarge, 5), "Ana Silva,ana@example.com,4294967301\n");
        assert_eq!(of(Fault::AgeWord, 1), "Ana Silva,ana@example.com,unknown\n");
        assert_eq!(of(Fault::AgeBlank, 0), "Ana Silva,ana@example.com,\n");
        assert_eq!(of(Fault::AgeBlank, 2), "Ana Silva,ana@example.com,  \n");
        assert_eq!(of(Fault::Fields, 0), "Ana Silva,ana@example.com\n");
        assert_eq!(of(Fault::Fields, 1), "Ana Silva,ana@example.com,36,yes\n");
        assert_eq!(of(Fault::Malformed, 0), "\"Ana Silva\" Jr,ana@example.com,36\n");
        assert_eq!(of(Fault::Malformed, 1), "\"Ana Silva\"x,ana@example.com,36\n");
    }
}
