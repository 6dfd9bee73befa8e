//! Finds the bytes that matter, mostly sixteen at a time.

use wide::u8x16;

use crate::csv::dialect::Marks;
use escape::starts_invisible;

/// Whether a line has only white space. Such a line isn't a record.
#[inline]
pub fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Appends the positions of each delimiter, quote, escape and line feed in `block`, ascending: what gives CSV its
/// structure.
pub fn structure<M: Marks>(marks: M, block: &[u8], positions: &mut Vec<u32>) {
    let wanted = [marks.delimiter(), marks.quote(), marks.escape(), b'\n'];
    let [delimiter, quote, escape, line_feed] = wanted.map(u8x16::splat);
    // Without an escape, it is the line feed once more.
    if marks.escape() == b'\n' {
        positions_of(
            block,
            |bytes| bytes.simd_eq(delimiter) | bytes.simd_eq(quote) | bytes.simd_eq(line_feed),
            |byte| byte == wanted[0] || byte == wanted[1] || byte == wanted[3],
            positions,
        );
    } else {
        positions_of(
            block,
            |bytes| bytes.simd_eq(delimiter) | bytes.simd_eq(quote) | bytes.simd_eq(escape) | bytes.simd_eq(line_feed),
            |byte| wanted.contains(&byte),
            positions,
        );
    }
}

/// Appends the positions of each byte in `text` that may need an escape, ascending: those that JSON escapes, and those
/// with which invisible characters start.
pub fn escapes(text: &[u8], positions: &mut Vec<u32>) {
    positions_of(
        text,
        |bytes| {
            let within = ESCAPED.map(|(first, last)| {
                let above = bytes - u8x16::splat(first);
                above.min(u8x16::splat(last - first)).simd_eq(above)
            });
            within.into_iter().fold(u8x16::splat(0), |all, one| all | one)
        },
        may_need_escape,
        positions,
    );
}

const fn may_need_escape(byte: u8) -> bool {
    starts_invisible(byte) || matches!(byte, b'"' | b'\\')
}

/// The bytes that may need an escape, as runs: the first and last byte of each.
const ESCAPED: [(u8, u8); escaped_runs()] = {
    let mut runs = [(0, 0); escaped_runs()];
    let (mut byte, mut run) = (0, 0);
    while byte < 256 {
        if starts_escaped_run(byte) {
            runs[run].0 = byte as u8;
            run += 1;
        }
        if may_need_escape(byte as u8) {
            runs[run - 1].1 = byte as u8;
        }
        byte += 1;
    }
    runs
};

const fn escaped_runs() -> usize {
    let (mut byte, mut runs) = (0, 0);
    while byte < 256 {
        runs += starts_escaped_run(byte) as usize;
        byte += 1;
    }
    runs
}

const fn starts_escaped_run(byte: usize) -> bool {
    may_need_escape(byte as u8) && (byte == 0 || !may_need_escape(byte as u8 - 1))
}

/// Appends the positions of the bytes that `wanted` marks; `is_wanted` does the same for one byte.
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
