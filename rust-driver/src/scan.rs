//! Finds the bytes that give CSV its structure, sixteen at a time.

use wide::u8x16;

/// Appends the positions of each `,`, `"` and line feed in `block`, ascending.
pub fn structure(block: &[u8], positions: &mut Vec<u32>) {
    let (comma, quote, line_feed) = (u8x16::splat(b','), u8x16::splat(b'"'), u8x16::splat(b'\n'));
    let mut base = 0u32;
    let mut lanes = block.chunks_exact(16);
    for chunk in &mut lanes {
        let bytes = u8x16::new(chunk.try_into().expect("chunks of sixteen"));
        let hits = bytes.simd_eq(comma) | bytes.simd_eq(quote) | bytes.simd_eq(line_feed);
        let mut mask = hits.to_bitmask();
        while mask != 0 {
            positions.push(base + mask.trailing_zeros());
            mask &= mask - 1;
        }
        base += 16;
    }
    let rest = lanes.remainder().iter().zip(base..);
    positions.extend(
        rest.filter(|(byte, _)| matches!(byte, b',' | b'"' | b'\n'))
            .map(|(_, at)| at),
    );
}
