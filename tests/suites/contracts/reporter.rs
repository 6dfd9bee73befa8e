//! `my:reporting/reporter` of `build/reporter.wasm`.

use tests::component::load;
use tests::start;
use wasmtime::{Store, StoreLimits};

use self::exports::my::reporting::reporter::{Context, Format, ReportError, Source, Totals};
use self::my::user_service::types::{AgeCount, DomainCount, ErrorCount};

wasmtime::component::bindgen!({ world: "my:pipeline/reporter@2.0.0", path: "../wit" });

const FORMATS: [Format; 4] = [Format::Html, Format::Markdown, Format::Json, Format::Svg];

struct Instance {
    store: Store<StoreLimits>,
    world: Reporter,
}

impl Instance {
    fn new() -> Instance {
        let (store, world) = start!(Reporter, load("reporter.wasm", 256 << 20));
        Instance { store, world }
    }

    fn render(&mut self, totals: &Totals, context: &Context, format: Format) -> Result<String, ReportError> {
        let reporter = self.world.my_reporting_reporter();
        reporter
            .call_render(&mut self.store, totals, context, format)
            .expect("no trap")
    }
}

fn nothing() -> Totals {
    Totals {
        read: 0,
        accepted: 0,
        rejected: 0,
        errors: vec![],
        ages: vec![],
        top_domains: vec![],
        distinct_domains: 0,
    }
}

fn some(domain: &str) -> Totals {
    Totals {
        read: 3,
        accepted: 2,
        rejected: 1,
        errors: vec![ErrorCount {
            field: "email".into(),
            rule: "email-invalid".into(),
            message: "Invalid email format".into(),
            count: 1,
        }],
        ages: vec![AgeCount { age: 20, count: 1 }, AgeCount { age: 41, count: 1 }],
        top_domains: vec![DomainCount {
            domain: domain.into(),
            count: 2,
        }],
        distinct_domains: 1,
    }
}

fn from(name: &str, records: u64) -> Context {
    let sources = vec![Source {
        name: name.into(),
        records,
        ignored_columns: 0,
        reading: String::new(),
        notes: Vec::new(),
    }];
    Context {
        sources,
        settings: vec![],
        examples: vec![],
        generated_at: None,
    }
}

#[test]
fn the_same_arguments_give_the_same_text() {
    let mut old = Instance::new();
    for format in FORMATS {
        let first = old
            .render(&some("example.com"), &from("a.csv", 3), format)
            .expect("a report");
        let again = old
            .render(&some("example.com"), &from("a.csv", 3), format)
            .expect("a report");
        let elsewhere = Instance::new()
            .render(&some("example.com"), &from("a.csv", 3), format)
            .expect("a report");
        assert!(first == again && first == elsewhere, "{format:?}");
        assert!(first.contains("example.com"), "{format:?}: {first}");
    }
}

#[test]
fn an_empty_run_is_fine() {
    let mut instance = Instance::new();
    for format in FORMATS {
        let report = instance
            .render(&nothing(), &from("a.csv", 0), format)
            .expect("a report");
        assert!(!report.is_empty(), "{format:?}");
    }
}

#[test]
fn contradicting_totals_are_a_typed_error_and_the_instance_lives_on() {
    let mut instance = Instance::new();
    let totals = Totals {
        accepted: 3,
        ..some("example.com")
    };
    let error = instance
        .render(&totals, &from("a.csv", 3), Format::Json)
        .expect_err("a contradiction");
    let ReportError::Inconsistent(reason) = &error else {
        panic!("found {error:?}")
    };
    assert!(reason.contains("found 3 + 1 = 4, expected 3"), "{reason}");
    instance
        .render(&some("example.com"), &from("a.csv", 3), Format::Json)
        .expect("a report");
}

#[test]
fn what_comes_from_input_is_escaped_for_each_format() {
    let mut instance = Instance::new();
    let evil = "<script>alert(1)</script>&\"'|`*_[x](y)\u{1b}[31m.example";
    for format in FORMATS {
        let report = instance.render(&some(evil), &from(evil, 3), format).expect("a report");
        // In Markdown it is in a code span.
        if matches!(format, Format::Html | Format::Svg) {
            assert!(!report.contains("<script>alert"), "{format:?}: {report}");
        }
        assert!(!report.contains('\u{1b}'), "{format:?}");
    }
    let json = instance
        .render(&some(evil), &from(evil, 3), Format::Json)
        .expect("a report");
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["sources"][0]["name"], evil);
    assert_eq!(value["top_domains"][0]["domain"], evil);
}

#[test]
fn a_time_is_shown_unchanged_and_only_if_given() {
    let mut instance = Instance::new();
    let with_time = Context {
        generated_at: Some("at tea time".into()),
        ..from("a.csv", 3)
    };
    for format in [Format::Html, Format::Markdown, Format::Json] {
        let report = instance
            .render(&some("example.com"), &with_time, format)
            .expect("a report");
        assert!(report.contains("at tea time"), "{format:?}");
    }
}
