//! The output is valid JSON for every input.

mod support;

use driver::format::Format;
use proptest::prelude::*;
use support::user;

/// Printable characters, characters that JSON escapes, and invisible characters with their neighbours.
const NAME: &str = "ab([ -~]|\\PC|[\"\\\\\\x00-\\x20]|\
    [\\x7f-\\u{ff}\\u{600}-\\u{620}\\u{2000}-\\u{2070}\\u{fdc0}-\\u{1000f}\\u{1fff0}-\\u{2000f}\\u{dfff0}-\\u{e100f}]){0,40}";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_name_is_written_as_serde_json_would_but_for_invisible_characters(names in prop::collection::vec(NAME, 1..20)) {
        let mut input = String::new();
        let mut expected = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let email = format!("{at}@example.com");
            let record = serde_json::json!({ "name": name, "email": email, "age": 30 });
            input += &format!("{record}\n");
            expected.push(user(name.trim(), &email, 30));
        }
        let (users, rejects) = support::lines(input.as_bytes(), Format::Ndjson).unwrap();
        prop_assert_eq!(users, expected);
        prop_assert!(rejects.is_empty());
    }
}
