//! Prints text for people. File names and the output of a component are untrusted, so nothing in them may affect the
//! terminal.

use std::io::{self, Write};

pub use escape::{inert, inert_json};
use escape::{message, shortened};
use pipeline_host::failure::{self, Failure};

/// Prints a line of the answer, unchanged.
pub fn print_line(line: &str) -> Result<(), Failure> {
    printed(writeln!(io::stdout(), "{line}"))
}

/// The result of printing an answer. A closed pipe is not a failure: a reader such as `head` may have seen enough.
pub fn printed(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(failure::of_system(Failure::Output, "write to stdout", &error))
        }
        _ => Ok(()),
    }
}

/// Prints a line on stderr. Errors are ignored, since they can't be reported anywhere.
pub fn print_note(line: &str) {
    let _ = writeln!(io::stderr(), "{}", message(line));
}

/// Prints an error on stderr, with the calls that led to it.
pub fn print_error(text: &str) {
    let _ = writeln!(io::stderr(), "error: {}", inert_lines(&shortened(text)));
}

/// How the line of a call begins.
const CALL: &str = "\n  ";

/// Escapes an error with the calls that led to it, each on a line of its own after two spaces. Only a line break before two
/// spaces is kept, so nothing in a message can begin a line.
fn inert_lines(text: &str) -> String {
    let lines: Vec<String> = text.split(CALL).map(inert).collect();
    lines.join(CALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_shown_by_code_point() {
        let text = "a\x1b[31m\r\n\t\u{202e}gnp.\u{9b}2J\0\u{2028}é\u{e0041}";
        assert_eq!(
            inert(text),
            r"a\u{1b}[31m\r\n\t\u{202e}gnp.\u{9b}2J\u{0}\u{2028}é\u{e0041}"
        );
        assert_eq!(inert_lines("a\rb\n  c\n d\ne\n  \n  f"), "a\\rb\n  c\\n d\\ne\n  \n  f");
        assert_eq!(inert_json("\"\u{9b}é\u{e0041}\""), r#""\u009bé\udb40\udc41""#);
    }
}
