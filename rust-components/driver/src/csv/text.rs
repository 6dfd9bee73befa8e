//! Which parts of a block are valid UTF-8: found for as much as possible at once, which is much quicker than record by
//! record.

use std::borrow::Cow;

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
    pub fn value(self, field: &FieldSpan) -> Cow<'a, str> {
        let value = self.get(field.start, field.end);
        if field.escaped {
            Cow::Owned(value.replace("\"\"", "\""))
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

    /// The text that holds the record at bytes `start..end` of the block; fails with the offset in it of what isn't
    /// UTF-8. Records come in order.
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

    /// All that is valid from here on.
    fn from(&self, start: usize) -> Text<'a> {
        let rest = &self.block[start..];
        let text = simdutf8::compat::from_utf8(rest).unwrap_or_else(|error| {
            let valid = &rest[..error.valid_up_to()];
            simdutf8::basic::from_utf8(valid).expect("it was just found to be valid")
        });
        Text { text, base: start }
    }
}
