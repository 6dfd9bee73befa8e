//! JSON, read object by object: an array of them, also below a key, or one after the other.

use crate::batch::{Batch, Span};
use crate::columns::Columns;
use crate::decoder::Decoder;
use crate::error::{InputError, quoted};
use crate::object::{self, SkippedKeys};
use crate::position::Position;

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Array,
    ElementOrEnd,
    Element,
    CommaOrEnd,
    Nothing,
    /// Objects one after the other.
    Value,
    /// The same, each after a record separator.
    Separated,
    /// After an array below a key: the other keys of the object.
    KeyOrEnd,
}

pub struct Json {
    expect: Expect,
    /// The array is below a key of an object.
    is_below: bool,
    columns: Columns,
    skipped: SkippedKeys,
}

impl Json {
    fn new(expect: Expect, columns: Columns) -> Json {
        Json {
            expect,
            is_below: false,
            columns,
            skipped: SkippedKeys::default(),
        }
    }

    /// Reads one array of objects.
    pub fn array(columns: Columns) -> Json {
        Json::new(Expect::Array, columns)
    }

    /// Reads objects one after the other.
    pub fn values(columns: Columns) -> Json {
        Json::new(Expect::Value, columns)
    }

    /// Reads a text sequence, RFC 7464.
    pub fn sequence(columns: Columns) -> Json {
        Json::new(Expect::Separated, columns)
    }

    /// Reads an array and the rest of the object that it is in.
    pub fn below_a_key(columns: Columns) -> Json {
        Json {
            is_below: true,
            ..Json::array(columns)
        }
    }
}

impl Decoder for Json {
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError> {
        let mut at = 0;
        let mut done = 0;
        let mut place = position;
        loop {
            at += self.between(&block[at..]);
            if at == block.len() {
                break;
            }
            let byte = block[at];
            self.expect = match (self.expect, byte) {
                (Expect::Array, b'[') => Expect::ElementOrEnd,
                (Expect::ElementOrEnd | Expect::CommaOrEnd, b']') if self.is_below => Expect::KeyOrEnd,
                (Expect::ElementOrEnd | Expect::CommaOrEnd, b']') => Expect::Nothing,
                (Expect::CommaOrEnd, b',') => Expect::Element,
                (Expect::KeyOrEnd, b'}') => Expect::Nothing,
                (Expect::KeyOrEnd, b',') => match self.other_key(&block[at..], last) {
                    Ok(Some(length)) => {
                        at += length;
                        continue;
                    }
                    Ok(None) => {
                        batch.measure(at, block.len());
                        break;
                    }
                    Err(error) => {
                        return Err(InputError {
                            position: place.after(&block[done..at]),
                            ..error
                        });
                    }
                },
                (Expect::ElementOrEnd | Expect::Element | Expect::Value | Expect::Separated, byte)
                    if !matches!(byte, b']' | b',' | b'}' | b':') || self.expect == Expect::Separated =>
                {
                    let length = match self.expect {
                        Expect::Separated => separated(&block[at..], last),
                        _ => element(&block[at..], last),
                    };
                    let Some(length) = length else {
                        batch.measure(at, block.len());
                        break;
                    };
                    place = place.after(&block[done..at]);
                    (done, at) = (at, at + length);
                    let span = Span {
                        start: done as u32,
                        end: at as u32,
                        line: place.line,
                    };
                    object::read_into(batch, &block[done..at], &self.columns, &mut self.skipped, span);
                    if matches!(self.expect, Expect::ElementOrEnd | Expect::Element) {
                        self.expect = Expect::CommaOrEnd;
                    }
                    continue;
                }
                // The message shows a character, so it waits for all of it.
                _ if !last && ends_inside_character(&block[at..]) => break,
                _ => return Err(self.unexpected(&block[at..], place.after(&block[done..at]))),
            };
            at += 1;
        }
        let is_complete = match self.expect {
            Expect::Nothing => true,
            Expect::Value | Expect::Separated => at == block.len(),
            _ => false,
        };
        if last && !is_complete {
            return Err(self.unexpected(&[], place.after(&block[done..])));
        }
        Ok(at)
    }

