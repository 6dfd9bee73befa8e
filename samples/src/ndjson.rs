//! A row as a line of NDJSON. Only the characters that JSON requires to be escaped are escaped.

use std::io::Write;

use crate::fault::Fault;
use crate::names::WORDS_FOR_AGE;
use crate::rows::Row;

pub fn append(block: &mut Vec<u8>, row: &Row) {
    let odd = !row.variant.is_multiple_of(2);
    block.extend_from_slice(b"{\"name\":");
    append_string(block, &row.name);
    // The line is broken here, or by being cut off below.
    let comma: &[u8] = if row.fault == Some(Fault::Malformed) && odd {
        b""
    } else {
        b","
    };
    block.extend_from_slice(comma);
    block.extend_from_slice(b"\"email\":");
    append_string(block, &row.email);
    match row.fault {
        Some(Fault::Fields) if !odd => block.extend_from_slice(b"}\n"),
        Some(Fault::Malformed) if !odd => block.extend_from_slice(b",\"age\n"),
        _ => {
            block.extend_from_slice(b",\"age\":");
            append_age(block, row);
            if row.fault == Some(Fault::Fields) {
                block.extend_from_slice(b",\"name\":");
                append_string(block, &row.name);
            }
            block.extend_from_slice(b"}\n");
        }
    }
}

fn append_age(block: &mut Vec<u8>, row: &Row) {
    let Row { age, variant, .. } = *row;
    match row.fault {
        Some(Fault::AgeNegative) => write!(block, "-{age}"),
        Some(Fault::AgeDecimal) => write!(block, "{age}.5"),
        Some(Fault::AgeTooLarge) => write!(block, "{}", (1 << 32) + u64::from(variant)),
        Some(Fault::AgeWord) => write!(block, "\"{}\"", WORDS_FOR_AGE[variant as usize % WORDS_FOR_AGE.len()]),
        Some(Fault::AgeBlank) => block.write_all(b"null"),
        _ => write!(block, "{age}"),
    }
    .expect("a Vec accepts everything");
}

fn append_string(block: &mut Vec<u8>, value: &[u8]) {
    block.push(b'"');
    for &byte in value {
        match byte {
            b'"' | b'\\' => block.extend_from_slice(&[b'\\', byte]),
            b'\n' => block.extend_from_slice(b"\\n"),
            0..0x20 => write!(block, "\\u{byte:04x}").expect("a Vec accepts everything"),
            _ => block.push(byte),
        }
    }
    block.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::written;

    fn record(name: &str, fault: Option<Fault>, variant: u32) -> String {
        written(append, name, fault, variant)
    }

    #[test]
    fn a_good_row_is_one_object() {
        assert_eq!(
            record("Søren", None, 0),
            "{\"name\":\"Søren\",\"email\":\"ana@example.com\",\"age\":36}\n"
        );
    }

    #[test]
    fn what_json_needs_escaped_is_escaped() {
        let line = record("a\"b\\c\nd\te", None, 0);
        assert!(line.starts_with(r#"{"name":"a\"b\\c\nd\u0009e","#), "{line}");
    }

    #[test]
    fn each_fault_of_the_format_has_its_form() {
        let of = |fault, variant| record("Ana", Some(fault), variant).replace("\"email\":\"ana@example.com\"", "E");
        assert_eq!(of(Fault::AgeNegative, 0), "{\"name\":\"Ana\",E,\"age\":-36}\n");
        assert_eq!(of(Fault::AgeDecimal, 0), "{\"name\":\"Ana\",E,\"age\":36.5}\n");
        assert_eq!(of(Fault::AgeTooLarge, 5), "{\"name\":\"Ana\",E,\"age\":4294967301}\n");
        assert_eq!(of(Fault::AgeWord, 1), "{\"name\":\"Ana\",E,\"age\":\"unknown\"}\n");
        assert_eq!(of(Fault::AgeBlank, 0), "{\"name\":\"Ana\",E,\"age\":null}\n");
        assert_eq!(of(Fault::Fields, 0), "{\"name\":\"Ana\",E}\n");
        assert_eq!(
            of(Fault::Fields, 1),
            "{\"name\":\"Ana\",E,\"age\":36,\"name\":\"Ana\"}\n"
        );
        assert_eq!(of(Fault::Malformed, 0), "{\"name\":\"Ana\",E,\"age\n");
        assert_eq!(of(Fault::Malformed, 1), "{\"name\":\"Ana\"E,\"age\":36}\n");
    }
}
