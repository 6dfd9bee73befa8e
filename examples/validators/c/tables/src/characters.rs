/// Every character beyond ASCII, which the code in C treats by itself.
pub fn characters() -> impl Iterator<Item = char> {
    '\u{80}'..=char::MAX
}
