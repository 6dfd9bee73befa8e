//! What the beginning of an input determines: format, dialect, header.

use std::ops::Range;

use serde::de::IgnoredAny;

use crate::columns::Columns;
use crate::csv::Csv;
use crate::csv::detect::{Layout, layout};
use crate::decoder::Decoder;
use crate::error::{InputError, quoted};
use crate::format::Format;
use crate::json::Json;
use crate::ndjson::Ndjson;
use crate::position::Position;
use crate::reading::Reading;
use crate::scan::is_blank;

/// The byte order mark of UTF-8. It belongs neither to the first record nor to its line.
const BOM: &[u8] = b"\xEF\xBB\xBF";
/// How many bytes are looked at, not counting white space before them.
const LOOK_AHEAD: usize = 32 * 1024;
/// Comes before each text of a JSON text sequence.
const RECORD_SEPARATOR: u8 = 0x1E;

/// How the text of an input is read.
pub struct Start {
    pub format: Format,
    /// Bytes that come before the first record: byte order mark, header and what is before it.
    pub bytes: usize,
    /// The length of the byte order mark, 0 without one.
    pub bom_bytes: usize,
    /// For CSV.
    pub layout: Option<Layout>,
    pub decoder: Box<dyn Decoder>,
    /// What isn't as usual, in words.
    pub words: Vec<String>,
}

/// What is known before the lines are looked at.
pub enum Known {
    /// More of the input is needed.
    Nothing,
    /// The line after these bytes is longer than a record may be.
    LongLine(Range<usize>),
    /// CSV whose lines end in CR alone; these have to be replaced first.
    CarriageReturns,
    Start(Box<Start>),
}

impl Start {
    /// Looks at the beginning of an input's text. With `whole`, nothing follows. `replaced`: its line ends were CR.
    pub fn of(
        name: &str,
        requested: Option<Format>,
        reading: &Reading,
        text: &[u8],
        whole: bool,
        limit: usize,
        replaced: bool,
    ) -> Result<Known, InputError> {
        if !whole && text.len() < BOM.len() {
            return Ok(Known::Nothing);
        }
        let body = text.strip_prefix(BOM).unwrap_or(text);
        let bom_bytes = text.len() - body.len();
        let before = body.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let seen = before + LOOK_AHEAD;
        if !whole && body.len() < seen && before <= limit {
            return Ok(Known::Nothing);
        }
        let beginning = &body[..seen.min(body.len())];
        let all = whole && beginning.len() == body.len();
        let kind = kind(name, requested, reading, beginning, before, all)?;
        let (format, bytes, decoder): (_, _, Box<dyn Decoder>) = match kind {
            Kind::Csv => {
                return csv(reading, body, whole, limit, replaced, bom_bytes);
            }
            Kind::Ndjson => {
                let columns = reading.columns.clone();
                (
                    Format::Ndjson,
                    0,
                    Box::new(Ndjson {
                        columns,
                        ..Ndjson::default()
                    }),
                )
            }
            Kind::Array => (Format::Json, 0, Box::new(Json::array(reading.columns.clone()))),
            Kind::Values => (Format::Json, 0, Box::new(Json::values(reading.columns.clone()))),
            Kind::Sequence => (Format::Json, 0, Box::new(Json::sequence(reading.columns.clone()))),
            Kind::Below(at) => (Format::Json, at, Box::new(Json::below_a_key(reading.columns.clone()))),
        };
        let by_name = requested.or_else(|| Format::of_name(name));
        let mut words = Vec::new();
        match (format, by_name) {
            (Format::Ndjson, Some(Format::Json)) => words.push("NDJSON".into()),
            (Format::Json, Some(Format::Ndjson)) => words.push("JSON".into()),
            _ => {}
        }
        Ok(Known::Start(Box::new(Start {
            format,
            bytes: bom_bytes + bytes,
            bom_bytes,
            layout: None,
            decoder,
            words,
        })))
    }
}

enum Kind {
    Csv,
    Ndjson,
    /// One JSON array.
    Array,
    /// JSON objects one after the other.
    Values,
    /// A JSON text sequence, RFC 7464.
    Sequence,
    /// An array below a key of an object; it starts at this byte.
    Below(usize),
}

