//! The names of stores.

/// Whether a store can have this name; see `invalid-name` in my:storage/types.
pub fn is_name(name: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    name.len() <= 32 && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(plain)
}
