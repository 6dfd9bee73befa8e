//! Stored users: `get-user`, `find-by-email` and `list-users` of my:user-service, and a store that fails. The store is the
//! mock, which reports the calls it received.

use std::process::Command;

use tempfile::TempDir;
use tests::component::load_from;
use tests::mock::failing_at;
use tests::{checkout, start};
use wasmtime::{Store, StoreLimits};

use self::exports::my::user_service::user_service::{Guest, ServiceError, Settings, StoredUser, User};
use self::my::storage::types::StoreError;
use self::my::user_service::types::StoreOperation;
use self::my::user_validator::types::{EmailSyntax, Rules};

wasmtime::component::bindgen!({
    inline: "
        package test:stored-users;
        world recorded { export my:user-service/user-service@2.0.0; export test:mock-store/recorder@1.0.0; }
    ",
    world: "test:stored-users/recorded",
    path: ["../wit", "mock-store/wit"],
});

/// Service, validator and mock in one component, which also reports the mock's calls.
const COMPOSITION: &str = r#"
package test:composition;
let validator = new part:validator { ... };
let store = new part:store { ... };
let service = new part:service { ...validator, ...store, ... };
export service["my:user-service/user-service@2.0.0"];
export store["test:mock-store/recorder@1.0.0"];
"#;

struct Instance {
    store: Store<StoreLimits>,
    world: Recorded,
    _folder: TempDir,
}

impl Instance {
    /// With a mock that fails at this call; 0 for none.
    fn new(fails_at: u32, keep_users: bool) -> Instance {
        let folder = tempfile::tempdir().expect("a folder");
        let (mock, text, composed) = (
            folder.path().join("mock.wasm"),
            folder.path().join("mock.wac"),
            folder.path().join("composed.wasm"),
        );
        std::fs::write(&mock, failing_at(&checkout("build/mock-store.wasm"), fails_at)).expect("a mock");
        std::fs::write(&text, COMPOSITION).expect("a composition");
        let part = |name: &str, file: &std::path::Path| format!("part:{name}={}", file.display());
        let composing = Command::new("wac")
            .arg("compose")
            .arg(&text)
            .args(["-d", &part("validator", &checkout("build/validator.wasm"))])
            .args(["-d", &part("service", &checkout("build/service.wasm"))])
            .args(["-d", &part("store", &mock)])
            .arg("-o")
            .arg(&composed)
            .output()
            .expect("there is wac");
        assert!(
            composing.status.success(),
            "{}",
            String::from_utf8_lossy(&composing.stderr)
        );
        let (store, world) = start!(Recorded, load_from(&composed, 64 << 20));
        let mut instance = Instance {
            store,
            world,
            _folder: folder,
        };
        let settings = Settings {
            rules: Rules {
                min_age: 13,
                max_age: 150,
                name_min_length: 2,
                allowed_domains: vec![],
                denied_domains: vec![],
                email_syntax: EmailSyntax::Simple,
            },
            unique_email: true,
            keep_users,
        };
        let (service, store) = instance.service();
        let configured = service.call_configure(store, &settings).expect("no trap");
        configured.expect("nothing is asked of the store");
        instance
    }

    fn service(&mut self) -> (&Guest, &mut Store<StoreLimits>) {
        (self.world.my_user_service_user_service(), &mut self.store)
    }

    fn create(&mut self, name: &str, email: &str) -> Result<Option<String>, ServiceError> {
        let (service, store) = self.service();
        let user = User {
            name: name.into(),
            email: email.into(),
            age: 36,
        };
        Ok(service.call_create_user(store, &user).expect("no trap")?.user_id)
    }

    fn get(&mut self, id: &str) -> Result<Option<StoredUser>, ServiceError> {
        let (service, store) = self.service();
        service.call_get_user(store, id).expect("no trap")
    }

    fn find(&mut self, email: &str) -> Result<Option<StoredUser>, ServiceError> {
        let (service, store) = self.service();
        service.call_find_by_email(store, email).expect("no trap")
    }

