//! Which key somebody may have meant.

/// The key that takes the fewest edits, if that is at most half of what there is.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().map(|character| character.to_ascii_lowercase()).collect();
    let edits = |known: &&str| edits(&word, known);
    let key = known.into_iter().min_by_key(edits)?;
    (2 * edits(&key) <= word.len().max(key.len())).then_some(key)
}

/// How many characters have to be put in, taken out or exchanged.
fn edits(from: &[char], to: &str) -> usize {
    // From each beginning of `from` to what of `to` was gone through.
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (gone, wanted) in to.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = gone + 1;
        for (at, character) in from.iter().enumerate() {
            let exchanged = diagonal + usize::from(*character != wanted);
            diagonal = row[at + 1];
            row[at + 1] = exchanged.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[from.len()]
}