fn kind(
    name: &str,
    requested: Option<Format>,
    reading: &Reading,
    beginning: &[u8],
    before: usize,
    all: bool,
) -> Result<Kind, InputError> {
    let named = requested.or_else(|| Format::of_name(name));
    let content = &beginning[before..];
    let by_content = match content.first() {
        None => None,
        Some(b'[') => Some(Kind::Array),
        Some(&RECORD_SEPARATOR) => Some(Kind::Sequence),
        Some(b'{') => Some(objects(content, before, all, reading)?),
        Some(_) => None,
    };
    Ok(match (named, by_content) {
        (Some(Format::Csv), _) | (None, None) => Kind::Csv,
        (Some(Format::Json), None) => Kind::Array,
        (Some(Format::Json) | None, Some(kind)) => kind,
        (Some(Format::Ndjson), Some(Kind::Sequence)) => Kind::Sequence,
        // By its name, a line is a record, unless it can't be.
        (Some(Format::Ndjson), Some(Kind::Array)) if requested.is_none() => {
            let inside = content[1..].trim_ascii_start();
            if inside.starts_with(b"{") {
                Kind::Array
            } else {
                Kind::Ndjson
            }
        }
        (Some(Format::Ndjson), Some(Kind::Values)) if has_carriage_returns(content, all) => Kind::Values,
        (Some(Format::Ndjson), _) => Kind::Ndjson,
    })
}

/// How an input is read that starts with `{`.
fn objects(content: &[u8], before: usize, all: bool, reading: &Reading) -> Result<Kind, InputError> {
    let end = memchr::memchr(b'\n', content);
    let first = match end {
        Some(end) => &content[..end],
        None if all => content,
        None => b"",
    };
    let is_object = |line: &[u8]| line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok();
    let rest = end.map_or(&[][..], |end| &content[end..]);
    let is_alone = all && rest.iter().all(u8::is_ascii_whitespace);
    let is_first = is_object(first);
    if is_first && !is_alone {
        return Ok(Kind::Ndjson);
    }
    Ok(match below(content, &reading.columns) {
        Below::Nothing if is_first => Kind::Ndjson,
        Below::Nothing => {
            let lines = rest.split(|byte| *byte == b'\n');
            let mut lines = lines.filter(|line| !is_blank(line));
            if first.trim_ascii() != b"{" && lines.any(is_object) {
                Kind::Ndjson
            } else {
                Kind::Values
            }
        }
        Below::Array(at) => Kind::Below(before + at),
        Below::Several(keys) => {
            let keys: Vec<String> = keys.iter().map(|key| quoted(key)).collect();
            return Err(InputError {
                position: Position::default(),
                what: "the JSON object",
                found: format!("arrays below {}", keys.join(", ")),
                expected: "an array below one key".into(),
            });
        }
    })
}

enum Below {
    Nothing,
    /// An array of objects below a key starts at this byte.
    Array(usize),
    /// Arrays of objects below these keys.
    Several(Vec<String>),
}

/// Looks for arrays of objects below the keys of an object, as far as it is there. An object with one of the fields is
/// a record.
fn below(object: &[u8], columns: &Columns) -> Below {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut empty: Vec<(String, usize)> = Vec::new();
    let mut scan = Scan { text: object, at: 1 };
    let is_complete = loop {
        match scan.byte() {
            Some(b'"') => {}
            end => break end == Some(b'}'),
        }
        let Some(key) = scan.string() else { break false };
        let key = serde_json::from_slice::<String>(&object[key]).unwrap_or_default();
        if columns.key(&key).is_some() {
            return Below::Nothing;
        }
        if scan.byte() != Some(b':') {
            break false;
        }
        scan.at += 1;
        if scan.byte() == Some(b'[') {
            let start = scan.at;
            let inside = Scan {
                text: object,
                at: start + 1,
            };
            match inside.peek() {
                Some(b'{') => found.push((key, start)),
                Some(b']') => empty.push((key, start)),
                _ => {}
            }
        }
        if scan.value().is_none() {
            break false;
        }
        if scan.byte() == Some(b',') {
            scan.at += 1;
        }
    };
    if found.is_empty() && is_complete {
        found = empty;
    }
    match found.as_slice() {
        [] => Below::Nothing,
        [(_, at)] => Below::Array(*at),
        _ => Below::Several(found.into_iter().map(|(key, _)| key).collect()),
    }
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        rest.iter().find(|byte| !byte.is_ascii_whitespace()).copied()
    }

    /// Skips white space.
    fn byte(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.get(self.at).copied()
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.at += crate::json::string(&self.text[start..])?;
        Some(start..self.at)
    }

    fn value(&mut self) -> Option<()> {
        self.byte()?;
        self.at += crate::json::element(&self.text[self.at..], false)?;
        Some(())
    }
}

