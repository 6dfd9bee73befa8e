//! Printing to a terminal. File names and messages of components are not trusted, so invisible characters in them are
//! escaped.

use std::io::{self, Write};

pub use escape::{inert, inert_json};

use crate::failure::{Failure, reason};

/// An error with the calls that led to it, each on a line of its own after two spaces. A line break is kept only before two
/// spaces, so that nothing in a message can begin a line.
pub fn inert_lines(text: &str) -> String {
    let lines: Vec<String> = text.split(CALL).map(inert).collect();
    lines.join(CALL)
}

/// How the line of a call begins.
const CALL: &str = "\n  ";

/// Prints a line of the answer as it is. A reader that closes the pipe early, as `head` does, is not a failure.
pub fn say(line: &str) -> Result<(), Failure> {
    said(writeln!(io::stdout(), "{line}"))
}

/// The result of printing an answer.
pub fn said(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Output(format!("cannot write to stdout: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Prints a line on stderr. If that fails, only the exit code is left to report the error.
pub fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{}", inert(line));
}

/// Prints an error with the calls that led to it.
pub fn tell_error(message: &str) {
    let _ = writeln!(io::stderr(), "error: {}", inert_lines(message));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_shown_by_code_point() {
        let text = "a\x1b[31m\r\n\t\u{202e}gnp.\u{9b}2J\0\u{2028}é\u{e0041}";
        assert_eq!(inert(text), r"a\u{1b}[31m\r\n\t\u{202e}gnp.\u{9b}2J\u{0}\u{2028}é\u{e0041}");
        assert_eq!(inert_lines("a\rb\n  c\n d\ne\n  \n  f"), "a\\rb\n  c\\n d\\ne\n  \n  f");
        assert_eq!(inert_json("\"\u{9b}é\u{e0041}\""), r#""\u009bé\udb40\udc41""#);
    }
}
