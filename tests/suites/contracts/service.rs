//! `my:user-service/user-service` of `build/user-service.wasm`: the service with validator and store plugged in.

use tests::component::load;
use tests::start;
use wasmtime::{Store, StoreLimits};

use self::exports::my::user_service::user_service::{
    CreateUserResult, Guest, Outcome, Settings, Totals, Unreadable, User, UserBatch,
};
use self::my::user_service::types::{Defect, Field, TextColumn};
use self::my::user_validator::types::{EmailSyntax, Rule, Rules};

wasmtime::component::bindgen!({
    inline: "package test:service; world user-service { export my:user-service/user-service@2.0.0; }",
    world: "test:service/user-service",
    path: "../wit",
});

struct Instance {
    store: Store<StoreLimits>,
    world: UserService,
}

impl Instance {
    fn new() -> Instance {
        let (store, world) = start!(UserService, load("user-service.wasm", 64 << 20));
        Instance { store, world }
    }

    fn service(&mut self) -> (&Guest, &mut Store<StoreLimits>) {
        (self.world.my_user_service_user_service(), &mut self.store)
    }

    fn configure(&mut self, rules: Rules, unique_email: bool) -> wasmtime::Result<()> {
        let (service, store) = self.service();
        let settings = Settings {
            rules,
            unique_email,
            keep_users: false,
        };
        let answer = service.call_configure(store, &settings)?;
        answer.expect("nothing is asked of the store");
        Ok(())
    }

    fn create(&mut self, name: &str, email: &str, age: u32) -> CreateUserResult {
        let (service, store) = self.service();
        let user = User {
            name: name.into(),
            email: email.into(),
            age,
        };
        let answer = service.call_create_user(store, &user).expect("no trap");
        answer.expect("the store works")
    }

    fn process(&mut self, users: &[(&str, &str, u32)], unreadable: &[Unreadable]) -> wasmtime::Result<Outcome> {
        let (service, store) = self.service();
        let batch = UserBatch {
            names: column(users.iter().map(|user| user.0)),
            emails: column(users.iter().map(|user| user.1)),
            ages: users.iter().map(|user| user.2).collect(),
            kept_columns: None,
        };
        let answer = service.call_process(store, &batch, unreadable)?;
        Ok(answer.expect("the store works"))
    }

    fn totals(&mut self) -> Totals {
        let (service, store) = self.service();
        service.call_summary(store).expect("no trap")
    }
}

fn column<'a>(values: impl Iterator<Item = &'a str>) -> TextColumn {
    let mut column = TextColumn {
        text: String::new(),
        ends: Vec::new(),
    };
    for value in values {
        column.text += value;
        column.ends.push(column.text.len() as u32);
    }
    column
}

fn values(column: &TextColumn) -> Vec<&str> {
    let starts = std::iter::once(0).chain(column.ends.iter().map(|end| *end as usize));
    starts
        .zip(&column.ends)
        .map(|(start, end)| &column.text[start..*end as usize])
        .collect()
}

fn error(answer: &CreateUserResult) -> Vec<(&str, &str)> {
    answer
        .errors
        .iter()
        .map(|error| (error.field.as_str(), error.message.as_str()))
        .collect()
}

#[test]
fn an_id_depends_on_the_address_alone() {
    let first = Instance::new().create("Ann", "ann@example.com", 30);
    assert!(first.success && first.errors.is_empty());
    let id = first.user_id.expect("an accepted user has an id");
    let (start, rest) = id.split_at(4);
    assert_eq!((start, rest.len()), ("usr_", 26));
    assert!(
        rest.bytes()
            .all(|byte| b"0123456789abcdefghjkmnpqrstvwxyz".contains(&byte)),
        "{id}"
    );
    let mut other = Instance::new();
    assert_eq!(other.create("Bob", "ANN@Example.COM", 77).user_id.as_ref(), Some(&id));
    assert_ne!(other.create("Bob", "anne@example.com", 77).user_id.as_ref(), Some(&id));
    let outcome = Instance::new()
        .process(&[("Cid", "ann@example.com", 50)], &[])
        .expect("no trap");
    assert_eq!(values(&outcome.ids), [id.as_str()]);
}

#[test]
fn a_rejected_user_has_errors_and_no_id() {
    let answer = Instance::new().create("A", "ann", 12);
    assert!(!answer.success && answer.user_id.is_none());
    assert_eq!(
        error(&answer),
        [
            ("name", "Name must be at least 2 characters"),
            ("email", "Invalid email format"),
            ("age", "Must be at least 13 years old"),
        ]
    );
}

