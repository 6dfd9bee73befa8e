//! Splits the keys of a batch among several stores, and joins their answers.

use crate::run::parallel::bindings::{Known, TextColumn};

/// The keys that one store is asked for.
pub struct Batch {
    /// Their positions in the whole batch. None: it is the whole batch.
    pub rows: Option<Vec<u32>>,
    pub keys: TextColumn,
    pub values: TextColumn,
}

/// The same key is always for the same store.
pub fn split(keys: TextColumn, values: TextColumn, count: usize) -> Vec<Batch> {
    // A column that breaks its rules is for a store to refuse.
    let is_sound = ends_in(&keys) && ends_in(&values) && keys.ends.len() == values.ends.len();
    if count < 2 || !is_sound {
        let mut all = vec![Batch {
            rows: None,
            keys,
            values,
        }];
        all.resize_with(count, || Batch::with_room_for(0, 0, 0));
        return all;
    }
    let (rows, share) = (keys.ends.len() / count * 5 / 4, keys.text.len() / count * 5 / 4);
    let mut batches: Vec<Batch> = (0..count)
        .map(|_| Batch::with_room_for(rows, share, values.text.len() / count))
        .collect();
    for (row, (key, value)) in texts(&keys).zip(texts(&values)).enumerate() {
        let share = (hash(key.as_bytes()) >> 32) * count as u64;
        let batch = &mut batches[(share >> 32) as usize];
        batch.rows.get_or_insert_default().push(row as u32);
        push(&mut batch.keys, key);
        push(&mut batch.values, value);
    }
    batches
}

/// The answer for the whole batch, from the answers for its parts.
pub fn join(mut answers: Vec<(Option<Vec<u32>>, Known)>) -> Known {
    if let Some((None, _)) = answers.first() {
        return answers.swap_remove(0).1;
    }
    let mut all: Vec<(u32, &str)> = Vec::new();
    for (rows, known) in &answers {
        let rows = rows.as_deref().unwrap_or_default();
        // A row that the store wasn't asked for is none of the whole batch either.
        let known_rows = known
            .rows
            .iter()
            .map(|row| rows.get(*row as usize).copied().unwrap_or(u32::MAX));
        all.extend(known_rows.zip(texts(&known.values)));
    }
    all.sort_unstable_by_key(|(row, _)| *row);
    let mut joined = Known {
        rows: Vec::with_capacity(all.len()),
        values: TextColumn {
            text: String::new(),
            ends: Vec::with_capacity(all.len()),
        },
    };
    for (row, value) in all {
        joined.rows.push(row);
        push(&mut joined.values, value);
    }
    joined
}

impl Batch {
    fn with_room_for(rows: usize, keys: usize, values: usize) -> Batch {
        let column = |bytes| TextColumn {
            text: String::with_capacity(bytes),
            ends: Vec::with_capacity(rows),
        };
        Batch {
            rows: Some(Vec::with_capacity(rows)),
            keys: column(keys),
            values: column(values),
        }
    }
}

/// Whether the ends ascend up to that of the text, each between two characters.
fn ends_in(column: &TextColumn) -> bool {
    let is_end = |end: &u32| column.text.is_char_boundary(*end as usize);
    column.ends.is_sorted()
        && column.ends.iter().all(is_end)
        && column.ends.last().map_or(0, |end| *end as usize) == column.text.len()
}

/// A value that isn't there is empty.
fn texts(column: &TextColumn) -> impl Iterator<Item = &str> {
    let mut start = 0;
    column.ends.iter().map(move |end| {
        let text = column.text.get(start..*end as usize).unwrap_or_default();
        start = *end as usize;
        text
    })
}

fn push(column: &mut TextColumn, text: &str) {
    column.text.push_str(text);
    column.ends.push(column.text.len() as u32);
}

/// Eight bytes at a time. Keys that are made to have the same hash only make a run slower.
fn hash(key: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(ODD);
    let (words, rest) = key.as_chunks::<8>();
    let last = rest
        .iter()
        .fold(key.len() as u64, |word, byte| (word << 8) | u64::from(*byte));
    let hash = words.iter().fold(0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    mix(hash, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column<'a>(texts: impl IntoIterator<Item = &'a str>) -> TextColumn {
        let mut column = TextColumn {
            text: String::new(),
            ends: Vec::new(),
        };
        texts.into_iter().for_each(|text| push(&mut column, text));
        column
    }

    /// As stores answer: the rows of keys that came before, with the first value.
    fn asked(batch: &Batch) -> Known {
        let (mut rows, mut values, mut first) = (Vec::new(), Vec::new(), std::collections::HashMap::new());
        for (row, (key, value)) in texts(&batch.keys).zip(texts(&batch.values)).enumerate() {
            if let Some(known) = first.get(key) {
                rows.push(row as u32);
                values.push(*known);
            } else {
                first.insert(key, value);
            }
        }
        let values = column(values);
        Known { rows, values }
    }

    #[test]
    fn several_stores_answer_as_one() {
        let keys: Vec<String> = (0..500).map(|row| format!("é{}@a.example", row * 7 % 123)).collect();
        let numbers: Vec<String> = (0..500).map(|row| row.to_string()).collect();
        let answer = |count| {
            let keys = column(keys.iter().map(String::as_str));
            let batches = split(keys, column(numbers.iter().map(String::as_str)), count);
            assert_eq!(batches.len(), count);
            assert!(
                batches.iter().all(|batch| batch.keys.ends.len() > 500 / count / 2),
                "the shares differ"
            );
            let known = batches.into_iter().map(|batch| {
                let known = asked(&batch);
                (batch.rows, known)
            });
            let Known { rows, values } = join(known.collect());
            (rows, values.text, values.ends)
        };
        let one = answer(1);
        assert_eq!(one.0.len(), 500 - 123);
        for count in 2..5 {
            assert_eq!(answer(count), one);
        }
    }

    #[test]
    fn columns_that_break_their_rules_are_left_to_a_store() {
        for ends in [vec![3, 2], vec![9], vec![1, 2], vec![0]] {
            let keys = TextColumn {
                text: "aé".into(),
                ends: ends.clone(),
            };
            let batches = split(keys, column(["1", "2"]), 2);
            assert_eq!((batches.len(), &batches[0].keys.ends), (2, &ends));
        }
    }
}
