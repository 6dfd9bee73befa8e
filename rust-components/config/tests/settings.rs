//! The settings, their values, and the error messages.

use config::TEMPLATE;
use config::settings::{KEYS, Settings, settings};
use config::syntax::entries;
use config::value::EmailSyntax;
use proptest::prelude::*;
use validator::host;
use validator::rules::{self, Rules};

fn with(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings::default();
    change(&mut settings);
    settings
}

fn list(domains: &[&str]) -> Vec<String> {
    domains.iter().map(ToString::to_string).collect()
}

#[test]
fn the_defaults_are_the_validators() {
    let defaults = Settings::default();
    let rules = Rules::DEFAULT;
    assert_eq!(
        (defaults.min_age, defaults.max_age, defaults.name_min_length),
        (rules.min_age, rules.max_age, rules.name_min_length)
    );
    assert_eq!(
        (defaults.email_syntax, rules.email_syntax),
        (EmailSyntax::Simple, rules::EmailSyntax::Simple)
    );
    assert!(rules.domains.allow_all() && defaults.allowed_domains.is_empty() && defaults.denied_domains.is_empty());
    assert_eq!(settings(""), Ok(defaults));
}

#[test]
fn the_template_sets_each_key_to_its_default() {
    assert_eq!(settings(TEMPLATE), Ok(Settings::default()));
    let keys: Vec<&str> = entries(TEMPLATE).map(|entry| entry.unwrap().key).collect();
    assert_eq!(keys, KEYS);
}

#[test]
fn each_key_sets_its_value() {
    for (input, expected) in [
        ("min-age = 0", with(|settings| settings.min_age = 0)),
        ("min-age = 150", with(|settings| settings.min_age = 150)),
        ("max-age = 13", with(|settings| settings.max_age = 13)),
        ("max-age = 4294967295", with(|settings| settings.max_age = u32::MAX)),
        ("min-age = 0018", with(|settings| settings.min_age = 18)),
        ("name-min-length = 1", with(|settings| settings.name_min_length = 1)),
        (
            "allowed-domains = a.b,*.c.d , *.é",
            with(|settings| settings.allowed_domains = list(&["a.b", "*.c.d", "*.é"])),
        ),
        ("allowed-domains =", Settings::default()),
        (
            "denied-domains = A.b",
            with(|settings| settings.denied_domains = list(&["A.b"])),
        ),
        ("unique-email = off", with(|settings| settings.unique_email = false)),
        ("unique-email = on", Settings::default()),
        ("max-errors = 0", with(|settings| settings.max_errors = Some(0))),
        (
            "max-errors = 18446744073709551615",
            with(|settings| settings.max_errors = Some(u64::MAX)),
        ),
        ("max-errors = none", Settings::default()),
        (
            "email-syntax = strict",
            with(|settings| settings.email_syntax = EmailSyntax::Strict),
        ),
        ("email-syntax = simple", Settings::default()),
        (
            "columns = email = E-Mail, name=\"Full Name\" # none for age",
            with(|settings| settings.columns = Some("email = E-Mail, name=\"Full Name\"".into())),
        ),
        ("columns =", Settings::default()),
        (
            "max-age = 300\nmin-age = 200",
            with(|settings| (settings.min_age, settings.max_age) = (200, 300)),
        ),
    ] {
        assert_eq!(settings(input), Ok(expected), "{input}");
    }
}

const KEY: &str = "expected one of `min-age`, `max-age`, `name-min-length`, `allowed-domains`, `denied-domains`, \
                   `email-syntax`, `unique-email`, `max-errors`, `columns`";
const WHOLE: &str = "expected a whole number from 0 to 4294967295";
const DOMAIN: &str = "expected a domain, such as `example.com`, or `*.example.com` for those below it";

/// The message is `found …, expected …`; `place` is line and column.
fn fails(input: &str, place: (u32, u32), message: &str) {
    let error = settings(input).expect_err(input);
    assert_eq!(error.to_string(), format!("cannot read the rules: {message}"));
    assert_eq!((error.position.line, error.position.column), place, "{input:?}");
}

#[test]
fn an_unknown_key_names_the_nearest() {
    for (key, nearest) in [
        ("min-agee", "min-age"),
        ("min_age", "min-age"),
        ("MAX-AGE", "max-age"),
        ("min age", "min-age"),
        ("minimum-age", "min-age"),
        ("name-length", "name-min-length"),
        ("allow-domain", "allowed-domains"),
        ("deny-domains", "denied-domains"),
        ("unique-emails", "unique-email"),
        ("maxerror", "max-errors"),
        ("email-sintax", "email-syntax"),
        ("column", "columns"),
    ] {
        let message = format!("found the unknown key `{key}`, {KEY}; the nearest is `{nearest}`");
        fails(&format!("# c\n  {key} = 1"), (2, 3), &message);
    }
    fails(
        "colour = red",
        (1, 1),
        &format!("found the unknown key `colour`, {KEY}"),
    );
}

#[test]
fn a_key_is_set_once() {
    let message = "found the key `max-age` again, expected it once, as on line 2";
    fails("min-age = 1\nmax-age = 20\nmax-age = 20", (3, 1), message);
}

