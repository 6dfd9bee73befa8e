//! Ids: `usr_` and the 128-bit SipHash-2-4 of the address in lower case, in lower-case Crockford base32.

use siphasher::sip128::{Hash128, SipHasher24};

pub const ID_LENGTH: usize = PREFIX.len() + 26;
const PREFIX: &str = "usr_";
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const KEY: &[u8; 16] = b"my:pipeline/user";

/// The digits of each 10-bit number.
static PAIRS: [[u8; 2]; 1 << 10] = {
    let mut pairs = [[0; 2]; 1 << 10];
    let mut i = 0;
    while i < pairs.len() {
        pairs[i] = [ALPHABET[i >> 5], ALPHABET[i & 31]];
        i += 1;
    }
    pairs
};

/// A hash: its first eight bytes and its last eight, read as little-endian.
pub type Hash = Hash128;

#[inline]
pub fn hash(hasher: &SipHasher24, lower: &[u8]) -> Hash {
    hasher.hash(lower)
}

pub fn hasher() -> SipHasher24 {
    SipHasher24::new_with_key(KEY)
}

/// Appends an id.
#[inline]
pub fn push_id(ids: &mut Vec<u8>, hash: Hash) {
    let mut value = u128::from(hash.h1) << 64 | u128::from(hash.h2);
    let mut id = [0; ID_LENGTH];
    id[..PREFIX.len()].copy_from_slice(PREFIX.as_bytes());
    for pair in id[PREFIX.len()..].rchunks_exact_mut(2) {
        pair.copy_from_slice(&PAIRS[(value & 0x3ff) as usize]);
        value >>= 10;
    }
    ids.extend_from_slice(&id);
}

/// Ids as text.
pub fn text(ids: Vec<u8>) -> String {
    String::from_utf8(ids).expect("ids are ASCII")
}
