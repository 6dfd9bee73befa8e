//! Writes users and rejects as NDJSON.

use std::borrow::Cow;

use crate::batch::{Batch, Span, TextColumn};
use crate::cells::{Content, Cutter};
use crate::encode::{Form, Rejected};
use crate::json_writer::{write_json, write_number, write_string};
use crate::scan::escapes;

/// The keys of a user.
pub const KEYS: [&str; 4] = ["id", "name", "email", "age"];

/// Users with these keys, and nothing else.
pub struct NdjsonForm<'a> {
    names: Column<'a>,
    emails: Column<'a>,
    ages: &'a [u32],
    block: &'a [u8],
    /// The name of the input, if rejects contain it.
    input: Option<&'a str>,
}

impl<'a> NdjsonForm<'a> {
    /// `block` is what the spans of the batch refer to.
    pub fn new(batch: &'a Batch, block: &'a [u8], input: Option<&'a str>) -> Self {
        NdjsonForm {
            names: Column::new(&batch.names),
            emails: Column::new(&batch.emails),
            ages: &batch.ages,
            block,
            input,
        }
    }

    /// A user without its closing brace.
    #[inline(always)]
    fn open_user(&mut self, row: usize, id: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"id\":\"");
        // An id needs no escapes: see create-user in my:user-service.
        out.extend_from_slice(id.as_bytes());
        out.extend_from_slice(b"\",\"name\":");
        self.names.write(row, out);
        out.extend_from_slice(b",\"email\":");
        self.emails.write(row, out);
        out.extend_from_slice(b",\"age\":");
        write_number(out, self.ages[row].into());
    }
}

impl Form for NdjsonForm<'_> {
    #[inline(always)]
    fn user(&mut self, row: usize, id: &str, out: &mut Vec<u8>) {
        self.open_user(row, id, out);
        out.extend_from_slice(b"}\n");
    }

    #[inline(always)]
    fn reject(&mut self, rejected: &Rejected, out: &mut Vec<u8>) {
        write_reject(self.block, self.input, rejected, out);
    }
}

#[inline(never)]
fn write_reject(block: &[u8], input: Option<&str>, rejected: &Rejected, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"record\":");
    write_number(out, rejected.number);
    if let Some(input) = input {
        out.extend_from_slice(b",\"input\":");
        write_string(out, input);
    }
    let Span { start, end, line } = *rejected.span;
    out.extend_from_slice(b",\"line\":");
    write_number(out, line);
    out.extend_from_slice(b",\"raw\":");
    let raw = &block[start as usize..end as usize];
    write_string(out, &String::from_utf8_lossy(raw));
    if let Some(bytes) = rejected.bytes {
        out.extend_from_slice(b",\"base64\":");
        write_string(out, bytes);
    }
    out.extend_from_slice(b",\"errors\":[");
    for (at, error) in rejected.errors.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"field\":" } else { b",{\"field\":" });
        write_string(out, &error.field);
        out.extend_from_slice(b",\"message\":");
        match error.found {
            None => write_string(out, &error.message),
            Some(_) => write_string(out, &error.to_string()),
        }
        out.push(b'}');
    }
    out.extend_from_slice(b"]}\n");
}

/// The same with the other columns or keys.
pub struct KeptForm<'a> {
    pub plain: NdjsonForm<'a>,
    pub spans: &'a [Span],
    pub cutter: &'a mut Cutter,
}

impl Form for KeptForm<'_> {
    fn user(&mut self, row: usize, id: &str, out: &mut Vec<u8>) {
        self.plain.open_user(row, id, out);
        let Span { start, end, .. } = self.spans[row];
        let record = &self.plain.block[start as usize..end as usize];
        if let Some(cells) = self.cutter.cut(record) {
            write_members(out, &cells.others, true);
        }
        out.extend_from_slice(b"}\n");
    }

    fn reject(&mut self, rejected: &Rejected, out: &mut Vec<u8>) {
        self.plain.reject(rejected, out);
    }
}

/// SQLite reads JSON of at most 1,000 levels.
const MOST_LEVELS: usize = 500;

/// The other columns or keys of each record, as a JSON object. A value with more levels than a store can read becomes a
/// string.
pub fn kept_columns(spans: &[Span], block: &[u8], cutter: &mut Cutter) -> Vec<String> {
    let of_record = |&Span { start, end, .. }: &Span| {
        let mut cells = cutter.cut(&block[start as usize..end as usize]);
        let others = cells.as_mut().map_or(&mut [][..], |cells| &mut cells.others);
        for (_, value) in others.iter_mut() {
            if let Content::Json(json) = *value
                && levels(json) > MOST_LEVELS
            {
                *value = Content::Text(Cow::Borrowed(json));
            }
        }
        let mut object = b"{".to_vec();
        write_members(&mut object, others, false);
        object.push(b'}');
        String::from_utf8_lossy(&object).into_owned()
    };
    spans.iter().map(of_record).collect()
}

/// How deep the arrays and objects of a value are nested.
fn levels(json: &str) -> usize {
    let (mut level, mut most, mut inside) = (0_usize, 0, false);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => inside = !inside,
            b'\\' => _ = bytes.next(),
            b'[' | b'{' if !inside => level += 1,
            b']' | b'}' if !inside => level -= 1,
            _ => {}
        }
        most = most.max(level);
    }
    most
}

/// Writes the members of an object, each after a comma; without `continued`, the first one isn't.
pub fn write_members(out: &mut Vec<u8>, members: &[(Cow<str>, Content)], continued: bool) {
    for (at, (name, value)) in members.iter().enumerate() {
        if continued || at > 0 {
            out.push(b',');
        }
        write_string(out, name);
        out.push(b':');
        match value {
            Content::Text(text) => write_string(out, text),
            Content::Json(json) => write_json(out, json),
        }
    }
}

/// A column whose values are written in row order.
struct Column<'a> {
    values: &'a TextColumn,
    /// Where its text may need escapes, ascending, and how many of those places are passed.
    escapes: Vec<u32>,
    passed: usize,
}

impl<'a> Column<'a> {
    fn new(values: &'a TextColumn) -> Self {
        let mut places = Vec::new();
        escapes(values.text.as_bytes(), &mut places);
        Column {
            values,
            escapes: places,
            passed: 0,
        }
    }

    /// Writes a value as JSON. Rows may be skipped.
    #[inline]
    fn write(&mut self, row: usize, out: &mut Vec<u8>) {
        let (start, end) = self.values.range(row);
        let value = &self.values.text[start..end];
        while self.next_escape() < start {
            self.passed += 1;
        }
        if self.next_escape() < end {
            write_string(out, value);
        } else {
            out.push(b'"');
            out.extend_from_slice(value.as_bytes());
            out.push(b'"');
        }
    }

    #[inline]
    fn next_escape(&self) -> usize {
        self.escapes
            .get(self.passed)
            .map_or(usize::MAX, |&place| place as usize)
    }
}
