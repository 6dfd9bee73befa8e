//! SipHash-1-3, after its authors' paper: no method is known to construct keys that collide.
//!
//! It is implemented here so that its state stays in registers. The key is zero: a component without imports has no
//! source of randomness, and two instances must behave the same.

/// Hashes a key.
#[inline]
pub fn hash(key: &[u8]) -> u64 {
    let mut state = State {
        v0: 0x736f_6d65_7073_6575,
        v1: 0x646f_7261_6e64_6f6d,
        v2: 0x6c79_6765_6e65_7261,
        v3: 0x7465_6462_7974_6573,
    };
    let (words, rest) = key.as_chunks::<8>();
    for word in words {
        state.absorb(u64::from_le_bytes(*word));
    }
    state.absorb(last_word(key, rest));
    state.v2 ^= 0xff;
    state.round();
    state.round();
    state.round();
    state.v0 ^ state.v1 ^ state.v2 ^ state.v3
}

/// The bytes after the last whole word, with the length in the top byte.
#[inline]
fn last_word(key: &[u8], rest: &[u8]) -> u64 {
    let length = (key.len() as u64) << 56;
    match key.last_chunk::<8>() {
        // The key's last eight bytes, without those that are words already.
        Some(last) => length | u64::from_le_bytes(*last) >> (8 * (7 - rest.len())) >> 8,
        None => rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)) | length,
    }
}

struct State {
    v0: u64,
    v1: u64,
    v2: u64,
    v3: u64,
}

impl State {
    #[inline]
    fn absorb(&mut self, word: u64) {
        self.v3 ^= word;
        self.round();
        self.v0 ^= word;
    }

    #[inline]
    fn round(&mut self) {
        self.v0 = self.v0.wrapping_add(self.v1);
        self.v2 = self.v2.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(13) ^ self.v0;
        self.v3 = self.v3.rotate_left(16) ^ self.v2;
        self.v0 = self.v0.rotate_left(32);
        self.v2 = self.v2.wrapping_add(self.v1);
        self.v0 = self.v0.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(17) ^ self.v2;
        self.v3 = self.v3.rotate_left(21) ^ self.v0;
        self.v2 = self.v2.rotate_left(32);
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher;

    /// std's hasher uses the same algorithm today, but doesn't promise to: a failure here may be a change in std.
    #[test]
    fn it_is_siphash_1_3_as_std_has_it() {
        for length in 0..100 {
            let key: Vec<u8> = (0..length).map(|at: u8| at.wrapping_mul(7)).collect();
            let mut std = std::collections::hash_map::DefaultHasher::new();
            std.write(&key);
            assert_eq!(super::hash(&key), std.finish(), "{length} bytes");
        }
    }
}
