//! The form of an e-mail address.

use wide::u8x16;

/// The longest address that is checked in one pass.
const SHORT: usize = u64::BITS as usize;

/// Whether a text has exactly one `@`, something on both sides of it, and a dot inside the domain, none at its ends.
#[inline]
pub fn is_email(email: &str) -> bool {
    let bytes = email.as_bytes();
    if bytes.len() > SHORT {
        return is_long_email(bytes);
    }
    let (ats, dots) = places(bytes);
    if ats.count_ones() != 1 {
        return false;
    }
    let at = ats.trailing_zeros() as usize;
    // The dots after the `@`. Two shifts, since one by 64 bits would overflow.
    let dots = dots >> at >> 1;
    let domain = bytes.len() - at - 1;
    at > 0 && dots > 1 && dots & 1 == 0 && dots >> (domain - 1) == 0
}

/// What follows the `@` of an address.
pub fn domain(email: &str) -> &str {
    email.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// The positions of `@` and of dots, one bit per byte. Reads sixteen bytes at a time, since this runs for every record.
#[inline]
fn places(bytes: &[u8]) -> (u64, u64) {
    let Some(last) = bytes.last_chunk::<16>() else {
        let place = |wanted| {
            (0..)
                .zip(bytes)
                .fold(0, |all, (at, byte)| all | u64::from(*byte == wanted) << at)
        };
        return (place(b'@'), place(b'.'));
    };
    let mut found = mark(last, bytes.len() - 16);
    for (at, chunk) in bytes.chunks_exact(16).enumerate() {
        let (ats, dots) = mark(chunk.try_into().expect("chunks of sixteen"), 16 * at);
        found = (found.0 | ats, found.1 | dots);
    }
    found
}

#[inline]
fn mark(chunk: &[u8; 16], at: usize) -> (u64, u64) {
    let bytes = u8x16::new(*chunk);
    let place = |wanted| u64::from(bytes.simd_eq(u8x16::splat(wanted)).to_bitmask()) << at;
    (place(b'@'), place(b'.'))
}

fn is_long_email(bytes: &[u8]) -> bool {
    let Some(at) = bytes.iter().position(|&byte| byte == b'@') else {
        return false;
    };
    let [first, .., last] = &bytes[at + 1..] else {
        return false;
    };
    let domain = &bytes[at + 1..];
    at > 0 && *first != b'.' && *last != b'.' && domain.contains(&b'.') && !domain.contains(&b'@')
}
