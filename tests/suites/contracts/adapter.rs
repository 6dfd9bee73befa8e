//! Callers of version 1.0.0 of the validator's contract, which `build/adapter.wasm` passes on to `build/validator.wasm`.

use std::process::Command;

use tests::component::load_from;
use tests::{checkout, start};
use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreLimits};

use self::exports::my::user_validator::validator::{Guest, Rule, Rules, User, UserBatch};
use self::my::user_validator::types::TextColumn;

wasmtime::component::bindgen!({ world: "my:pipeline/validator@1.0.0", path: "released/1.0.0" });

/// The adapter on the validator, and an instance of both.
struct Instance {
    store: Store<StoreLimits>,
    world: Validator,
}

impl Instance {
    fn new() -> Instance {
        let folder = tempfile::tempdir().expect("a folder");
        let composed = folder.path().join("composed.wasm");
        let status = Command::new("wac")
            .arg("plug")
            .arg(checkout("build/adapter.wasm"))
            .arg("--plug")
            .arg(checkout("build/validator.wasm"))
            .arg("--output")
            .arg(&composed)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "wac composes both");
        let (store, world) = start!(Validator, load_from(&composed, 64 << 20));
        Instance { store, world }
    }

    fn validator(&mut self) -> (&Guest, &mut Store<StoreLimits>) {
        (self.world.my_user_validator_validator(), &mut self.store)
    }

    fn rule_set(&mut self, min_age: u32, denied: &str) -> ResourceAny {
        let rules = Rules {
            min_age,
            max_age: 150,
            name_min_length: 2,
            allowed_domains: Vec::new(),
            denied_domains: vec![denied.into()],
        };
        let (validator, store) = self.validator();
        validator.rule_set().call_constructor(store, &rules).expect("no trap")
    }
}

fn user(name: &str, email: &str, age: u32) -> User {
    let (name, email) = (name.into(), email.into());
    User { name, email, age }
}

fn batch() -> UserBatch {
    let column = |text: &str, ends: &[u32]| TextColumn {
        text: text.into(),
        ends: ends.into(),
    };
    UserBatch {
        names: column("AnnBo", &[3, 5, 5]),
        emails: column("ann@b.cbo@x.yx", &[7, 13, 14]),
        ages: vec![12, 30, 200],
    }
}

const ALL: [Rule; 6] = [
    Rule::NameEmpty,
    Rule::NameTooShort,
    Rule::EmailInvalid,
    Rule::DomainNotAllowed,
    Rule::TooYoung,
    Rule::InvalidAge,
];

#[test]
fn the_functions_apply_the_default_rules() {
    let mut instance = Instance::new();
    let (validator, store) = instance.validator();
    let errors = validator
        .call_validate_user(&mut *store, &user("A", "a@b.c", 12))
        .expect("no trap");
    let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["name", "age"]);
    assert_eq!(validator.call_validate_email(&mut *store, "a@b.c").ok(), Some(true));
    assert_eq!(validator.call_validate_email(&mut *store, "a@b").ok(), Some(false));
    let violations = validator.call_validate_batch(&mut *store, &batch()).expect("no trap");
    let found: Vec<_> = violations.iter().map(|one| (one.row, one.rule)).collect();
    let expected = [
        (0, Rule::TooYoung),
        (2, Rule::NameEmpty),
        (2, Rule::EmailInvalid),
        (2, Rule::InvalidAge),
    ];
    assert_eq!(found, expected);
}

#[test]
fn each_rule_keeps_its_name_and_its_message() {
    let mut instance = Instance::new();
    let set = instance.rule_set(21, "b.c");
    let (validator, store) = instance.validator();
    let mut described = Vec::new();
    for rule in ALL {
        let error = validator
            .rule_set()
            .call_describe(&mut *store, set, rule)
            .expect("no trap");
        described.push(format!("{}: {}", error.field, error.message));
    }
    let expected = [
        "name: Name cannot be empty",
        "name: Name must be at least 2 characters",
        "email: Invalid email format",
        "email: Email domain is not allowed",
        "age: Must be at least 21 years old",
        "age: Invalid age",
    ];
    assert_eq!(described, expected);
    let error = validator.call_describe(store, Rule::TooYoung).expect("no trap");
    assert_eq!(error.message, "Must be at least 13 years old");
}

#[test]
fn rule_sets_of_version_1_are_those_of_version_2() {
    let mut instance = Instance::new();
    let (first, second) = (instance.rule_set(21, "b.c"), instance.rule_set(40, "none.example"));
    let (validator, store) = instance.validator();
    let sets = validator.rule_set();
    let found = sets.call_validate_batch(&mut *store, first, &batch()).expect("no trap");
    assert!(
        found
            .iter()
            .any(|one| (one.row, one.rule) == (0, Rule::DomainNotAllowed)),
        "{found:?}"
    );
    first
        .resource_drop(&mut *store)
        .expect("the rule-set below goes with it");
    let errors = sets
        .call_validate_user(&mut *store, second, &user("Bo", "bo@x.y", 30))
        .expect("no trap");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].message, "Must be at least 40 years old");
}
