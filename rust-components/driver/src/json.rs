//! JSON: one array of objects, read element by element.

use crate::batch::{Batch, Span};
use crate::decoder::Decoder;
use crate::error::{InputError, quoted};
use crate::object;
use crate::position::Position;

/// What may come next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Expect {
    #[default]
    Array,
    ElementOrEnd,
    Element,
    CommaOrEnd,
    Nothing,
}

#[derive(Default)]
pub struct Json {
    expect: Expect,
}

impl Decoder for Json {
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError> {
        let mut at = 0;
        let mut done = 0;
        let mut place = position;
        loop {
            at += white_space(&block[at..]);
            if at == block.len() {
                break;
            }
            let byte = block[at];
            self.expect = match (self.expect, byte) {
                (Expect::Array, b'[') => Expect::ElementOrEnd,
                (Expect::ElementOrEnd | Expect::CommaOrEnd, b']') => Expect::Nothing,
                (Expect::CommaOrEnd, b',') => Expect::Element,
                (Expect::ElementOrEnd | Expect::Element, byte) if !matches!(byte, b']' | b',' | b'}' | b':') => {
                    let Some(length) = element(&block[at..], last) else {
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
                    object::read_into(batch, &block[done..at], span);
                    self.expect = Expect::CommaOrEnd;
                    continue;
                }
                // The message shows a character, so it waits for all of it.
                _ if !last && ends_inside_character(&block[at..]) => break,
                _ => return Err(self.unexpected(&block[at..], place.after(&block[done..at]))),
            };
            at += 1;
        }
        if last && self.expect != Expect::Nothing {
            return Err(self.unexpected(&[], place.after(&block[done..])));
        }
        Ok(at)
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
            Expect::Nothing => "nothing after the array's `]`",
        };
        InputError {
            position,
            what: "the JSON array",
            found,
            expected: expected.into(),
        }
    }
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
fn element(block: &[u8], last: bool) -> Option<usize> {
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
fn string(block: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', block.get(at..)?)?;
        if block[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}
