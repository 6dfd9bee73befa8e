//! Where two values first differ.

use std::fmt::Write;

use serde_json::Value;

/// The place, and what is there in each of the two.
pub struct Unequal {
    /// Such as `.users[3].name`; empty for the value itself.
    pub path: String,
    pub expected: String,
    pub found: String,
}

/// How many characters of a value are shown.
const SHOWN: usize = 200;
/// How many characters of a long text are shown before its first difference.
const BEFORE: usize = 20;

pub fn compare(expected: &Value, found: &Value) -> Option<Unequal> {
    let mut path = String::new();
    let (expected, found) = at(expected, found, &mut path)?;
    let (expected, found) = match (expected, found) {
        (Some(Value::String(expected)), Some(Value::String(found))) => texts(expected, found),
        _ => (shown(expected), shown(found)),
    };
    Some(Unequal { path, expected, found })
}

/// The innermost values that differ, and the path to them.
fn at<'a>(expected: &'a Value, found: &'a Value, path: &mut String) -> Option<(Option<&'a Value>, Option<&'a Value>)> {
    let length = path.len();
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for key in expected
                .keys()
                .chain(found.keys().filter(|key| !expected.contains_key(*key)))
            {
                let _ = write!(path, ".{key}");
                let unequal = both(expected.get(key), found.get(key), path);
                if unequal.is_some() {
                    return unequal;
                }
                path.truncate(length);
            }
            None
        }
        (Value::Array(expected), Value::Array(found)) => {
            for index in 0..expected.len().max(found.len()) {
                let _ = write!(path, "[{index}]");
                let unequal = both(expected.get(index), found.get(index), path);
                if unequal.is_some() {
                    return unequal;
                }
                path.truncate(length);
            }
            None
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            (one.as_f64() != other.as_f64()).then_some((Some(expected), Some(found)))
        }
        _ => (expected != found).then_some((Some(expected), Some(found))),
    }
}

fn both<'a>(
    expected: Option<&'a Value>,
    found: Option<&'a Value>,
    path: &mut String,
) -> Option<(Option<&'a Value>, Option<&'a Value>)> {
    match (expected, found) {
        (Some(expected), Some(found)) => at(expected, found, path),
        // A field that is left out is an option without a value.
        (None | Some(Value::Null), None | Some(Value::Null)) => None,
        unequal => Some(unequal),
    }
}

/// A value for a message.
pub fn shown(value: Option<&Value>) -> String {
    let text = value.map_or("nothing".into(), Value::to_string);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Two long texts from shortly before their first difference.
fn texts(expected: &str, found: &str) -> (String, String) {
    let same = expected
        .chars()
        .zip(found.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let skipped = match expected.len().max(found.len()) > SHOWN {
        true => same.saturating_sub(BEFORE),
        false => 0,
    };
    let from_there = |text: &str| {
        let rest: String = text.chars().skip(skipped).collect();
        let dots = if skipped > 0 { "…" } else { "" };
        format!("{dots}{}", shown(Some(&Value::String(rest))))
    };
    (from_there(expected), from_there(found))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn unequal(expected: Value, found: Value) -> Option<[String; 3]> {
        compare(&expected, &found).map(|unequal| [unequal.path, unequal.expected, unequal.found])
    }

    #[test]
    fn the_first_difference_is_found() {
        assert_eq!(unequal(json!({"a": [1, 2.0], "b": null}), json!({"a": [1, 2]})), None);
        assert_eq!(
            unequal(json!({"a": [{"b": 1}, 2]}), json!({"a": [{"b": 3}, 4]})),
            Some([".a[0].b".into(), "1".into(), "3".into()])
        );
        assert_eq!(
            unequal(json!([1, 2]), json!([1])),
            Some(["[1]".into(), "2".into(), "nothing".into()])
        );
        assert_eq!(
            unequal(json!({"ok": 1}), json!({"error": 1})),
            Some([".ok".into(), "1".into(), "nothing".into()])
        );
    }

    #[test]
    fn long_texts_are_shown_from_their_difference_on() {
        let text = "x".repeat(300);
        let [_, expected, found] = unequal(json!(format!("{text}a")), json!(format!("{text}b"))).expect("they differ");
        assert_eq!(expected, format!("…\"{}a\"", "x".repeat(20)));
        assert_eq!(found, format!("…\"{}b\"", "x".repeat(20)));
    }
}
