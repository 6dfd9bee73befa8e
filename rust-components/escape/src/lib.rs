//! Characters that act on whoever looks at a text, without being seen: on a terminal, in an editor, in a browser.

use std::fmt::{Display, Formatter, Result, Write};

/// Control characters, line and paragraph separators, marks that turn the direction of writing, and characters without
/// width but those that join letters.
pub fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// Whether UTF-8 for one of those can start with this byte; many other characters can, too.
#[inline]
pub fn starts_unseen(byte: u8) -> bool {
    matches!(byte, 0..=0x1f | 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef)
}

/// A text on one line of a message, where each of those is told by its code point.
pub struct Inert<'a>(pub &'a str);

impl Display for Inert<'_> {
    fn fmt(&self, formatter: &mut Formatter) -> Result {
        for character in self.0.chars() {
            match character {
                '\t' | '\n' | '\r' => write!(formatter, "{}", character.escape_debug())?,
                // Not `\0`, which a digit may follow.
                _ if is_unseen(character) => write!(formatter, "{}", character.escape_unicode())?,
                _ => formatter.write_char(character)?,
            }
        }
        Ok(())
    }
}

/// The same as a text of its own.
pub fn inert(text: &str) -> String {
    Inert(text).to_string()
}

/// JSON that is written already, on one line, which reads as it did before.
pub fn inert_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        match is_unseen(character) {
            true => shown += &format!("\\u{:04x}", u32::from(character)),
            false => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_found_by_its_first_byte() {
        for character in (char::MIN..=char::MAX).filter(|character| is_unseen(*character)) {
            let first = character.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert!(starts_unseen(first), "{character:?}");
            // An escape of JSON has four digits.
            assert!(u32::from(character) <= 0xffff, "{character:?}");
        }
    }

    #[test]
    fn a_message_tells_them_by_code_point() {
        let text = "a\x1b[31m\r\n\u{202e}gnp.\u{9b}2J\u{0}007\u{2028}é\u{7f}";
        let shown = r"a\u{1b}[31m\r\n\u{202e}gnp.\u{9b}2J\u{0}007\u{2028}é\u{7f}";
        assert_eq!(Inert(text).to_string(), shown);
    }
}
