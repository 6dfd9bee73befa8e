//! The randomness of one row: 16 words of the ChaCha8 stream, words `16 i` to `16 i + 15` for row `i`.
//!
//! Each question has its own word, so that one answer doesn't affect another.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const WORDS: usize = 16;

/// What is random in a row; the discriminant is the word.
#[derive(Clone, Copy)]
pub enum Ask {
    Fate,
    Fault,
    Variant,
    First,
    Last,
    Second,
    NameStyle,
    AgeShape,
    Age,
    Address,
    Domain,
    Team,
    Earlier,
    LetterCase,
}

#[derive(Clone, Copy)]
pub struct Draws([u32; WORDS]);

impl Draws {
    /// The answer, from 0 up to but not including `n`. The bias is under `n` in 2³², the same on every machine.
    pub fn below(&self, ask: Ask, n: u32) -> u32 {
        ((u64::from(self.0[ask as usize]) * u64::from(n)) >> 32) as u32
    }

    /// The sum of two answers from one word: small and large sums are rare.
    pub fn sum_of_two_below(&self, ask: Ask, n: u32) -> u32 {
        let word = self.0[ask as usize];
        (((word >> 16) * n) >> 16) + (((word & 0xffff) * n) >> 16)
    }

    /// One of `choices`.
    pub fn pick<'a, T>(&self, ask: Ask, choices: &'a [T]) -> &'a T {
        &choices[self.below(ask, choices.len() as u32) as usize]
    }
}

/// All draws of a seed: in order, or any one.
pub struct Stream {
    rng: ChaCha8Rng,
}

impl Stream {
    pub fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self {
            rng: ChaCha8Rng::from_seed(key),
        }
    }

    pub fn advance(&mut self) -> Draws {
        Draws(std::array::from_fn(|_| self.rng.next_u32()))
    }

    pub fn at(&mut self, row: u64) -> Draws {
        self.rng.set_word_pos(u128::from(row) * WORDS as u128);
        self.advance()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_row_is_drawn_as_in_order() {
        let mut in_order = Stream::new(7);
        let mut any = Stream::new(7);
        let rows: Vec<_> = (0..100).map(|_| in_order.advance().0).collect();
        for row in [99, 0, 42, 41, 7] {
            assert_eq!(any.at(row as u64).0, rows[row]);
        }
    }

    #[test]
    fn the_stream_is_chacha8() {
        // The first words of ChaCha8 under an all-zero key and nonce, from the eSTREAM test vectors.
        let draws = Stream::new(0).advance();
        assert_eq!(draws.0[0].to_le_bytes(), [0x3e, 0x00, 0xef, 0x2f]);
        assert_eq!(draws.0[1].to_le_bytes(), [0x89, 0x5f, 0x40, 0xd6]);
    }

    #[test]
    fn answers_stay_below_their_bound() {
        let highest = Draws([u32::MAX; WORDS]);
        assert_eq!(highest.below(Ask::Fate, 1000), 999);
        assert_eq!(highest.sum_of_two_below(Ask::Age, 32), 62);
        let lowest = Draws([0; WORDS]);
        assert_eq!(lowest.below(Ask::Fate, 1000), 0);
        assert_eq!(lowest.sum_of_two_below(Ask::Age, 32), 0);
    }
}
