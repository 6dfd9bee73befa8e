//! The table does what a sorted map does.

use std::collections::BTreeMap;

use proptest::prelude::*;
use store::columns::TextColumn;
use store::table::Table;

/// The operations of a store.
#[derive(Debug, Clone)]
enum Step {
    Get(String),
    Put(String, String),
    Delete(String),
    PutNew(Vec<(String, String)>),
    Scan(Option<String>, u32),
}

/// Few keys, so that they come again; some are long.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => "[a-c]{0,3}",
        2 => "[äß€𝄞]{1,3}",
        1 => (0..3_usize).prop_map(|more| "k".repeat(254 + more)),
        1 => (0..2_usize).prop_map(|more| "long".repeat(16_400 + more)),
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[0-9]{0,9}", 1 => (0..400_usize).prop_map(|length| "v".repeat(length))]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => key().prop_map(Step::Get),
        2 => (key(), value()).prop_map(|(key, value)| Step::Put(key, value)),
        2 => key().prop_map(Step::Delete),
        3 => prop::collection::vec((key(), value()), 0..150).prop_map(Step::PutNew),
        1 => (prop::option::of(key()), 0..5_u32).prop_map(|(after, limit)| Step::Scan(after, limit)),
    ]
}

fn columns(entries: &[(String, String)]) -> (TextColumn, TextColumn) {
    let (mut keys, mut values) = (TextColumn::default(), TextColumn::default());
    for (key, value) in entries {
        keys.push(key);
        values.push(value);
    }
    (keys, values)
}

fn rows(keys: &TextColumn, values: &TextColumn) -> Vec<(String, String)> {
    let texts = |column: &TextColumn| {
        let ranges = column.as_column().ranges(0, column.ends.len());
        ranges
            .map(|(start, end)| column.text[start..end].to_string())
            .collect::<Vec<_>>()
    };
    texts(keys).into_iter().zip(texts(values)).collect()
}

fn put_new(table: &mut Table, entries: &[(String, String)]) -> Vec<(u32, String)> {
    let (keys, values) = columns(entries);
    let mut known = Vec::new();
    table
        .put_new(keys.as_column(), values.as_column(), |row, value| {
            known.push((row, value.to_string()))
        })
        .expect("there is room");
    known
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_does_what_a_sorted_map_does(steps in prop::collection::vec(step(), 1..40)) {
        let mut table = Table::default();
        let mut model: BTreeMap<String, String> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Get(key) => prop_assert_eq!(table.get(&key), model.get(&key).map(String::as_str)),
                Step::Put(key, value) => {
                    table.put(&key, &value).expect("there is room");
                    model.insert(key, value);
                }
                Step::Delete(key) => {
                    prop_assert_eq!(table.delete(&key).expect("there is room"), model.remove(&key).is_some());
                }
                Step::PutNew(entries) => {
                    let mut expected = Vec::new();
                    for (row, (key, value)) in (0..).zip(&entries) {
                        match model.get(key) {
                            Some(held) => expected.push((row, held.clone())),
                            None => { model.insert(key.clone(), value.clone()); }
                        }
                    }
                    prop_assert_eq!(put_new(&mut table, &entries), expected);
                }
                Step::Scan(after, limit) => {
                    let (keys, values) = table.scan(after.as_deref(), limit);
                    let behind = model.iter().filter(|(key, _)| after.as_ref().is_none_or(|after| *key > after));
                    let expected: Vec<_> = behind.take(limit as usize).map(|(k, v)| (k.clone(), v.clone())).collect();
                    prop_assert_eq!(rows(&keys, &values), expected);
                }
            }
        }
        let (keys, values) = table.scan(None, u32::MAX);
        prop_assert_eq!(rows(&keys, &values), model.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_hundred_thousand_keys_in_batches_are_all_there_and_known_the_second_time() {
    let entries: Vec<_> = (0..100_000)
        .map(|at| (format!("user{at}@example.com"), at.to_string()))
        .collect();
    let mut table = Table::default();
    for batch in entries.chunks(4999) {
        assert_eq!(put_new(&mut table, batch), []);
    }
    for (key, value) in &entries {
        assert_eq!(table.get(key), Some(value.as_str()));
    }
    let again: Vec<_> = entries.iter().map(|(key, _)| (key.clone(), "other".into())).collect();
    let expected: Vec<_> = (0..).zip(entries.iter().map(|(_, value)| value.clone())).collect();
    assert_eq!(put_new(&mut table, &again), expected);
}

/// A value that is replaced again and again must not fill the memory.
#[test]
fn replaced_values_free_their_memory() {
    let mut table = Table::default();
    table.put("other", "stays").expect("there is room");
    for at in 0..200_000_u32 {
        table.put("last", &at.to_string()).expect("there is room");
        if at % 3 == 0 {
            table.put("passing", "by").expect("there is room");
            assert_eq!(table.delete("passing"), Ok(true));
        }
    }
    assert_eq!((table.get("last"), table.get("other")), (Some("199999"), Some("stays")));
    assert!(table.bytes() < 200_000, "{} bytes", table.bytes());
}

/// The memory per entry, as in the README.
#[test]
fn a_key_takes_as_many_bytes_as_the_readme_says() {
    let mut worst: f64 = 0.0;
    let mut best = f64::MAX;
    let mut table = Table::default();
    for first in (0..400_000_u32).step_by(5000) {
        let entries: Vec<_> = (first..first + 5000)
            .map(|at| (format!("{at:012}@bytes.example"), format!("{at:07}")))
            .collect();
        assert_eq!(entries[0].0.len(), 26);
        put_new(&mut table, &entries);
        if first > 90_000 {
            let each = table.bytes() as f64 / f64::from(first + 5000);
            worst = worst.max(each);
            best = best.min(each);
        }
    }
    assert!(best > 45.0 && worst < 57.0, "{best} to {worst} bytes a key");
}

fn put_columns(keys: (&str, &[u32]), values: (&str, &[u32])) -> Result<(), store::table::Full> {
    let column = |(text, ends)| store::columns::Column { text, ends };
    Table::default().put_new(column(keys), column(values), |_, _| ())
}

#[test]
#[should_panic(expected = "keys and values differ in length")]
fn columns_of_unequal_length_are_a_bug() {
    let _ = put_columns(("ab", &[1, 2]), ("a", &[1]));
}

#[test]
#[should_panic(expected = "a value ends at byte 1, expected a character's end from 2 to 3")]
fn ends_that_descend_are_a_bug() {
    let _ = put_columns(("abc", &[2, 1, 3]), ("", &[0, 0, 0]));
}

#[test]
#[should_panic(expected = "a value ends at byte 1, expected a character's end from 0 to 2")]
fn an_end_within_a_character_is_a_bug() {
    let _ = put_columns(("ä", &[1, 2]), ("ab", &[1, 2]));
}

#[test]
#[should_panic(expected = "a column goes on after its last value")]
fn a_column_that_goes_on_is_a_bug() {
    let _ = put_columns(("ab", &[1]), ("a", &[1]));
}
