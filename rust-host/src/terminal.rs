//! What a person sees. File names, and whatever a component says, come from others: nothing in them acts on a terminal.

use std::io::{self, Write};

pub use escape::{inert, inert_json};

use crate::failure::{Failure, reason};

/// An error with the calls that led to it, each on a line of its own after two blanks: a line break stays before two blanks
/// and nowhere else, so that nothing in a message begins a line.
pub fn inert_lines(text: &str) -> String {
    let lines: Vec<String> = text.split(CALL).map(inert).collect();
    lines.join(CALL)
}

/// How the line of a call begins.
const CALL: &str = "\n  ";

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

/// The same of an error, with the calls that led to it.
pub fn tell_error(message: &str) {
    let _ = writeln!(io::stderr(), "error: {}", inert_lines(message));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_unseen_is_told_by_its_code_point() {
        let text = "a\x1b[31m\r\n\t\u{202e}gnp.\u{9b}2J\0\u{2028}é";
        assert_eq!(inert(text), r"a\u{1b}[31m\r\n\t\u{202e}gnp.\u{9b}2J\u{0}\u{2028}é");
        assert_eq!(inert_lines("a\rb\n  c\n d\ne\n  \n  f"), "a\\rb\n  c\\n d\\ne\n  \n  f");
        assert_eq!(inert_json("\"\u{9b}é\u{202e}\""), r#""\u009bé\u202e""#);
    }
}