#[test]
fn a_duplicate_names_the_record_that_was_accepted() {
    let mut instance = Instance::new();
    // A rejected record doesn't reserve its address.
    assert!(!instance.create("A", "ann@example.com", 30).success);
    assert!(instance.create("Ann", "ann@example.com", 30).success);
    let again = instance.create("Ann", "Ann@Example.com", 30);
    assert_eq!(error(&again), [("email", "Duplicate email, first seen in record 2")]);
    let outcome = instance.process(&[("Bob", "bob@example.com", 30), ("Bob", "ANN@example.com", 30)], &[]);
    let outcome = outcome.expect("no trap");
    let duplicates: Vec<(u32, u64)> = outcome
        .duplicates
        .iter()
        .map(|found| (found.row, found.first_record))
        .collect();
    assert_eq!((duplicates, outcome.ids.ends.len()), (vec![(1, 2)], 1));
    let again = instance.create("Bob", "bob@example.com", 30);
    assert_eq!(error(&again), [("email", "Duplicate email, first seen in record 4")]);
}

#[test]
fn only_ascii_case_is_no_difference() {
    let mut instance = Instance::new();
    assert!(instance.create("Ann", "ä@example.com", 30).success);
    assert!(instance.create("Ann", "Ä@example.com", 30).success);
    assert!(!instance.create("Ann", "ä@EXAMPLE.com", 30).success);
}

#[test]
fn each_row_is_in_one_place_and_unreadable_records_take_numbers() {
    let mut instance = Instance::new();
    let unreadable = [
        Unreadable {
            before: 0,
            field: Field::Record,
            defect: Defect::Malformed,
        },
        Unreadable {
            before: 2,
            field: Field::Age,
            defect: Defect::InvalidNumber,
        },
        Unreadable {
            before: 4,
            field: Field::Age,
            defect: Defect::InvalidNumber,
        },
    ];
    let users = [
        ("Ann", "ann@example.com", 30),
        ("", "x", 30),
        ("Ann", "ANN@example.com", 30),
        ("Bob", "bob@example.org", 40),
    ];
    let outcome = instance.process(&users, &unreadable).expect("no trap");
    let violations: Vec<(u32, Rule)> = outcome.violations.iter().map(|found| (found.row, found.rule)).collect();
    let duplicates: Vec<(u32, u64)> = outcome
        .duplicates
        .iter()
        .map(|found| (found.row, found.first_record))
        .collect();
    assert_eq!(violations, [(1, Rule::NameEmpty), (1, Rule::EmailInvalid)]);
    assert_eq!(duplicates, [(2, 2)]);
    assert_eq!(outcome.ids.ends.len(), 2);

    let totals = instance.totals();
    assert_eq!((totals.read, totals.accepted, totals.rejected), (7, 2, 5));
    let errors: Vec<(&str, &str, u64)> = totals
        .errors
        .iter()
        .map(|error| (error.field.as_str(), error.rule.as_str(), error.count))
        .collect();
    assert_eq!(
        errors,
        [
            ("age", "invalid-number", 2),
            ("email", "duplicate-email", 1),
            ("email", "email-invalid", 1),
            ("name", "name-empty", 1),
            ("record", "malformed", 1),
        ]
    );
    let ages: Vec<(u32, u64)> = totals.ages.iter().map(|entry| (entry.age, entry.count)).collect();
    assert_eq!(ages, [(30, 1), (40, 1)]);
    let domains: Vec<(&str, u64)> = totals
        .top_domains
        .iter()
        .map(|entry| (entry.domain.as_str(), entry.count))
        .collect();
    assert_eq!(
        (domains, totals.distinct_domains),
        (vec![("example.com", 1), ("example.org", 1)], 2)
    );
}

#[test]
fn a_batch_is_judged_as_its_users_are_one_by_one() {
    let emails: Vec<String> = (0..500)
        .map(|at| format!("user{}@example{}.com", at * 7 % 311, at % 3))
        .collect();
    let users: Vec<(&str, &str, u32)> = (0..500)
        .map(|at| (["Ann", "B", ""][at % 3], emails[at].as_str(), at as u32))
        .collect();
    let mut whole = Instance::new();
    let outcome = whole.process(&users, &[]).expect("no trap");
    let mut one_by_one = Instance::new();
    let ids: Vec<String> = users
        .iter()
        .filter_map(|(name, email, age)| one_by_one.create(name, email, *age).user_id)
        .collect();
    assert!(!ids.is_empty());
    assert_eq!(values(&outcome.ids), ids);
    assert_eq!(format!("{:?}", whole.totals()), format!("{:?}", one_by_one.totals()));
}

