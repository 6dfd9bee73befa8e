//! The host's secrets are out of reach: a canary in its environment, in a file and on a socket. A validator that tries to read
//! them, `tests/escape-attempt/`, isn't composed, isn't loaded, or finds nothing.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;
use tests::checkout;
use tests::component::{Loaded, load};
use tests::composition::{PARTS, build, changed, compose, compose_only, put};
use tests::folder::{files, names};
use tests::host::{Answer, Host};

use self::my::user_validator::types::{Rule, TextColumn, UserBatch};

wasmtime::component::bindgen!({ world: "my:pipeline/validator@2.0.0", path: "../wit" });

const VARIABLE: &str = "CANARY";

/// A secret that must not be found, and its places.
struct Canary {
    secret: String,
    folder: TempDir,
    listener: TcpListener,
}

impl Canary {
    fn new() -> Canary {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("a clock")
            .as_nanos();
        let secret = format!("canary-{now:x}");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("secret.txt"), &secret).expect("a file");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("it is ours");
        Canary {
            secret,
            folder,
            listener,
        }
    }

    fn file(&self) -> String {
        self.folder.path().join("secret.txt").to_string_lossy().into_owned()
    }

    /// Records that name the places to look, one per place.
    fn input(&self) -> String {
        let folder = self.folder.path().to_string_lossy();
        let address = self.listener.local_addr().expect("it listens").to_string();
        let wanted = [VARIABLE, &self.file(), &folder, &address, &self.file()];
        let records = wanted.iter().map(|wanted| format!("{wanted},a@b.c,30\n"));
        format!("name,email,age\n{}", records.collect::<String>())
    }

    /// Runs a component on the input. Fails if the canary is in any output, or if the socket was contacted.
    fn run(&self, host: Host, component: &Path) -> (Answer, PathBuf) {
        fs::write(self.folder.path().join("in.csv"), self.input()).expect("an input");
        let out = self.folder.path().join(host.name());
        let output = host
            .command(self.folder.path())
            .args(["run", "in.csv", "--out", host.name(), "--component"])
            .arg(component)
            .env(VARIABLE, &self.secret)
            .output();
        let answer = Answer::from(output.expect("the host starts"));
        let rang = self.listener.accept().expect_err("nobody connects");
        assert_eq!(rang.kind(), ErrorKind::WouldBlock, "{rang}");
        for text in [&answer.stdout, &answer.stderr] {
            assert!(!text.contains(&self.secret), "{text}");
        }
        for (name, content) in files(&out) {
            let text = String::from_utf8(content).expect("output is UTF-8");
            assert!(!text.contains(&self.secret), "{name}: {text}");
        }
        (answer, out)
    }
}

/// A build folder with this component as the validator.
fn with_validator(component: &str) -> TempDir {
    let folder = build(&PARTS);
    put(folder.path(), component, "validator");
    folder
}

/// A checkout with a composition that leaves the validator's imports open.
fn open() -> TempDir {
    changed("validator-types,\n};", "validator-types,\n    ...\n};")
}

#[test]
fn a_validator_with_an_import_is_not_composed() {
    let folder = with_validator("escape-attempt-wasi");
    let answer = compose(&checkout(""), folder.path());
    assert_ne!(answer.code, 0);
    for word in ["part:validator", "`wasi:"] {
        assert!(answer.stderr.contains(word), "{}", answer.stderr);
    }

    let answer = compose(open().path(), folder.path());
    assert_ne!(answer.code, 0);
    for word in [
        "`wasi:cli/environment@0.2.0`",
        "`wasi:filesystem/preopens@0.2.0`",
        "`validator`",
        "composer/policies/pipeline.toml",
    ] {
        assert!(answer.stderr.contains(word), "`{word}` isn't in {}", answer.stderr);
    }
    assert!(
        names(folder.path()).iter().all(|name| !name.starts_with("pipeline")),
        "{:?}",
        names(folder.path())
    );
}

#[test]
fn a_validator_with_an_import_is_not_loaded() {
    let folder = with_validator("escape-attempt-wasi");
    // A policy that allows all imports.
    let open = open();
    let policies = open.path().join("composer/policies");
    fs::remove_file(&policies).expect("a link");
    fs::create_dir(&policies).expect("a folder");
    fs::write(policies.join("pipeline.toml"), "only-imports = \"*\"\n").expect("a policy");
    let answer = compose_only("pipeline", open.path(), folder.path());
    assert_eq!(answer.code, 0, "{}", answer.stderr);

    let canary = Canary::new();
    let component = folder.path().join("pipeline.wasm");
    let message = format!(
        "error: cannot read the component `{}`: found an import of `wasi:cli/environment`, expected none",
        component.display()
    );
    for host in Host::ALL {
        let (answer, out) = canary.run(host, &component);
        assert_eq!(answer.code, 2, "{answer:?}");
        // The host may first print that it compiles.
        assert_eq!(answer.stderr.lines().last(), Some(message.as_str()), "{}", host.name());
        assert!(!out.exists(), "{}", host.name());
    }
}

#[test]
fn a_validator_without_imports_finds_nothing() {
    let folder = with_validator("escape-attempt");
    let answer = compose(&checkout(""), folder.path());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let canary = Canary::new();
    let component = folder.path().join("pipeline.wasm");
    for host in Host::ALL {
        let (answer, out) = canary.run(host, &component);
        assert_eq!(answer.code, 1, "{answer:?}");
        let rejects = fs::read_to_string(out.join("rejects.ndjson")).expect("all were rejected");
        let told: Vec<String> = rejects
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line is JSON"))
            .map(|reject| format!("{}: {}", reject["errors"][0]["field"], reject["errors"][0]["message"]))
            .collect();
        let unsupported = "\"failed: operation not supported on this platform\"";
        let expected = [
            "\"variable\": \"failed: environment variable not found\"".to_string(),
            format!("\"file\": {unsupported}"),
            format!("\"folder\": {unsupported}"),
            format!("\"socket\": {unsupported}"),
            format!("\"process\": {unsupported}"),
        ];
        assert_eq!(told, expected, "{}", host.name());
    }
}

/// The counter-check: with an environment, the component finds the canary. So it does try.
#[test]
fn a_validator_with_an_environment_finds_it() {
    let canary = Canary::new();
    let Loaded {
        mut store,
        component,
        mut linker,
    } = load("escape-attempt-wasi.wasm", 64 << 20).expect("it was built");
    linker
        .define_unknown_imports_as_traps(&component)
        .expect("it has imports");
    linker.allow_shadowing(true);
    let mut environment = linker.instance("wasi:cli/environment@0.2.0").expect("a name");
    let secret = canary.secret.clone();
    environment
        .func_wrap("get-environment", move |_, (): ()| {
            Ok((vec![(VARIABLE.to_string(), secret.clone())],))
        })
        .expect("a function");
    let world = Validator::instantiate(&mut store, &component, &linker).expect("it starts");
    let validator = world.my_user_validator_validator();
    let column = |value: &str| TextColumn {
        text: value.into(),
        ends: vec![value.len() as u32],
    };
    let batch = UserBatch {
        names: column(VARIABLE),
        emails: column("a@b.c"),
        ages: vec![30],
        kept_columns: None,
    };
    validator.call_validate_batch(&mut store, &batch).expect("no trap");
    let words = validator.call_describe(&mut store, Rule::NameEmpty).expect("no trap");
    assert_eq!(words.message, format!("found: {}", canary.secret));
}
