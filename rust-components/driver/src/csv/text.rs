//! Which parts of a block are valid UTF-8. As much as possible is checked at once, which is much faster than record by
//! record.

use std::borrow::Cow;

use super::dialect::Dialect;
use super::records::FieldSpan;

/// A part of a block that is valid UTF-8, so that spans of the block can be read from it.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    text: &'a str,
    /// Where it starts in the block.
    base: usize,
}

impl<'a> Text<'a> {
    pub fn get(self, start: usize, end: usize) -> &'a str {
        &self.text[start - self.base..end - self.base]
    }

    /// A field's value.
    #[inline(always)]
    pub fn value(self, field: &FieldSpan, dialect: Dialect) -> Cow<'a, str> {
        let value = self.get(field.start, field.end);
        if field.escaped {
            Cow::Owned(dialect.unescaped(value))
        } else {
            Cow::Borrowed(value)
        }
    }
}

/// The valid part that was found last.
pub struct Valid<'a> {
    block: &'a [u8],
    text: Text<'a>,
}

impl<'a> Valid<'a> {
    pub fn new(block: &'a [u8]) -> Self {
        let text = Text { text: "", base: 0 };
        Valid { block, text }
    }

    /// The text that holds the record at bytes `start..end` of the block; fails with the offset in the record of
    /// the first byte that isn't UTF-8. Records must come in order.
    #[inline]
    pub fn text(&mut self, start: usize, end: usize) -> Result<Text<'a>, usize> {
        if end > self.text.base + self.text.text.len() {
            self.text = self.from(start);
        }
        let valid = self.text.base + self.text.text.len();
        if end > valid {
            return Err(valid - start);
        }
        Ok(self.text)
    }

    /// The longest valid text from `start` on.
    fn from(&self, start: usize) -> Text<'a> {
        let rest = &self.block[start..];
        let text = simdutf8::compat::from_utf8(rest).unwrap_or_else(|error| {
            let valid = &rest[..error.valid_up_to()];
            simdutf8::basic::from_utf8(valid).expect("it was just found to be valid")
        });
        Text { text, base: start }
    }
}

/// The character that follows the closing quote at byte `at`.
pub fn stray_character(record: &str, at: usize) -> &str {
    // After a quote there is a character boundary.
    let rest = &record[at..];
    &rest[..rest.chars().next().map_or(0, char::len_utf8)]
}
