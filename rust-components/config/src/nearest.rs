//! Suggests the key that was probably meant.

/// The key with the fewest edits, if they are at most half of the longer word.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let edits = |key: &str| strsim::levenshtein(&word, key);
    let key = known.into_iter().min_by_key(|key| edits(key))?;
    (2 * edits(key) <= word.chars().count().max(key.len())).then_some(key)
}
