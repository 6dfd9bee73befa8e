//! What UTS 46 makes of each character, without transitional processing.

use icu_normalizer::uts46::Uts46MapperBorrowed;

use crate::characters::characters;

/// Code points that several characters are mapped to or decomposed into, one text after the other.
#[derive(Default)]
pub struct Pool {
    pub points: Vec<u32>,
}

impl Pool {
    /// The position of a text, which may be part of an earlier one.
    pub fn place(&mut self, text: &[u32]) -> usize {
        let found = self.points.windows(text.len().max(1)).position(|part| part == text);
        found.unwrap_or_else(|| {
            self.points.extend(text);
            self.points.len() - text.len()
        })
    }
}

#[derive(PartialEq)]
enum Mapping {
    /// It is mapped to the character this far away; 0: it stays as it is.
    Delta(i32),
    Disallowed,
    /// It is mapped to several characters, or to none.
    Text(Vec<u32>),
}

pub fn mapping(character: char) -> Vec<u32> {
    const MAPPER: Uts46MapperBorrowed = Uts46MapperBorrowed::new();
    MAPPER
        .map_normalize(std::iter::once(character))
        .map(u32::from)
        .collect()
}

fn classify(character: char) -> Mapping {
    let mapped = mapping(character);
    match mapped[..] {
        // What has no mapping becomes U+FFFD.
        [0xfffd] => Mapping::Disallowed,
        [point] => Mapping::Delta(point as i32 - u32::from(character) as i32),
        _ => Mapping::Text(mapped),
    }
}

/// The first character of each run that has one mapping.
pub fn runs(pool: &mut Pool) -> Vec<String> {
    let mut runs = Vec::new();
    let mut last = None;
    for character in characters() {
        let mapping = classify(character);
        // The surrogates are in no text, so a run may go on after them.
        if last.as_ref() == Some(&mapping) {
            continue;
        }
        let fields = match &mapping {
            Mapping::Delta(delta) => format!("SHIFTED, 0, {delta}"),
            Mapping::Disallowed => "DISALLOWED, 0, 0".into(),
            Mapping::Text(text) => format!("REPLACED, {}, {}", text.len(), pool.place(text)),
        };
        runs.push(format!("{{0x{:x}, {fields}}}", u32::from(character)));
        last = Some(mapping);
    }
    runs
}
