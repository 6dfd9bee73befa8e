//! `my:user-validator/validator` of `build/validator.wasm`.

use tests::component::load;
use tests::start;
use wasmtime::component::ResourceAny;
use wasmtime::{Store, StoreLimits};

use self::exports::my::user_validator::validator::{Guest, Rule, Rules, User, UserBatch, ValidationError};
use self::my::user_validator::types::{EmailSyntax, TextColumn};

wasmtime::component::bindgen!({ world: "my:pipeline/validator@2.0.0", path: "../wit" });

struct Instance {
    store: Store<StoreLimits>,
    world: Validator,
}

impl Instance {
    fn new() -> Instance {
        let (store, world) = start!(Validator, load("validator.wasm", 64 << 20));
        Instance { store, world }
    }

    fn validator(&mut self) -> (&Guest, &mut Store<StoreLimits>) {
        (self.world.my_user_validator_validator(), &mut self.store)
    }

    fn errors(&mut self, name: &str, email: &str, age: u32) -> Vec<(String, String)> {
        let (validator, store) = self.validator();
        let user = User {
            name: name.into(),
            email: email.into(),
            age,
        };
        let errors = validator.call_validate_user(store, &user).expect("no trap");
        errors.into_iter().map(|error| (error.field, error.message)).collect()
    }

    fn rule_set(&mut self, rules: &Rules) -> wasmtime::Result<ResourceAny> {
        let (validator, store) = self.validator();
        validator.rule_set().call_constructor(store, rules)
    }

    fn batch(&mut self, batch: &UserBatch) -> wasmtime::Result<Vec<(u32, Rule)>> {
        let (validator, store) = self.validator();
        let found = validator.call_validate_batch(store, batch)?;
        Ok(found
            .into_iter()
            .map(|violation| (violation.row, violation.rule))
            .collect())
    }
}

fn column(values: &[&str]) -> TextColumn {
    let ends = values.iter().scan(0, |end, value| {
        *end += value.len() as u32;
        Some(*end)
    });
    TextColumn {
        ends: ends.collect(),
        text: values.concat(),
    }
}

fn pair(field: &str, message: &str) -> (String, String) {
    (field.into(), message.into())
}

#[test]
fn a_valid_user_has_no_errors() {
    assert_eq!(Instance::new().errors("Ann", "ann@example.com", 30), []);
}

#[test]
fn all_errors_come_at_once_in_field_order() {
    let mut instance = Instance::new();
    let name = pair("name", "Name cannot be empty");
    let email = pair("email", "Invalid email format");
    assert_eq!(
        instance.errors("\u{a0}\u{3000}", "ann", 12),
        [name, email.clone(), pair("age", "Must be at least 13 years old")]
    );
    let short = pair("name", "Name must be at least 2 characters");
    assert_eq!(
        instance.errors(" é ", "@", 151),
        [short, email, pair("age", "Invalid age")]
    );
    assert_eq!(instance.errors("éé", "a@b.c", u32::MAX), [pair("age", "Invalid age")]);
}

#[test]
fn an_email_address_is_judged_without_trimming() {
    let mut instance = Instance::new();
    let (validator, store) = instance.validator();
    for (email, valid) in [
        ("a@b.c", true),
        (" a@b.c ", true),
        ("ä@ö.ü", true),
        ("a@b..c", true),
        ("", false),
        ("a@b", false),
        ("a@.b.c", false),
        ("a@b.c.", false),
        ("@b.c", false),
        ("a@", false),
        ("a@b@c.d", false),
    ] {
        assert_eq!(
            validator.call_validate_email(&mut *store, email).expect("no trap"),
            valid,
            "{email}"
        );
    }
}

#[test]
fn addresses_are_compared_by_the_name_of_the_domain() {
    let mut instance = Instance::new();
    let (validator, store) = instance.validator();
    let emails = column(&[
        "Ann@B.c",
        "a@bu\u{308}cher.example",
        "a@XN--BCHER-KVA.example;",
        "",
        "A@b..c",
    ]);
    let expected = column(&["ann@b.c", "a@bücher.example", "a@bücher.example", "", "a@b..c"]);
    let found = validator.call_canonical_emails(store, &emails).expect("no trap");
    assert_eq!((found.text, found.ends), (expected.text, expected.ends));
}

#[test]
fn a_batch_gives_its_violations_in_order_and_remembers_nothing() {
    let mut instance = Instance::new();
    let batch = UserBatch {
        names: column(&["Ann", "", "Bob", "C", "Ann"]),
        emails: column(&["a@b.c", "x", "b@b.c", "y", "a@b.c"]),
        ages: vec![30, 7, 31, 200, 30],
        kept_columns: None,
    };
    let expected = [
        (1, Rule::NameEmpty),
        (1, Rule::EmailInvalid),
        (1, Rule::TooYoung),
        (3, Rule::NameTooShort),
        (3, Rule::EmailInvalid),
        (3, Rule::InvalidAge),
    ];
    for _ in 0..3 {
        assert_eq!(instance.batch(&batch).expect("no trap"), expected);
    }
    let empty = UserBatch {
        names: column(&[]),
        emails: column(&[]),
        ages: vec![],
        kept_columns: None,
    };
    assert_eq!(instance.batch(&empty).expect("no trap"), []);
}

