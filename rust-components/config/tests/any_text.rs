//! Every text is accepted or rejected, with positions inside the text.

use config::error::Position;
use config::settings::{KEYS, settings};
use config::syntax::entries;
use proptest::prelude::*;

/// Lines that resemble settings, so that many of them are parsed far.
fn text() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        prop::sample::select(KEYS.to_vec()).prop_map(String::from),
        "[a-zé -]{0,9}"
    ];
    let value = prop_oneof![
        "[0-9]{0,21}",
        Just("none".into()),
        Just("on".into()),
        "([*]?[a-zé.@ ]{0,9},?){0,3}",
        any::<String>(),
    ];
    let line = prop_oneof![
        4 => (key, "[ \t\u{a0}]{0,2}=[ \t\u{a0}]{0,2}", value).prop_map(|(key, equals, value)| key + &equals + &value),
        1 => any::<String>(),
    ];
    prop::collection::vec(line, 0..9).prop_map(|lines| lines.join("\n"))
}

/// The text at a position.
fn at(text: &str, position: Position) -> Option<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line = text.split('\n').nth(position.line as usize - 1)?;
    line.get(position.column as usize - 1..)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_entry_is_at_its_position(text in text()) {
        for entry in entries(&text) {
            match entry {
                Ok(entry) => {
                    prop_assert!(at(&text, entry.position).is_some_and(|rest| rest.starts_with(entry.key)));
                    prop_assert!(at(&text, entry.value_position).is_some_and(|rest| rest.starts_with(entry.value)));
                }
                Err(error) => prop_assert!(at(&text, error.position).is_some_and(|rest| !rest.is_empty())),
            }
        }
    }

    #[test]
    fn settings_are_sound_or_there_is_an_error_in_the_text(text in text()) {
        match settings(&text) {
            Ok(settings) => prop_assert!(settings.min_age <= settings.max_age && settings.name_min_length > 0),
            Err(error) => {
                prop_assert!(at(&text, error.position).is_some(), "{:?}", error);
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }
}
