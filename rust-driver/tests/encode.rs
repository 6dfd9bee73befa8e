//! What is written is JSON, whatever was read.

mod support;

use driver::decode::Format;
use proptest::prelude::*;
use support::user;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_name_is_written_as_serde_json_would(names in prop::collection::vec("ab([ -~]|\\PC|[\"\\\\\\x00-\\x20]){0,40}", 1..20)) {
        let mut input = String::new();
        let mut expected = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let email = format!("{at}@example.com");
            let record = serde_json::json!({ "name": name, "email": email, "age": 30 });
            input += &format!("{record}\n");
            expected.push(user(name, &email, 30));
        }
        let (users, rejects) = support::lines(input.as_bytes(), Format::Ndjson).unwrap();
        prop_assert_eq!(users, expected);
        prop_assert!(rejects.is_empty());
    }
}