    fn list(&mut self, after: Option<&str>, limit: u32) -> Result<Vec<StoredUser>, ServiceError> {
        let (service, store) = self.service();
        service.call_list_users(store, after, limit).expect("no trap")
    }

    /// The mock's calls, such as `put-new users 1`.
    fn calls(&mut self) -> Vec<String> {
        let calls = self.world.test_mock_store_recorder().call_calls(&mut self.store);
        let shown = calls.expect("no trap").into_iter();
        shown
            .map(|call| format!("{} {} {}", call.operation, call.store, call.keys))
            .collect()
    }

    /// One call of each kind in order, until one fails.
    fn everything(&mut self) -> Result<(), ServiceError> {
        let id = self.create("Ann", "ann@example.com")?.expect("an id");
        self.create("Bob", "bob@example.com")?;
        self.get(&id)?;
        self.find("ann@example.com")?;
        self.list(None, 10).map(drop)
    }
}

#[test]
fn users_that_are_kept_are_found_and_listed() {
    let mut instance = Instance::new(0, true);
    let mut ids = Vec::new();
    for email in ["ann@example.com", "Bob@Example.com", "cid@example.com"] {
        ids.push(
            instance
                .create("A \"name\"\n", email)
                .expect("it works")
                .expect("an id"),
        );
    }
    assert_eq!(instance.create("Bob", "bob@example.com").expect("it works"), None);
    let bob = instance.get(&ids[1]).expect("it works").expect("Bob");
    assert_eq!(
        (bob.name.as_str(), bob.email.as_str()),
        ("A \"name\"\n", "Bob@Example.com")
    );
    assert_eq!((bob.age, bob.accepted_in, bob.accepted_as), (36, 1, 2));
    let found = instance.find("BOB@EXAMPLE.COM").expect("it works").expect("Bob");
    assert_eq!(found.id, ids[1]);
    assert!(instance.get("usr_").expect("it works").is_none());
    assert!(instance.find("dan@example.com").expect("it works").is_none());

    ids.sort();
    let list = |instance: &mut Instance, after: Option<&str>, limit| {
        let listed = instance.list(after, limit).expect("it works");
        listed.into_iter().map(|user| user.id).collect::<Vec<_>>()
    };
    assert_eq!(list(&mut instance, None, 2), ids[..2]);
    assert_eq!(list(&mut instance, Some(&ids[1]), 2), ids[2..]);
}

#[test]
fn without_stored_users_every_query_fails() {
    let mut instance = Instance::new(0, false);
    assert!(matches!(instance.get("usr_1"), Err(ServiceError::NotKept)));
    assert!(matches!(instance.find("ann@example.com"), Err(ServiceError::NotKept)));
    assert!(matches!(instance.list(None, 1), Err(ServiceError::NotKept)));
    assert_eq!(instance.calls(), [""; 0]);
}

/// For every call that the service makes: if it fails, the error names it, and no further call is made.
#[test]
fn every_call_that_fails_is_a_typed_error() {
    for keep_users in [true, false] {
        let mut whole = Instance::new(0, keep_users);
        let ended = whole.everything();
        assert_eq!(ended.is_ok(), keep_users, "users aren't found where they aren't kept");
        let calls = whole.calls();
        assert!(calls.len() >= 3, "{calls:?}");
        for (at, call) in (1..).zip(&calls) {
            let mut instance = Instance::new(at, keep_users);
            let error = instance.everything().expect_err("a call failed");
            let ServiceError::Store(failure) = &error else {
                panic!("{error:?}");
            };
            let operation = match failure.operation {
                StoreOperation::OpenStore => "open-store",
                StoreOperation::Get => "get",
                StoreOperation::Put => "put",
                StoreOperation::PutNew => "put-new",
                StoreOperation::Scan => "scan",
            };
            assert!(
                call.starts_with(&format!("{operation} {} ", failure.store)),
                "{call}: {error:?}"
            );
            let told = format!("set to fail at call {at}");
            assert!(
                matches!(&failure.error, StoreError::Other(reason) if *reason == told),
                "{error:?}"
            );
            assert_eq!(instance.calls(), calls[..at as usize]);
        }
    }
}
