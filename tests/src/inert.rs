//! Text that can't affect the terminal or viewer that displays it.

/// Fails if the text contains an invisible character other than a line feed.
pub fn is_inert(text: &str, title: &str) {
    let acts = |character: char| {
        let code = u32::from(character);
        (character.is_control() && character != '\n')
            || matches!(code, 0xad | 0x61c | 0x200b | 0x200e | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
    };
    if let Some(at) = text.find(acts) {
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        panic!("{title}: {:?}", text[start..].lines().next());
    }
}
