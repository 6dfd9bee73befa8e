//! Writes JSON.

use std::io::Write;

use escape::{JsonEscape, is_invisible, starts_invisible};

/// Writes a user as a JSON object.
pub fn write_object(out: &mut Vec<u8>, name: &str, email: &str, age: u32) {
    out.extend_from_slice(b"{\"name\":");
    write_string(out, name);
    out.extend_from_slice(b",\"email\":");
    write_string(out, email);
    out.extend_from_slice(b",\"age\":");
    write_number(out, age.into());
    out.push(b'}');
}

/// Writes a text as JSON. Invisible characters are escaped too, so that they do nothing to a terminal or an editor.
pub fn write_string(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    let mut written = 0;
    for (at, &byte) in value.as_bytes().iter().enumerate() {
        if !matches!(byte, b'"' | b'\\') && !starts_invisible(byte) {
            continue;
        }
        let Some(character) = value[at..].chars().next() else {
            break;
        };
        if !matches!(character, '"' | '\\') && !is_invisible(character) {
            continue;
        }
        out.extend_from_slice(&value.as_bytes()[written..at]);
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            _ => write!(out, "{}", JsonEscape(character)).expect("writing to memory cannot fail"),
        }
        written = at + character.len_utf8();
    }
    out.extend_from_slice(&value.as_bytes()[written..]);
    out.push(b'"');
}

/// Writes a JSON value on one line, with invisible characters escaped.
pub fn write_json(out: &mut Vec<u8>, json: &str) {
    let (mut is_inside, mut is_escaped) = (false, false);
    for character in json.chars() {
        if is_inside {
            match character {
                _ if is_invisible(character) => {
                    write!(out, "{}", JsonEscape(character)).expect("writing to memory cannot fail");
                }
                _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            is_inside = character != '"' || is_escaped;
            is_escaped = character == '\\' && !is_escaped;
        } else if !character.is_ascii_whitespace() {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            is_inside = character == '"';
        }
    }
}

pub fn write_number(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}
