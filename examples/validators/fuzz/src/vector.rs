//! A case as a vector: tests/vectors/validator/README.md describes the format.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::case::{Case, Column, User, ascii};
use crate::comparison::Difference;

/// What differs, and a vector that fails until it doesn't. What it expects is what the validator in Rust returns.
pub fn printed(case: &Case, difference: &Difference) -> String {
    let Difference { first, other, whose } = difference;
    let mut text = String::new();
    for (who, answer) in [
        ("rust on wasmtime", only(first, other)),
        (whose.as_str(), only(other, first)),
    ] {
        writeln!(text, "{who}: {}", ascii(&answer)).expect("a text is long enough");
    }
    text += "for tests/vectors/validator/cases.json, if the validator in Rust is right:\n";
    for (key, vector) in vectors(case, first, other) {
        writeln!(text, "  \"{key}\": {}", ascii(&vector)).expect("a text is long enough");
    }
    text.trim_end().to_owned()
}

/// The parts of an answer that differ from another.
fn only(answer: &Value, other: &Value) -> Value {
    match answer.as_object() {
        None => answer.clone(),
        Some(parts) => {
            let parts = parts.iter().filter(|(name, part)| other[name.as_str()] != **part);
            Value::Object(parts.map(|(name, part)| (name.clone(), part.clone())).collect())
        }
    }
}

/// Vectors, and the lists that they belong to.
fn vectors(case: &Case, first: &Value, other: &Value) -> Vec<(&'static str, Value)> {
    match case {
        Case::Judged { rules, .. } if first == "trap" => {
            vec![(
                "contradictory",
                rules.as_ref().map_or(Value::Null, |rules| rules.json()),
            )]
        }
        Case::Judged { rules, users } => {
            let mut found = Vec::new();
            let [forms, others] = [first, other]
                .map(|answer| -> Column { serde_json::from_value(answer["canonical"].clone()).unwrap_or_default() });
            let (forms, others) = (values(&forms), values(&others));
            for (at, (_, email, _)) in users.iter().enumerate() {
                if first["emails"][at] != other["emails"][at] {
                    found.push(("emails", json!([email, first["emails"][at]])));
                }
                if forms.get(at) != others.get(at) {
                    found.push(("canonical", json!([email, forms.get(at)])));
                }
            }
            let parts = ["users", "batch", "messages"];
            if found.is_empty() || parts.iter().any(|part| first[part] != other[part]) {
                let rules = rules.as_ref().map(|rules| rules.json());
                found.push(("judged", group(rules, users, &first["batch"])));
            }
            found
        }
        Case::Batch { names, emails, ages } => {
            let about = "…";
            let broken = json!({ "about": about, "names": names, "emails": emails, "ages": ages });
            vec![("broken-batches", broken)]
        }
    }
}

fn group(rules: Option<Value>, users: &[User], violations: &Value) -> Value {
    let broken = |row: usize| -> Value {
        let rows = violations.as_array().into_iter().flatten();
        rows.filter(|one| one[0] == row).map(|one| one[1].clone()).collect()
    };
    let user = |(row, (name, email, age)): (usize, &User)| json!([name, email, age, broken(row)]);
    let users: Value = users.iter().enumerate().map(user).collect();
    json!({ "about": "…", "rules": rules, "users": users })
}

fn values((text, ends): &Column) -> Vec<&str> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let value = |(start, end)| text.get(start as usize..end as usize).unwrap_or("?");
    starts.zip(ends.iter().copied()).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(first: Value, other: Value) -> Difference {
        let whose = "go on Node".into();
        Difference { first, other, whose }
    }

    fn judged(email: &str) -> Case {
        let users = vec![("A\u{2028}".into(), email.into(), 7)];
        Case::Judged { rules: None, users }
    }

    #[test]
    fn a_difference_is_printed_as_what_the_shared_cases_have() {
        let (first, other) = (json!([[0, "too-young"]]), json!([]));
        let found = difference(
            json!({ "batch": first, "emails": [true] }),
            json!({ "batch": other, "emails": [true] }),
        );
        let text = printed(&judged("a@b.c"), &found);
        assert!(
            text.starts_with("rust on wasmtime: {\"batch\":[[0,\"too-young\"]]}\ngo on Node: {\"batch\":[]}\n"),
            "{text}"
        );
        let (_, vector) = text.rsplit_once("\n  \"judged\": ").expect("a group");
        let expected = json!({ "about": "…", "rules": null, "users": [["A\u{2028}", "a@b.c", 7, ["too-young"]]] });
        assert_eq!(serde_json::from_str::<Value>(vector).expect("JSON"), expected);
        assert!(text.is_ascii(), "{text}");
    }

    #[test]
    fn each_function_has_a_list_of_its_own() {
        let answers = |valid, form: &str| json!({ "emails": [valid], "canonical": [form, [form.len()]] });
        let found = vectors(&judged("a@\u{1f980}"), &answers(true, "a@x"), &answers(false, "a@y"));
        assert_eq!(
            found,
            [
                ("emails", json!(["a@\u{1f980}", true])),
                ("canonical", json!(["a@\u{1f980}", "a@x"])),
            ]
        );
        let (names, emails) = (("a".into(), vec![2]), ("b".into(), vec![1]));
        let batch = Case::Batch {
            names,
            emails,
            ages: vec![],
        };
        let found = vectors(&batch, &json!({ "batch": "trap" }), &json!({ "batch": [] }));
        let expected = json!({ "about": "…", "names": ["a", [2]], "emails": ["b", [1]], "ages": [] });
        assert_eq!(found, [("broken-batches", expected)]);
    }
}