#[test]
fn totals_of_an_empty_run_and_a_repeated_summary() {
    let mut instance = Instance::new();
    let empty = format!("{:?}", instance.totals());
    assert!(empty.contains("read: 0"), "{empty}");
    assert_eq!(instance.process(&[], &[]).expect("no trap").ids.ends.len(), 0);
    assert_eq!(format!("{:?}", instance.totals()), empty);
}

#[test]
fn unreadable_records_beyond_the_batch_or_out_of_order_trap() {
    let at = |before| Unreadable {
        before,
        field: Field::Record,
        defect: Defect::Malformed,
    };
    let one = [("Ann", "ann@example.com", 30)];
    assert!(Instance::new().process(&one, &[at(0), at(1)]).is_ok());
    assert!(Instance::new().process(&one, &[at(2)]).is_err());
    assert!(Instance::new().process(&one, &[at(1), at(0)]).is_err());
}

fn rules(min_age: u32, max_age: u32, denied_domains: &[&str]) -> Rules {
    Rules {
        min_age,
        max_age,
        name_min_length: 4,
        allowed_domains: vec![],
        denied_domains: denied_domains.iter().map(ToString::to_string).collect(),
        email_syntax: EmailSyntax::Simple,
    }
}

#[test]
fn users_and_batches_are_judged_by_the_rules_that_are_set() {
    let mut instance = Instance::new();
    instance
        .configure(rules(18, 300, &["example.com", "*.example.com"]), true)
        .expect("no trap");
    assert_eq!(
        error(&instance.create("Ann", "ann@a.EXAMPLE.com", 17)),
        [
            ("name", "Name must be at least 4 characters"),
            ("email", "Email domain is not allowed"),
            ("age", "Must be at least 18 years old"),
        ]
    );
    let users = [
        ("Anna", "anna@example.org", 299),
        ("Anna", "anna@example.com", 301),
        ("Anna", "ANNA@example.org", 18),
    ];
    let outcome = instance.process(&users, &[]).expect("no trap");
    let violations: Vec<(u32, Rule)> = outcome.violations.iter().map(|found| (found.row, found.rule)).collect();
    assert_eq!(violations, [(1, Rule::DomainNotAllowed), (1, Rule::InvalidAge)]);
    assert_eq!((outcome.duplicates.len(), outcome.ids.ends.len()), (1, 1));
    let totals = instance.totals();
    let messages: Vec<(&str, &str)> = totals
        .errors
        .iter()
        .map(|error| (error.rule.as_str(), error.message.as_str()))
        .collect();
    assert!(
        messages.contains(&("too-young", "Must be at least 18 years old")),
        "{messages:?}"
    );
    assert_eq!(totals.ages.iter().map(|entry| entry.age).collect::<Vec<_>>(), [299]);
}

#[test]
fn without_unique_email_nothing_is_a_duplicate() {
    let mut instance = Instance::new();
    instance.configure(rules(13, 150, &[]), false).expect("no trap");
    let users: Vec<(&str, &str, u32)> = (0..200).map(|_| ("Anna", "anna@example.com", 30)).collect();
    let outcome = instance.process(&users, &[]).expect("no trap");
    assert_eq!((outcome.duplicates.len(), outcome.ids.ends.len()), (0, 200));
    let ids = values(&outcome.ids);
    assert!(ids.iter().all(|id| *id == ids[0]));
    let again = instance.create("Anna", "anna@example.com", 30);
    assert_eq!(again.user_id.as_deref(), Some(ids[0]));
    assert_eq!(instance.totals().accepted, 201);
}

#[test]
fn configuring_twice_or_too_late_or_with_contradictory_rules_traps() {
    let fine = || rules(13, 150, &[]);
    let mut instance = Instance::new();
    instance.configure(fine(), true).expect("no trap");
    assert!(instance.configure(fine(), true).is_err());
    let mut instance = Instance::new();
    instance.totals();
    instance.configure(fine(), true).expect("a look changes nothing");
    let mut instance = Instance::new();
    instance.create("", "", 0);
    assert!(instance.configure(fine(), true).is_err());
    assert!(Instance::new().configure(rules(20, 19, &[]), true).is_err());
}
