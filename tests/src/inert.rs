//! Text without invisible characters.

/// A few invisible characters by name, in case the definition lacks one: ESC, DEL, CSI, soft hyphen, grapheme joiner,
/// Arabic letter mark, zero width space and joiner, line separator, right-to-left override and isolate, Hangul filler,
/// a variation selector, byte order mark, noncharacters, and tags.
const SOME: &str = "\u{1b}\u{7f}\u{9b}\u{ad}\u{34f}\u{61c}\u{200b}\u{200d}\u{2028}\
    \u{202e}\u{2067}\u{3164}\u{fe0f}\u{feff}\u{fffe}\u{e0041}\u{e007f}\u{10ffff}";

/// Every invisible character.
pub fn invisible() -> Vec<char> {
    (char::MIN..=char::MAX)
        .filter(|character| is_invisible(*character))
        .collect()
}

fn is_invisible(character: char) -> bool {
    escape::is_invisible(character) || SOME.contains(character)
}

/// Fails if the text has an invisible character other than a line feed.
pub fn is_inert(text: &str, title: &str) {
    if let Some(at) = text.find(|character| character != '\n' && is_invisible(character)) {
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let line: String = text[start..]
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(2000)
            .collect();
        panic!("{title}: {:?} in {line:?}", text[at..].chars().next());
    }
}
