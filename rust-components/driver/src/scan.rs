//! Finds the bytes that matter, sixteen at a time.

use wide::u8x16;

use escape::starts_unseen;

/// Appends the positions of each `,`, `"` and line feed in `block`, ascending: what gives CSV its structure.
pub fn structure(block: &[u8], positions: &mut Vec<u32>) {
    let (comma, quote, line_feed) = (u8x16::splat(b','), u8x16::splat(b'"'), u8x16::splat(b'\n'));
    positions_of(
        block,
        |bytes| bytes.simd_eq(comma) | bytes.simd_eq(quote) | bytes.simd_eq(line_feed),
        |byte| matches!(byte, b',' | b'"' | b'\n'),
        positions,
    );
}

/// Appends the positions of each byte in `text` that may want an escape, ascending: those that JSON wants escaped, and
/// those that [`starts_unseen`] says.
pub fn escapes(text: &[u8], positions: &mut Vec<u32>) {
    let control = u8x16::splat(0x1f);
    let others = [b'"', b'\\', 0x7f, 0xc2, 0xd8, 0xe2, 0xef].map(u8x16::splat);
    positions_of(
        text,
        |bytes| {
            let found = others.map(|byte| bytes.simd_eq(byte));
            found
                .into_iter()
                .fold(bytes.min(control).simd_eq(bytes), |all, one| all | one)
        },
        |byte| starts_unseen(byte) || matches!(byte, b'"' | b'\\'),
        positions,
    );
}

/// Appends the positions of the bytes that `wanted` marks; `is_wanted` says the same of one byte.
#[inline]
fn positions_of(
    block: &[u8],
    wanted: impl Fn(u8x16) -> u8x16,
    is_wanted: impl Fn(u8) -> bool,
    positions: &mut Vec<u32>,
) {
    let mut base = 0u32;
    let mut lanes = block.chunks_exact(16);
    for chunk in &mut lanes {
        let bytes = u8x16::new(chunk.try_into().expect("chunks of sixteen"));
        let mut mask = wanted(bytes).to_bitmask();
        while mask != 0 {
            positions.push(base + mask.trailing_zeros());
            mask &= mask - 1;
        }
        base += 16;
    }
    let rest = lanes.remainder().iter().zip(base..);
    positions.extend(rest.filter(|(byte, _)| is_wanted(**byte)).map(|(_, at)| at));
}