#[test]
fn a_bad_value_is_an_error_that_names_what_was_expected() {
    for (input, column, message) in [
        ("min-age = x", 11, format!("found `x` for `min-age`, {WHOLE}")),
        ("min-age =", 10, format!("found nothing for `min-age`, {WHOLE}")),
        ("max-age = -1", 11, format!("found `-1` for `max-age`, {WHOLE}")),
        ("max-age = +1", 11, format!("found `+1` for `max-age`, {WHOLE}")),
        ("max-age = 1.5", 11, format!("found `1.5` for `max-age`, {WHOLE}")),
        (
            "max-age = 4294967296",
            11,
            format!("found `4294967296` for `max-age`, {WHOLE}"),
        ),
        (
            "name-min-length = 0",
            19,
            "found `0` for `name-min-length`, expected a whole number from 1 to 4294967295".into(),
        ),
        (
            "unique-email = yes",
            16,
            "found `yes` for `unique-email`, expected `on` or `off`".into(),
        ),
        (
            "max-errors = all",
            14,
            "found `all` for `max-errors`, expected a whole number from 0 to 18446744073709551615, or `none`".into(),
        ),
        (
            "allowed-domains = a.b, c",
            24,
            format!("found `c` for `allowed-domains`, {DOMAIN}"),
        ),
        (
            "allowed-domains = a.b,",
            23,
            format!("found nothing for `allowed-domains`, {DOMAIN}"),
        ),
        (
            "denied-domains = a.b c.d",
            18,
            format!("found `a.b c.d` for `denied-domains`, {DOMAIN}"),
        ),
        (
            "allowed-domains = a.b, c.\u{202e}d",
            24,
            format!("found `c.\\u{{202e}}d` for `allowed-domains`, {DOMAIN}"),
        ),
        (
            "email-syntax = Strict",
            16,
            "found `Strict` for `email-syntax`, expected `simple` or `strict`".into(),
        ),
        (
            "columns = email=E-Mail, mail=Mail",
            25,
            "found `mail` for `columns`, expected `name`, `email` or `age` before each `=`".into(),
        ),
        (
            "columns = email=E-Mail,name=\"Nr #1\"",
            29,
            "found `\"Nr` for `columns`, expected a closing `\"`".into(),
        ),
        (
            "columns = age=",
            15,
            "found nothing for `columns`, expected a header after each `=`".into(),
        ),
    ] {
        fails(input, (1, column), &message);
    }
}

#[test]
fn what_cannot_be_a_domain_is_refused() {
    let label = "a".repeat(64);
    for domain in [
        "a@b.c",
        "@b.c",
        ".b.c",
        "b.c.",
        "*b.c",
        "*.",
        "*",
        "*.*.c",
        "b.*",
        "b",
        "*..c",
        "b.\u{7f}c",
        "https://spam.example",
        "//spam.example",
        "spam.example/",
        "spam.example:25",
        "spam.example;",
        "\"spam.example\"",
        "'spam.example'",
        "`spam.example`",
        "<spam.example>",
        "“spam.example”",
        "«spam.example»",
        "‚spam.example‘",
        "spam.example…",
        "spam。example",
        "spam．example.x",
        "spam.example／",
        "spam.exa mple",
        "spam.exa\u{a0}mple",
        "spam.exa\u{ad}mple",
        "spam.example\u{200b}",
        "-spam.example",
        "spam-.example",
        "[1.2.3.4]",
        "spam.%example",
        "☃.example",
        &format!("{label}.example"),
    ] {
        assert!(settings(&format!("denied-domains = {domain}")).is_err(), "{domain}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The validator has the tables of Unicode, this component hasn't. They agree on all but a few domains.
    #[test]
    fn domains_are_those_that_the_validator_knows(
        domain in "([a-zA-Z0-9_./:;'\"<>@%!-]|[éßüджαβ例え한글हिन्दी]|[\u{301}\u{200b}\u{202e}\u{3002}“”«»…☃／\u{a0}]){1,9}[.][a-z]{2}",
    ) {
        let is_accepted = settings(&format!("denied-domains = {domain}")).is_ok();
        let is_inside = |label: &str| !label.starts_with('-') && !label.ends_with('-');
        let is_known = host::name(&domain).is_some() && domain.split('.').all(is_inside);
        // A mark comes after a letter, and a label is of one direction: only the validator knows.
        let is_odd = domain.contains("xn--") || domain.chars().any(|one| !one.is_ascii() && !one.is_alphanumeric() || "हिन्दी".contains(one));
        prop_assert!(is_accepted == is_known || is_accepted && is_odd, "{:?}: {} {}", domain, is_accepted, is_known);
    }
}

#[test]
fn contradicting_ages_are_reported_at_the_later_line() {
    let message =
        |min, max| format!("found `min-age` {min} and `max-age` {max}, expected `min-age` to be at most `max-age`");
    fails("\nmin-age = 151", (2, 11), &message(151, 150));
    fails("max-age = 12", (1, 11), &message(13, 12));
    fails(
        "min-age = 40\nmax-age = 30\nunique-email = on",
        (2, 11),
        &message(40, 30),
    );
    fails("max-age = 30\nmin-age = 40", (2, 11), &message(40, 30));
}

#[test]
fn the_first_wrong_line_is_reported() {
    let error = settings("min-age = 1\nmin-age = x\ncolour = red\nno setting").unwrap_err();
    assert_eq!((error.position.line, error.position.column), (2, 1));
}
