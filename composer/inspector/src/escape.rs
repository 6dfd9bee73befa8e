//! Names come from files that anybody may have made. Each output gets them in a form that is text there and nothing
//! else.

/// For a terminal: no control character, and none that turns the direction of writing or can't be seen.
pub fn terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match is_unseen(character) {
            true => out.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
            false => out.push(character),
        }
    }
    out
}

/// For text and attributes of XML. What XML can't hold becomes its escape as text.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in terminal(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// For a quoted label in Mermaid, which takes characters by number, and would read Markdown and HTML in it otherwise.
pub fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in terminal(text).chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '-' | '.' | ':' | '/' | '@' | ',' | '(' | ')' => {
                out.push(character);
            }
            other => out.push_str(&format!("#{};", u32::from(other))),
        }
    }
    out
}

/// For JSON that is written already: what is in its strings stays the same, and shows.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match is_unseen(character) && character != '\n' {
            true => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            false => out.push(character),
        }
    }
    out
}

/// Control characters, line and paragraph separators, marks of direction, and characters of no width.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff
                | 0xfff0..=0xfffb | 0xfffe | 0xffff | 0xe0000..=0xe0fff
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "\u{1b}[2J\u{202e}<img onerror=\"x\">&'`;\n--> [[end]]";

    #[test]
    fn a_terminal_gets_no_command() {
        assert_eq!(
            terminal("\u{1b}[2J\r\n\u{202e}a\u{200b}"),
            "\\u{1b}[2J\\u{d}\\u{a}\\u{202e}a\\u{200b}"
        );
        assert_eq!(terminal("grüße"), "grüße");
    }

    #[test]
    fn json_keeps_what_it_says() {
        let text = "\u{9b}\u{202e}\u{e0001}\u{7f}\ngr\u{fc}n";
        let written = json(&serde_json::to_string_pretty(&[text]).unwrap());
        assert_eq!(written, "[\n  \"\\u009b\\u202e\\udb40\\udc01\\u007f\\ngr\u{fc}n\"\n]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).unwrap(), [text]);
    }

    #[test]
    fn xml_gets_no_markup() {
        let text = xml(HOSTILE);
        assert!(
            !text.contains(['<', '>', '"', '\'', '\u{1b}', '\u{202e}', '\n']),
            "{text}"
        );
        assert!(text.contains("&lt;img onerror=&quot;x&quot;&gt;&amp;&#39;"), "{text}");
    }

    #[test]
    fn mermaid_gets_no_markup() {
        let text = mermaid(HOSTILE);
        assert!(
            !text.contains(['<', '>', '"', '`', '[', '\\', '\u{1b}', '\n']),
            "{text}"
        );
        assert_eq!(mermaid("a:b/c@1.0.0"), "a:b/c@1.0.0");
        assert_eq!(mermaid("a\"b"), "a#34;b");
    }
}
