//! Writes a line of CSV: RFC 4180, but it ends in LF as in all other output, which spreadsheets read as well.

use std::borrow::Cow;

use crate::cells::Content;
use crate::csv::added::is_risky;
use crate::json_writer::{write_json, write_number};
use crate::ndjson_writer::write_members;

/// A line that is being written.
pub struct Row<'a> {
    out: &'a mut Vec<u8>,
    has_formula_guard: bool,
    is_first: bool,
}

impl<'a> Row<'a> {
    pub fn start(out: &'a mut Vec<u8>, has_formula_guard: bool) -> Row<'a> {
        Row {
            out,
            has_formula_guard,
            is_first: true,
        }
    }

    pub fn text(&mut self, value: &str) {
        self.comma();
        let is_guarded = self.has_formula_guard && is_risky(value);
        // White space at an end and a byte order mark could be taken for something else.
        let is_quoted = value.contains([',', '"', '\r', '\n'])
            || value.starts_with([' ', '\t', '\u{feff}'])
            || value.ends_with([' ', '\t']);
        match (is_quoted, is_guarded) {
            (false, false) => {}
            (false, true) => self.out.push(b'\''),
            (true, false) => self.out.push(b'"'),
            (true, true) => self.out.extend_from_slice(b"\"'"),
        }
        if !is_quoted {
            self.out.extend_from_slice(value.as_bytes());
            return;
        }
        for (at, part) in value.split('"').enumerate() {
            if at > 0 {
                self.out.extend_from_slice(b"\"\"");
            }
            self.out.extend_from_slice(part.as_bytes());
        }
        self.out.push(b'"');
    }

    pub fn number(&mut self, value: u64) {
        self.comma();
        write_number(self.out, value);
    }

    /// Text, or a value of JSON: a string as its text, null as nothing.
    pub fn content(&mut self, value: Option<&Content>) {
        match value {
            None | Some(Content::Json("null")) => self.text(""),
            Some(Content::Text(text)) => self.text(text),
            Some(Content::Json(json)) => match serde_json::from_str::<String>(json) {
                Ok(text) => self.text(&text),
                Err(_) => {
                    let mut text = Vec::new();
                    write_json(&mut text, json);
                    self.text(&String::from_utf8_lossy(&text));
                }
            },
        }
    }

    /// A JSON object with some of the values.
    pub fn rest(&mut self, others: &[(Cow<str>, Content)], rest: &[usize]) {
        let mut object = Vec::new();
        for (at, other) in rest.iter().enumerate() {
            object.push(if at == 0 { b'{' } else { b',' });
            write_members(&mut object, std::slice::from_ref(&others[*other]), false);
        }
        if !rest.is_empty() {
            object.push(b'}');
        }
        self.text(&String::from_utf8_lossy(&object));
    }

    fn comma(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.out.push(b',');
        }
    }

    pub fn end(self) {
        self.out.push(b'\n');
    }
}
