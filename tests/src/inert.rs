//! Text that does nothing to whoever looks at it.

/// Fails where something in it acts without being seen, but for line feeds.
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
