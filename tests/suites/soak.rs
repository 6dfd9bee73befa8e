//! Lists of strings pass through TinyGo intact, with a small heap and its garbage collector at work. The component under
//! test collects garbage at every allocation, so that it frees everything it could free too early.

use std::collections::HashSet;
use std::process::Command;

use tests::checkout;
use tests::component::{Loaded, load_from};
use wasmtime::Result;
use wasmtime::{Store, StoreLimits};

use self::exports::my::user_service::user_service::{Settings, Unreadable, User, UserBatch};
use self::my::user_service::types::{Defect, Field, TextColumn};
use self::my::user_validator::types::{EmailSyntax, Rules};

wasmtime::component::bindgen!({
    inline: "package test:service; world user-service { export my:user-service/user-service@2.0.0; }",
    world: "test:service/user-service",
    path: "../wit",
});

const RECORDS: u32 = 100_000;

struct Instance {
    store: Store<StoreLimits>,
    world: UserService,
}

impl Instance {
    fn new(file: &str, memory: usize) -> Result<Instance> {
        let folder = tempfile::tempdir()?;
        let composed = folder.path().join("composed.wasm");
        let plug = Command::new("wac")
            .arg("plug")
            .arg(checkout("build").join(file))
            .arg("--plug")
            .arg(checkout("build/validator.wasm"))
            .arg("--plug")
            .arg(checkout("build/store.wasm"))
            .arg("--output")
            .arg(&composed)
            .status()?;
        assert!(plug.success(), "wac plug failed");
        let Loaded {
            mut store,
            component,
            linker,
        } = load_from(&composed, memory)?;
        let world = UserService::instantiate(&mut store, &component, &linker)?;
        Ok(Instance { store, world })
    }

    fn configure(&mut self, settings: &Settings) {
        let service = self.world.my_user_service_user_service();
        let answer = service.call_configure(&mut self.store, settings);
        answer.expect("no trap").expect("nothing is asked of the store");
    }

    fn process(&mut self, batch: &UserBatch, unreadable: &[Unreadable]) -> Result<Judged> {
        let service = self.world.my_user_service_user_service();
        let outcome = service.call_process(&mut self.store, batch, unreadable)?;
        let outcome = outcome.expect("the store works");
        let mut start = 0;
        let ids = outcome.ids.ends.iter().map(|end| {
            let id = outcome.ids.text[start..*end as usize].to_string();
            start = *end as usize;
            id
        });
        let duplicates = outcome
            .duplicates
            .iter()
            .map(|found| (found.row, found.first_record))
            .collect();
        Ok(Judged {
            ids: ids.collect(),
            violations: outcome.violations.len(),
            duplicates,
        })
    }
}

/// The outcome of a batch.
struct Judged {
    ids: Vec<String>,
    violations: usize,
    /// The row, and the record that it repeats.
    duplicates: Vec<(u32, u64)>,
}

fn email(record: u32) -> String {
    format!("user.{record:08}@sub{}.example-{}.com", record % 97, record % 13)
}

fn batch(records: std::ops::Range<u32>) -> UserBatch {
    let mut batch = UserBatch {
        names: TextColumn {
            text: String::new(),
            ends: vec![],
        },
        emails: TextColumn {
            text: String::new(),
            ends: vec![],
        },
        kept_columns: None,
        ages: vec![],
    };
    for record in records {
        batch.names.text += &format!("Name {record}");
        batch.names.ends.push(batch.names.text.len() as u32);
        batch.emails.text += &email(record);
        batch.emails.ends.push(batch.emails.text.len() as u32);
        batch.ages.push(13 + record % 100);
    }
    batch
}

/// One call with all records and one with all of them as duplicates, compared with small calls of the usual component.
#[test]
fn a_hundred_thousand_records_in_one_call() {
    let mut usual = Instance::new("service.wasm", 256 << 20).expect("the component starts");
    let mut expected = Vec::new();
    for start in (0..RECORDS).step_by(1000) {
        expected.extend(usual.process(&batch(start..start + 1000), &[]).expect("no trap").ids);
    }
    let mut stressed = Instance::new("service-stress.wasm", 64 << 20).expect("the component starts");
    let whole = batch(0..RECORDS);
    let Judged {
        ids,
        violations,
        duplicates,
    } = stressed.process(&whole, &[]).expect("no trap");
    assert_eq!((violations, duplicates.len()), (0, 0));
    for (at, (id, expected)) in ids.iter().zip(&expected).enumerate() {
        assert_eq!(id, expected, "record {at}");
    }
    assert_eq!(ids.len(), expected.len());

    let Judged {
        ids,
        violations,
        duplicates,
    } = stressed.process(&whole, &[]).expect("no trap");
    assert_eq!((ids.len(), violations), (0, 0));
    let expected: Vec<(u32, u64)> = (0..RECORDS).map(|row| (row, u64::from(row) + 1)).collect();
    assert!(
        duplicates == expected,
        "a duplicate names another record than it repeats"
    );
}