    fn skipped_keys(&self) -> Option<&SkippedKeys> {
        Some(&self.skipped)
    }
}

impl Json {
    fn unexpected(&self, rest: &[u8], position: Position) -> InputError {
        let found = match String::from_utf8_lossy(&rest[..rest.len().min(4)]).chars().next() {
            Some(character) => quoted(&character.to_string()),
            None => "the end of the input".into(),
        };
        let expected = match self.expect {
            Expect::Array => "`[`, an array of objects",
            Expect::ElementOrEnd => "an object or `]`",
            Expect::Element => "an object",
            Expect::CommaOrEnd => "`,` or `]`",
            Expect::Nothing if self.is_below => "nothing after the object's `}`",
            Expect::Nothing => "nothing after the array's `]`",
            Expect::Value | Expect::Separated if rest.is_empty() => "the end of the object",
            Expect::Value | Expect::Separated => "an object",
            Expect::KeyOrEnd => "`,` or `}`",
        };
        InputError {
            position,
            what: match self.expect {
                Expect::Value | Expect::Separated => "the JSON objects",
                _ => "the JSON array",
            },
            found,
            expected: expected.into(),
        }
    }

    /// The length of what comes before the next thing of interest.
    fn between(&self, block: &[u8]) -> usize {
        match self.expect {
            Expect::Separated => block
                .iter()
                .take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\n' | b'\r' | RECORD_SEPARATOR))
                .count(),
            _ => white_space(block),
        }
    }

    /// The length of a comma, key and value beside the array; `None` if they are incomplete.
    fn other_key(&self, block: &[u8], last: bool) -> Result<Option<usize>, InputError> {
        let mut at = 1 + white_space(&block[1..]);
        let Some(start) = block.get(at..).filter(|rest| rest.starts_with(b"\"")) else {
            return match block.len() > at || last {
                true => Err(self.unexpected(&block[at..], Position::default())),
                false => Ok(None),
            };
        };
        let Some(length) = string(start) else {
            return Ok(None);
        };
        let key: String = serde_json::from_slice(&start[..length]).unwrap_or_default();
        at += length;
        at += white_space(&block[at..]);
        match block.get(at) {
            None => return Ok(None),
            Some(b':') => at += 1,
            Some(_) => return Err(self.unexpected(&block[at..], Position::default())),
        }
        at += white_space(&block[at..]);
        let Some(length) = element(&block[at..], last) else {
            return Ok(None);
        };
        let value = &block[at..at + length];
        let holds_objects = value.starts_with(b"[") && value[1 + white_space(&value[1..])..].starts_with(b"{");
        if holds_objects || self.columns.key(&key).is_some() {
            return Err(InputError {
                position: Position::default(),
                what: "the JSON object",
                found: format!("{} beside the array", quoted(&key)),
                expected: "an array of objects below one key, and none of the fields beside it".into(),
            });
        }
        Ok(Some(at + length))
    }
}

/// Comes before each text of a sequence.
const RECORD_SEPARATOR: u8 = 0x1E;

/// The length of a text of a sequence without the white space at its end; `None` if its end isn't there.
fn separated(block: &[u8], last: bool) -> Option<usize> {
    let end = match memchr::memchr(RECORD_SEPARATOR, block) {
        Some(end) => end,
        None if last => block.len(),
        None => return None,
    };
    Some(block[..end].trim_ascii_end().len())
}

/// Whether the first character of `block` is incomplete.
fn ends_inside_character(block: &[u8]) -> bool {
    std::str::from_utf8(block).is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
}

fn white_space(block: &[u8]) -> usize {
    block
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        .count()
}

/// The length of the element at the start of `block`, balanced but otherwise unread; `None` if it is
/// incomplete.
pub fn element(block: &[u8], last: bool) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&byte) = block.get(at) {
        match byte {
            b'"' => at += string(&block[at..])?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth > 1 => {
                depth -= 1;
                at += 1;
            }
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return Some(at),
            _ => at += 1,
        }
    }
    // Only a bare word or number can end with the input.
    (last && depth == 0).then_some(at)
}

/// The length of the string at the start of `block`, quotes included.
pub fn string(block: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', block.get(at..)?)?;
        if block[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}