/// Whether lines end in CR alone, as far as the text shows. A CR at its end may be half of a line end.
fn has_carriage_returns(text: &[u8], whole: bool) -> bool {
    memchr::memchr(b'\n', text).is_none() && memchr::memchr(b'\r', text).is_some_and(|at| whole || at + 1 < text.len())
}

fn csv(
    reading: &Reading,
    body: &[u8],
    whole: bool,
    limit: usize,
    replaced: bool,
    bom_bytes: usize,
) -> Result<Known, InputError> {
    // The lines up to the first one with text that isn't skipped have to be there.
    let mut line = 0;
    let mut skip = reading.skip_lines.unwrap_or(0);
    let end = loop {
        let rest = &body[line..];
        let end = memchr::memchr2(b'\n', b'\r', rest);
        let length = end.unwrap_or(rest.len() - usize::from(rest.ends_with(b"\r")));
        if length > limit {
            return Ok(Known::LongLine(bom_bytes..bom_bytes + line));
        }
        let Some(length) = end.filter(|length| whole || line + length + 1 < body.len()) else {
            match whole {
                true => break body.len(),
                false => return Ok(Known::Nothing),
            }
        };
        let is_alone = rest[length] == b'\r' && rest.get(length + 1).is_some_and(|next| *next != b'\n');
        if is_alone && !replaced && !has_line_feed(body) {
            return Ok(Known::CarriageReturns);
        }
        let length = match rest[length] {
            b'\r' => memchr::memchr(b'\n', rest),
            _ => Some(length),
        };
        let Some(length) = length else {
            match whole {
                true => break body.len(),
                false if rest.len() > limit => return Ok(Known::LongLine(bom_bytes..bom_bytes + line)),
                false => return Ok(Known::Nothing),
            }
        };
        let is_text = !is_blank(&rest[..length]);
        line += length + 1;
        if skip > 0 {
            skip -= 1;
        } else if is_text {
            break line;
        }
    };
    let seen = LOOK_AHEAD.max(end);
    if !whole && body.len() < seen {
        return Ok(Known::Nothing);
    }
    let beginning = &body[..seen.min(body.len())];
    let layout = layout(beginning, whole && beginning.len() == body.len(), reading)
        .map_err(|error| with_hint(error, beginning))?;
    Ok(Known::Start(Box::new(Start {
        format: Format::Csv,
        bytes: bom_bytes + layout.bytes,
        bom_bytes,
        decoder: Box::new(Csv::new(layout.dialect, layout.header)),
        words: layout.dialect.words(),
        layout: Some(layout),
    })))
}

/// Whether the part of the text that is looked at has a line feed.
fn has_line_feed(body: &[u8]) -> bool {
    memchr::memchr(b'\n', &body[..body.len().min(LOOK_AHEAD)]).is_some()
}

/// Adds what the beginning looks like.
fn with_hint(error: InputError, beginning: &[u8]) -> InputError {
    let hint = match crate::guess::encoding_of_text(beginning) {
        Some(label) => format!("; it looks like {label}: `--encoding {label}` reads it so"),
        None => match beginning.trim_ascii_start().first() {
            Some(b'{' | b'[') => "; it looks like JSON: `--format json` or `--format ndjson` reads it so".into(),
            _ => return error,
        },
    };
    // Names of columns that were read wrong are no help.
    let expected = error.expected.split("; ").next().unwrap_or_default();
    InputError {
        expected: format!("{expected}{hint}"),
        ..error
    }
}
