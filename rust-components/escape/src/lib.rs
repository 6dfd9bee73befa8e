//! Invisible characters, and how they are escaped. They change what a terminal, an editor or a browser shows, or hide in
//! it: control characters, marks that change the direction of writing, joiners, tags.

mod ranges;

use std::borrow::Cow;
use std::fmt::{Display, Formatter, Result, Write};

use ranges::INVISIBLE;

/// Whether a character is invisible by its Unicode properties; `tests/tables.rs` lists them.
pub fn is_invisible(character: char) -> bool {
    let code = u32::from(character);
    let after = INVISIBLE.partition_point(|&(first, _)| first <= code);
    after > 0 && code <= INVISIBLE[after - 1].1
}

/// Whether the UTF-8 of an invisible character can start with this byte. Other characters can start with it, too.
#[inline]
pub const fn starts_invisible(byte: u8) -> bool {
    STARTS[byte as usize]
}

const STARTS: [bool; 256] = {
    let mut starts = [false; 256];
    let mut at = 0;
    while at < INVISIBLE.len() {
        let (first, last) = INVISIBLE[at];
        let mut byte = first_byte(first);
        while byte <= first_byte(last) {
            // A byte in between only continues a character.
            starts[byte as usize] = byte < 0x80 || byte >= 0xc2;
            byte += 1;
        }
        at += 1;
    }
    starts
};

/// The first byte of a character's UTF-8.
const fn first_byte(code: u32) -> u8 {
    match code {
        0..=0x7f => code as u8,
        0x80..=0x7ff => 0xc0 | (code >> 6) as u8,
        0x800..=0xffff => 0xe0 | (code >> 12) as u8,
        _ => 0xf0 | (code >> 18) as u8,
    }
}

/// A text on one line of a message. Invisible characters are written as `\n`, `\r`, `\t` or `\u{202e}`.
pub struct Inert<'a>(pub &'a str);

impl Display for Inert<'_> {
    fn fmt(&self, formatter: &mut Formatter) -> Result {
        for character in self.0.chars() {
            match character {
                '\t' | '\n' | '\r' => write!(formatter, "{}", character.escape_debug())?,
                // NUL as `\u{0}`, not as `\0`: a digit may follow.
                _ if is_invisible(character) => write!(formatter, "{}", character.escape_unicode())?,
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

/// How many characters of a long message are shown: of its start and of its end.
pub const START: usize = 3000;
pub const END: usize = 1000;

/// A message that nobody would read to its end, without its middle: a message can quote a whole line of a file.
pub fn shortened(text: &str) -> Cow<'_, str> {
    // No text has more characters than bytes.
    if text.len() <= START + END {
        return Cow::Borrowed(text);
    }
    let count = text.chars().count();
    let place = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(place, _)| place);
    match count.checked_sub(START + END) {
        None | Some(0) => Cow::Borrowed(text),
        Some(left_out) => Cow::Owned(format!(
            "{}… ({left_out} characters left out) …{}",
            &text[..place(START)],
            &text[place(count - END)..]
        )),
    }
}

/// A message for a person: shortened, and on one line.
pub fn message(text: &str) -> String {
    inert(&shortened(text))
}

/// The arguments of this command as messages may show them, for a parser that quotes them in its errors.
pub fn arguments() -> impl Iterator<Item = String> {
    std::env::args_os().map(|argument| message(&argument.to_string_lossy()))
}

/// JSON text on one line. Invisible characters are replaced by JSON escapes, so it still has the same value.
pub fn inert_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        match is_invisible(character) {
            true => shown += &JsonEscape(character).to_string(),
            false => shown.push(character),
        }
    }
    shown
}

/// A character as an escape of JSON, such as `\u202e`: two of them where UTF-16 needs two units.
pub struct JsonEscape(pub char);

impl Display for JsonEscape {
    fn fmt(&self, formatter: &mut Formatter) -> Result {
        for unit in self.0.encode_utf16(&mut [0; 2]) {
            write!(formatter, "\\u{unit:04x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_found_by_its_first_byte() {
        let mut starts = [false; 256];
        for character in (char::MIN..=char::MAX).filter(|character| is_invisible(*character)) {
            starts[character.encode_utf8(&mut [0; 4]).as_bytes()[0] as usize] = true;
        }
        assert_eq!(starts, STARTS);
    }

    #[test]
    fn a_message_shows_them_by_code_point() {
        let text = "a\x1b[31m\r\n\u{202e}gnp.\u{9b}2J\u{0}007\u{2028}é\u{7f}\u{e0041}\u{10ffff}";
        let shown = r"a\u{1b}[31m\r\n\u{202e}gnp.\u{9b}2J\u{0}007\u{2028}é\u{7f}\u{e0041}\u{10ffff}";
        assert_eq!(inert(text), shown);
    }

    #[test]
    fn a_long_message_loses_its_middle() {
        let whole = "é".repeat(START + END);
        assert_eq!(shortened(&whole), whole);
        let long = format!("{}\n{}", "é".repeat(START), "b".repeat(END + 1));
        let shown = format!("{}… (2 characters left out) …{}", "é".repeat(START), "b".repeat(END));
        assert_eq!(message(&long), shown);
    }

    #[test]
    fn json_shows_them_by_utf_16() {
        let text = "\"\u{9b}é\u{202e}\u{e0041}\u{10ffff}\"";
        assert_eq!(inert_json(text), r#""\u009bé\u202e\udb40\udc41\udbff\udfff""#);
    }
}
