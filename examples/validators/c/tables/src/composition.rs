//! What the normalization form C needs. Hangul syllables are computed, so no table has them.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed};
use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

use crate::characters::characters;
use crate::mapping::{Pool, mapping};

/// Whether a character is left by the mapping. No other reaches the normalization.
fn stays(character: char) -> bool {
    mapping(character) == [u32::from(character)]
}

fn is_hangul(character: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&character)
}

/// Characters that have a canonical decomposition, decomposed as far as possible.
pub fn decompositions(pool: &mut Pool) -> Vec<String> {
    let normalizer = DecomposingNormalizerBorrowed::new_nfd();
    let kept = characters().filter(|character| stays(*character) && !is_hangul(*character));
    let decomposed = kept.filter_map(|character| {
        let text: Vec<u32> = normalizer
            .normalize_iter(std::iter::once(character))
            .map(u32::from)
            .collect();
        let point = u32::from(character);
        (text != [point]).then(|| format!("{{0x{point:x}, {}, {}}}", text.len(), pool.place(&text)))
    });
    decomposed.collect()
}

/// Two characters and the one that they are composed to, in the order of the two.
pub fn pairs() -> Vec<String> {
    let decomposition = CanonicalDecompositionBorrowed::new();
    let composition = CanonicalCompositionBorrowed::new();
    let mut pairs: Vec<[u32; 3]> = characters()
        .filter(|character| !is_hangul(*character))
        .filter_map(|character| match decomposition.decompose(character) {
            Decomposed::Expansion(first, second) if composition.compose(first, second) == Some(character) => {
                Some([first, second, character].map(u32::from))
            }
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    let lines = pairs
        .iter()
        .map(|[first, second, composed]| format!("{{0x{first:x}, 0x{second:x}, 0x{composed:x}}}"));
    lines.collect()
}

/// Runs of characters with one combining class; class 0 is left out.
pub fn classes() -> Vec<String> {
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let mut runs: Vec<(u32, u32, u8)> = Vec::new();
    for character in characters() {
        let (point, class) = (u32::from(character), classes.get_u8(character));
        match runs.last_mut() {
            _ if class == 0 => {}
            Some((_, last, same)) if *last + 1 == point && *same == class => *last = point,
            _ => runs.push((point, point, class)),
        }
    }
    let lines = runs
        .iter()
        .map(|(first, last, class)| format!("{{0x{first:x}, 0x{last:x}, {class}}}"));
    lines.collect()
}
