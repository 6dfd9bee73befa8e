//! What is answered as JSON.

use serde::Serialize;

use crate::http::{JSON, Response};

/// A response with a value as its body.
pub fn response(status: u16, value: &impl Serialize) -> Response {
    Response::new(status, JSON, line(value))
}

/// A value on one line, in which no character acts without being seen.
pub fn line(value: &impl Serialize) -> String {
    // Maps have text as keys, and numbers are whole: nothing here can't be written.
    let text = serde_json::to_string(value).expect("every answer is JSON");
    let mut line = inert(text);
    line.push('\n');
    line
}

/// JSON with each unseen character as its escape; outside of strings there is none.
fn inert(text: String) -> String {
    if !text.contains(is_unseen) {
        return text;
    }
    let mut inert = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unseen(character) {
            inert.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            inert.push(character);
        }
    }
    inert
}

/// As the driver has it: control characters, separators of lines, marks of direction, what has no width.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}