/// A list of records, and the totals' lists of records that contain strings.
#[test]
fn a_hundred_thousand_unreadable_records_in_one_call() {
    let mut stressed = Instance::new("service-stress.wasm", 16 << 20).expect("the component starts");
    let fields = [Field::Record, Field::Name, Field::Email, Field::Age];
    let defects = [
        Defect::Malformed,
        Defect::InvalidUtf8,
        Defect::WrongType,
        Defect::MissingField,
    ];
    let unreadable: Vec<Unreadable> = (0..RECORDS)
        .map(|at| Unreadable {
            before: at / 1000,
            field: fields[at as usize % 4],
            defect: defects[at as usize / 4 % 4],
        })
        .collect();
    let Judged { ids, .. } = stressed.process(&batch(0..100), &unreadable).expect("no trap");
    assert_eq!(ids.len(), 100);
    let service = stressed.world.my_user_service_user_service();
    let totals = service.call_summary(&mut stressed.store).expect("no trap");
    assert_eq!((totals.read, totals.accepted, totals.rejected), (100_100, 100, 100_000));
    assert_eq!(totals.errors.len(), 16);
    assert!(
        totals.errors.iter().all(|error| error.count == 6250),
        "{:?}",
        totals.errors
    );
}

/// One user per call: the argument is a record of strings; the result is a record with a list of records of strings.
#[test]
fn a_hundred_thousand_users_one_by_one() {
    let mut stressed = Instance::new("service-stress.wasm", 16 << 20).expect("the component starts");
    let mut usual = Instance::new("service.wasm", 16 << 20).expect("the component starts");
    let expected = usual.process(&batch(0..1000), &[]).expect("no trap").ids;
    for record in 0..RECORDS {
        let service = stressed.world.my_user_service_user_service();
        let user = User {
            name: format!("Name {record}"),
            email: email(record % 1000),
            age: 30,
        };
        let answer = service.call_create_user(&mut stressed.store, &user).expect("no trap");
        let answer = answer.expect("the store works");
        let errors: Vec<&str> = answer.errors.iter().map(|error| error.message.as_str()).collect();
        if record < 1000 {
            assert_eq!(
                answer.user_id.as_ref(),
                Some(&expected[record as usize]),
                "record {record}"
            );
        } else {
            let message = format!("Duplicate email, first seen in record {}", record % 1000 + 1);
            assert_eq!(errors, [message], "record {record}");
        }
    }
}

/// Rules, with a long list of strings, that pass through the service into a rule-set of the validator; then many calls
/// through the handle.
#[test]
fn ten_thousand_denied_domains() {
    let mut stressed = Instance::new("service-stress.wasm", 16 << 20).expect("the component starts");
    let domain = |at: u32| format!("sub{at}.example-{}.com", at % 13);
    let settings = Settings {
        rules: Rules {
            min_age: 13,
            max_age: 150,
            name_min_length: 2,
            allowed_domains: vec![],
            denied_domains: (0..10_000).map(domain).collect(),
            email_syntax: EmailSyntax::Simple,
        },
        unique_email: false,
        keep_users: false,
    };
    stressed.configure(&settings);
    let denied: HashSet<String> = settings.rules.denied_domains.into_iter().collect();
    let is_denied = |record: &u32| denied.contains(email(*record).split_once('@').expect("an address").1);
    let mut found = 0;
    for start in (0..RECORDS).step_by(1000) {
        let batch = batch(start..start + 1000);
        let expected = (start..start + 1000).filter(is_denied).count();
        found += expected;
        let judged = stressed.process(&batch, &[]).expect("no trap");
        assert_eq!(
            (judged.violations, judged.ids.len()),
            (expected, 1000 - expected),
            "from {start}"
        );
    }
    assert!(found > 1000, "{found}");
}

/// Stored users that come back in one list: strings that the service has parsed from pages that it receives in the middle
/// of a call.
#[test]
fn ten_thousand_stored_users_in_one_list() {
    const USERS: u32 = 10_000;
    let mut stressed = Instance::new("service-stress.wasm", 64 << 20).expect("the component starts");
    stressed.configure(&Settings {
        rules: Rules {
            min_age: 13,
            max_age: 150,
            name_min_length: 2,
            allowed_domains: vec![],
            denied_domains: vec![],
            email_syntax: EmailSyntax::Simple,
        },
        unique_email: true,
        keep_users: true,
    });
    let mut escaped = batch(0..USERS);
    // As long as the space that it replaces, and escaped when written.
    escaped.names.text = escaped.names.text.replace(' ', "\"");
    let ids = stressed.process(&escaped, &[]).expect("no trap").ids;
    let service = stressed.world.my_user_service_user_service();
    let listed = service.call_list_users(&mut stressed.store, None, u32::MAX);
    let mut listed = listed.expect("no trap").expect("the store works");
    assert!(listed.is_sorted_by(|a, b| a.id < b.id));
    listed.sort_by_key(|user| user.accepted_as);
    assert_eq!(listed.len(), USERS as usize);
    for (record, (user, id)) in (0..).zip(listed.iter().zip(&ids)) {
        assert_eq!((&user.id, &user.email), (id, &email(record)), "record {record}");
        assert_eq!(
            (user.name.clone(), user.age),
            (format!("Name\"{record}"), 13 + record % 100)
        );
        assert_eq!((user.accepted_in, user.accepted_as), (1, u64::from(record) + 1));
    }
}
