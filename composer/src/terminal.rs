//! What a person sees. File names, and whatever a component says, come from others: nothing in them acts on a terminal.

use std::io::{self, Write};

use crate::failure::{Failure, reason};

/// A text on one line, where what acts unseen is told by its code point.
pub fn inert(text: &str) -> String {
    escaped(text, |character| match character {
        '\t' | '\n' | '\r' => character.escape_debug().to_string(),
        _ => character.escape_unicode().to_string(),
    })
}

/// JSON on one line, which reads as it did before.
pub fn inert_json(json: &str) -> String {
    escaped(json, |character| format!("\\u{:04x}", u32::from(character)))
}

/// Prints a line of the answer as it stands. Whoever reads it may have seen enough, as `head` has: that is no failure.
pub fn say(line: &str) -> Result<(), Failure> {
    said(writeln!(io::stdout(), "{line}"))
}

/// What became of printing an answer.
pub fn said(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Output(format!("cannot write to stdout: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Prints a line on stderr. Where nobody can be told, the exit code has to do.
pub fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{}", inert(line));
}

fn escaped(text: &str, escape: impl Fn(char) -> String) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match is_unseen(character) {
            true => shown += &escape(character),
            false => shown.push(character),
        }
    }
    shown
}

/// Control characters, line and paragraph separators, marks that turn the direction of writing, and characters without
/// width but those that join letters.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_unseen_is_told_by_its_code_point() {
        let text = "a\x1b[31m\r\n\t\u{202e}gnp.\u{9b}2J\0\u{2028}é";
        assert_eq!(inert(text), r"a\u{1b}[31m\r\n\t\u{202e}gnp.\u{9b}2J\u{0}\u{2028}é");
        assert_eq!(inert_json("\"\u{9b}é\u{202e}\""), r#""\u009bé\u202e""#);
    }
}
