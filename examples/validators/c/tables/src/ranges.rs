//! Sets of characters, as ranges.

use crate::characters::characters;

/// The first and the last of each run of characters that are in a set.
pub fn of(is_in: impl Fn(char) -> bool) -> Vec<String> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for point in characters().filter(|character| is_in(*character)).map(u32::from) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == point => *last = point,
            _ => ranges.push((point, point)),
        }
    }
    ranges
        .iter()
        .map(|(first, last)| format!("{{0x{first:x}, 0x{last:x}}}"))
        .collect()
}
