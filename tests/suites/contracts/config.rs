//! `my:config/config` of `build/config.wasm`.

use tests::component::load;
use tests::start;
use wasmtime::{Store, StoreLimits};

use self::exports::my::config::config::{Guest, ParseError, RunSettings};
use self::my::user_validator::types::EmailSyntax;

wasmtime::component::bindgen!({ world: "my:pipeline/config@2.0.0", path: "../wit" });

struct Instance {
    store: Store<StoreLimits>,
    world: Config,
}

impl Instance {
    fn new() -> Instance {
        let (store, world) = start!(Config, load("config.wasm", 64 << 20));
        Instance { store, world }
    }

    fn config(&mut self) -> (&Guest, &mut Store<StoreLimits>) {
        (self.world.my_config_config(), &mut self.store)
    }

    /// The result of `settings`, which `validate` must agree with.
    fn settings(&mut self, input: &str) -> Result<RunSettings, (String, u32, u32)> {
        let (config, store) = self.config();
        let place = |error: ParseError| (error.message, error.line, error.column);
        let settings = config
            .call_settings(&mut *store, input)
            .expect("no trap")
            .map_err(place);
        let valid = config
            .call_validate(&mut *store, input)
            .expect("no trap")
            .map_err(place);
        assert_eq!(settings.as_ref().err(), valid.as_ref().err(), "{input}");
        settings
    }
}

#[test]
fn parse_knows_the_syntax_alone() {
    let mut instance = Instance::new();
    let (config, store) = instance.config();
    let text = "\u{feff}# c\r\n any key= a, b # c\r\n\r\nany key =\n";
    let entries = config.call_parse(&mut *store, text).expect("no trap").expect("entries");
    let entries: Vec<_> = entries
        .iter()
        .map(|entry| (entry.key.as_str(), entry.value.as_str(), entry.line, entry.column))
        .collect();
    assert_eq!(entries, [("any key", "a, b", 2, 2), ("any key", "", 4, 1)]);
    let error = config
        .call_parse(&mut *store, "a = 1\n  b\n")
        .expect("no trap")
        .expect_err("no setting");
    assert_eq!((error.line, error.column), (2, 3));
    assert_eq!(
        error.message,
        "cannot read the rules: found `b`, expected a line `key = value`"
    );
}

#[test]
fn the_template_and_an_empty_text_have_the_defaults() {
    let mut instance = Instance::new();
    let (config, store) = instance.config();
    let template = config.call_template(store).expect("no trap");
    assert!(template.starts_with('#') && template.ends_with('\n'), "{template}");
    for text in [template.as_str(), "", &template.replace('\n', "\r\n")] {
        let settings = instance.settings(text).expect("sound settings");
        let rules = settings.rules;
        assert_eq!((rules.min_age, rules.max_age, rules.name_min_length), (13, 150, 2));
        assert!(rules.allowed_domains.is_empty() && rules.denied_domains.is_empty());
        assert_eq!(rules.email_syntax, EmailSyntax::Simple);
        assert_eq!(
            (settings.unique_email, settings.max_errors, settings.columns),
            (true, None, None)
        );
    }
}

#[test]
fn settings_come_by_type() {
    let text = "max-errors = 0\nunique-email = off\nallowed-domains = a.b, *.c.d\nmin-age = 1\nname-min-length = 1\n\
        email-syntax = strict\ncolumns = email = E-Mail, name=\"Full Name\"";
    let settings = Instance::new().settings(text).expect("sound settings");
    assert_eq!(settings.rules.allowed_domains, ["a.b", "*.c.d"]);
    assert_eq!((settings.rules.min_age, settings.rules.name_min_length), (1, 1));
    assert_eq!((settings.unique_email, settings.max_errors), (false, Some(0)));
    assert_eq!(settings.rules.email_syntax, EmailSyntax::Strict);
    let columns = settings.columns.expect("columns are set");
    assert_eq!(columns, "email = E-Mail, name=\"Full Name\"");
}

#[test]
fn an_error_has_a_position_and_names_what_was_expected() {
    let mut instance = Instance::new();
    for (text, line, column, parts) in [
        (
            "min-agee = 1",
            1,
            1,
            ["`min-agee`", "one of `min-age`", "nearest is `min-age`"],
        ),
        ("min-age = 1\nmin-age = 1", 2, 1, ["`min-age` again", "once", "line 1"]),
        (
            "\n unique-email = 1",
            2,
            17,
            ["found `1`", "`unique-email`", "`on` or `off`"],
        ),
        ("max-age = 9", 1, 11, ["`min-age` 13", "`max-age` 9", "at most"]),
        ("min-age", 1, 1, ["found `min-age`", "expected", "`key = value`"]),
    ] {
        let (message, at_line, at_column) = instance.settings(text).expect_err(text);
        assert_eq!((at_line, at_column), (line, column), "{message}");
        assert!(message.starts_with("cannot read the rules: found "), "{message}");
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}