#[test]
fn each_rule_is_described_with_its_message() {
    let mut instance = Instance::new();
    let described = |instance: &mut Instance, rule| {
        let (validator, store) = instance.validator();
        let ValidationError { field, message } = validator.call_describe(store, rule).expect("no trap");
        (field, message)
    };
    for (rule, (name, email, age)) in [
        (Rule::NameEmpty, ("", "a@b.c", 30)),
        (Rule::NameTooShort, ("A", "a@b.c", 30)),
        (Rule::EmailInvalid, ("Ann", "a", 30)),
        (Rule::TooYoung, ("Ann", "a@b.c", 12)),
        (Rule::InvalidAge, ("Ann", "a@b.c", 151)),
    ] {
        let told = instance.errors(name, email, age);
        assert_eq!(told, [described(&mut instance, rule)]);
    }
}

#[test]
fn a_batch_that_breaks_its_rules_traps() {
    let good = UserBatch {
        names: column(&["Ann", "Bob"]),
        emails: column(&["a@b.c", "b@b.c"]),
        ages: vec![30, 31],
        kept_columns: None,
    };
    assert_eq!(Instance::new().batch(&good).expect("no trap"), []);
    let ends = |ends: &[u32], text: &str| TextColumn {
        text: text.into(),
        ends: ends.to_vec(),
    };
    for (title, names, ages) in [
        ("one name less", column(&["Ann"]), vec![30, 31]),
        ("one age less", column(&["Ann", "Bob"]), vec![30]),
        ("an end beyond the text", ends(&[3, 7], "AnnBob"), vec![30, 31]),
        ("ends that descend", ends(&[4, 3], "AnnB"), vec![30, 31]),
        ("text after the last end", ends(&[3, 5], "AnnBob"), vec![30, 31]),
        ("an end inside a character", ends(&[1, 4], "éBo"), vec![30, 31]),
    ] {
        let batch = UserBatch {
            names,
            emails: column(&["a@b.c", "b@b.c"]),
            ages,
            kept_columns: None,
        };
        let error = Instance::new().batch(&batch).expect_err(title);
        assert!(error.downcast_ref::<wasmtime::Trap>().is_some(), "{title}: {error:?}");
    }
}

fn rules(min_age: u32, max_age: u32, allowed_domains: &[&str]) -> Rules {
    Rules {
        min_age,
        max_age,
        name_min_length: 3,
        allowed_domains: allowed_domains.iter().map(ToString::to_string).collect(),
        denied_domains: vec![],
        email_syntax: EmailSyntax::Simple,
    }
}

#[test]
fn rule_sets_judge_by_their_own_rules_side_by_side() {
    let mut instance = Instance::new();
    let adults = instance.rule_set(&rules(18, 150, &[])).expect("no trap");
    let staff = instance.rule_set(&rules(0, 70, &["*.example.com"])).expect("no trap");
    let al = User {
        name: "Al".into(),
        email: "al@example.com".into(),
        age: 17,
    };
    let batch = UserBatch {
        names: column(&["Al", "Ann", "Bob"]),
        emails: column(&["al@example.com", "ann@", "bob@a.Example.com"]),
        ages: vec![17, 18, 71],
        kept_columns: None,
    };
    for (set, errors, violations) in [
        (
            adults,
            vec![
                pair("name", "Name must be at least 3 characters"),
                pair("age", "Must be at least 18 years old"),
            ],
            vec![(0, Rule::NameTooShort), (0, Rule::TooYoung), (1, Rule::EmailInvalid)],
        ),
        (
            staff,
            vec![
                pair("name", "Name must be at least 3 characters"),
                pair("email", "Email domain is not allowed"),
            ],
            vec![
                (0, Rule::NameTooShort),
                (0, Rule::DomainNotAllowed),
                (1, Rule::EmailInvalid),
                (2, Rule::InvalidAge),
            ],
        ),
    ] {
        let (validator, store) = instance.validator();
        let rule_set = validator.rule_set();
        let told = rule_set.call_validate_user(&mut *store, set, &al).expect("no trap");
        let told: Vec<_> = told.into_iter().map(|error| (error.field, error.message)).collect();
        assert_eq!(told, errors);
        let found = rule_set.call_validate_batch(&mut *store, set, &batch).expect("no trap");
        let found: Vec<_> = found.into_iter().map(|found| (found.row, found.rule)).collect();
        assert_eq!(found, violations);
    }
    let (validator, store) = instance.validator();
    let described = validator.rule_set().call_describe(&mut *store, staff, Rule::TooYoung);
    assert_eq!(described.expect("no trap").message, "Must be at least 0 years old");
    for set in [adults, staff] {
        set.resource_drop(&mut instance.store).expect("no trap");
    }
    // The plain functions still apply the defaults.
    assert_eq!(instance.errors("Al", "al@example.com", 17), []);
}

#[test]
fn contradictory_rules_trap() {
    assert!(Instance::new().rule_set(&rules(150, 150, &[])).is_ok());
    let error = Instance::new()
        .rule_set(&rules(151, 150, &[]))
        .expect_err("contradictory rules");
    assert!(error.downcast_ref::<wasmtime::Trap>().is_some(), "{error:?}");
}
