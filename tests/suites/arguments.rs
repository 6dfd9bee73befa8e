//! What arguments name: files are looked at before they are read whole, `-` is standard input, a name is taken as it is, and
//! messages have an end.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use tests::checkout;
use tests::folder::files;
use tests::host::{Answer, Host};
use tests::measured;

const ANN: [&str; 6] = ["--name", "Ann", "--email", "ann@example.com", "--age", "30"];
const USERS: &str = "name,email,age\nAnn,ann@example.com,30\n";
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

/// Writes a file of any length, of which only the start takes room on the disk.
fn sparse(folder: &Path, name: &str, start: &[u8], length: u64) {
    let mut file = File::create(folder.join(name)).expect("a file");
    file.write_all(start).expect("its start");
    file.set_len(length).expect("its length");
}

/// Both hosts' answer, which is the same.
fn on_both(folder: &Path, arguments: &[&str]) -> Answer {
    let [wasmtime, node] = Host::ALL.map(|host| host.call(folder, arguments));
    assert_eq!(node, wasmtime);
    wasmtime
}

#[test]
fn a_file_of_another_kind_is_not_read() {
    let scratch = tempfile::tempdir().expect("a folder");
    sparse(scratch.path(), "text", b"some text", 3 << 30);
    sparse(scratch.path(), "module", b"\0asm\x01\0\0\0", 3 << 30);
    sparse(scratch.path(), "component", COMPONENT, 3 << 30);
    fs::write(scratch.path().join("empty"), "").expect("a file");
    fs::write(scratch.path().join("policy"), "no-imports = true").expect("a policy");
    fs::write(scratch.path().join("users.csv"), USERS).expect("an input");
    let kinds = [
        (
            "text",
            "found no WebAssembly: it starts with 73 6f 6d 65, expected `\\0asm`",
        ),
        (
            "/dev/zero",
            "found no WebAssembly: it starts with 00 00 00 00, expected `\\0asm`",
        ),
        (
            "module",
            "found a core module, expected a component; `wasm-tools component new` makes one of it",
        ),
        ("component", "found more than 256 MiB, expected at most that"),
        ("empty", "found an empty file, expected a component"),
        (".", "found a folder, expected a file"),
    ];
    let most = 200 << 20;
    for (file, why) in kinds {
        for host in Host::ALL {
            let call = measured::call(
                host,
                scratch.path(),
                &["run", "users.csv", "--out", "out", "--component", file],
            );
            let message = format!("error: cannot read the component `{file}`: {why}\n");
            assert_eq!((call.answer.code, call.answer.stderr), (2, message), "{host:?}");
            assert!(call.peak < most, "{host:?} {file}: {}", call.peak);
        }
        for (verb, more) in [("inspect", [].as_slice()), ("verify", &["--policy", "policy"])] {
            let call = measured::call(Host::Wasmtime, scratch.path(), &[&[verb, file], more].concat());
            let message = format!("error: cannot {verb} `{file}`: {why}\n");
            assert_eq!((call.answer.code, call.answer.stderr), (2, message));
            assert!(call.peak < most, "{file}: {}", call.peak);
        }
    }
    let too_long = "found more than 1 MiB, expected at most that";
    for (file, why) in [
        ("text", too_long),
        ("/dev/zero", too_long),
        (".", "found a folder, expected a file"),
    ] {
        for host in Host::ALL {
            for arguments in [
                &["run", "users.csv", "--out", "out", "--rules", file][..],
                &[&["create", "--rules", file], &ANN[..]].concat(),
                &["rules", "--check", file],
            ] {
                let call = measured::call(host, scratch.path(), arguments);
                let message = format!("error: cannot read the rules `{file}`: {why}\n");
                assert_eq!((call.answer.code, call.answer.stderr), (2, message), "{host:?}");
                assert!(call.peak < most, "{host:?} {file}: {}", call.peak);
            }
        }
        let call = measured::call(Host::Wasmtime, scratch.path(), &["verify", "--policy", file]);
        let message = format!("error: cannot read the policy `{file}`: {why}\n");
        assert_eq!((call.answer.code, call.answer.stderr), (2, message));
    }
    sparse(scratch.path(), "object", b"{", 3 << 30);
    for (file, why) in [
        ("text", "found no recording: it starts with 73, expected `{`"),
        ("/dev/zero", "found no recording: it starts with 00, expected `{`"),
        ("object", "found more than 1024 MiB, expected at most that"),
        (
            "empty",
            "found no recording: it starts with spaces or is empty, expected `{`",
        ),
        (".", "found a folder, expected a file"),
    ] {
        let call = measured::call(Host::Wasmtime, scratch.path(), &["replay", file]);
        let message = format!("error: cannot read the recording `{file}`: {why}\n");
        assert_eq!((call.answer.code, call.answer.stderr), (2, message));
        assert!(call.peak < most, "{file}: {}", call.peak);
    }
    assert!(!scratch.path().join("out").exists());
}

#[test]
fn settings_may_have_a_mebibyte() {
    let scratch = tempfile::tempdir().expect("a folder");
    let comment = "#".repeat((1 << 20) - 1) + "\n";
    fs::write(scratch.path().join("rules"), &comment).expect("rules");
    assert_eq!(on_both(scratch.path(), &["rules", "--check", "rules"]).code, 0);
    fs::write(scratch.path().join("rules"), comment + "\n").expect("rules");
    assert_eq!(on_both(scratch.path(), &["rules", "--check", "rules"]).code, 2);
}

/// A byte order mark is skipped. Only a line feed ends a line, after a carriage return or not.
#[test]
fn rules_are_read_alike() {
    let scratch = tempfile::tempdir().expect("a folder");
    for (rules, code) in [
        ("\u{feff}min-age = 40\r\n", 1),
        ("min-age = 40\n\u{feff}", 2),
        ("min-age = 40\u{85}max-age = 50", 2),
        ("min-age = 40\rmax-age = 50", 2),
        ("min-age = 40\u{2028}", 1),
        ("min-age\u{a0}=\u{3000}40", 1),
        ("min-age = 40\0", 2),
    ] {
        fs::write(scratch.path().join("rules"), rules).expect("rules");
        let answer = on_both(scratch.path(), &[&["create", "--rules", "rules"], &ANN[..]].concat());
        assert_eq!(answer.code, code, "{rules:?}: {}", answer.stderr);
        assert!(
            code == 1 || answer.stderr.starts_with("error: rules:"),
            "{rules:?}: {}",
            answer.stderr
        );
    }
}

#[test]
fn a_dash_is_standard_input() {
    let scratch = tempfile::tempdir().expect("a folder");
    fs::write(scratch.path().join("users.csv"), USERS).expect("an input");
    let run = ["run", "users.csv", "--out", "out", "--quiet", "--rules", "-"];
    for host in Host::ALL {
        let call = |arguments: &[&str], text: &[u8]| host.call_with(scratch.path(), arguments, text);
        let rules = b"min-age = 40\n";
        assert_eq!(call(&run, rules).code, 1, "{host:?}");
        assert_eq!(call(&run, b"").code, 0, "{host:?}");
        let create = call(&[&["create", "--rules", "-"], &ANN[..]].concat(), rules);
        assert_eq!(
            (create.code, create.stdout.as_str()),
            (1, "age: Must be at least 40 years old\n")
        );
        let check = call(&["rules", "--check", "-"], rules);
        assert_eq!(
            (check.code, check.stdout.as_str()),
            (0, "`-` is fine\n"),
            "{}",
            check.stderr
        );
        let check = call(&["rules", "--check", "-"], b"min-aeg = 1");
        assert!(check.stderr.starts_with("error: -:1:1: "), "{}", check.stderr);
        let twice = call(&["run", "-", "--out", "twice", "--rules", "-"], rules);
        let message = "error: cannot read the rules `-`: standard input is already an input\n";
        assert_eq!((twice.code, twice.stderr.as_str()), (2, message), "{host:?}");
    }
    let component = fs::read(checkout("build/validator.wasm")).expect("there is a validator");
    let call = |arguments: &[&str], text: &[u8]| Host::Wasmtime.call_with(scratch.path(), arguments, text);
    let inspected = call(&["inspect", "-"], &component);
    let expected = Host::Wasmtime.call(&checkout("build"), &["inspect", "validator.wasm"]);
    assert_eq!(inspected, expected);
    assert_eq!(expected.code, 0, "{}", expected.stderr);
    fs::write(scratch.path().join("policy"), "no-imports = true").expect("a policy");
    let verified = call(&["verify", "-", "--policy", "policy"], &component);
    assert_eq!(
        (verified.code, verified.stdout.as_str()),
        (0, "`-` keeps to `policy`\n"),
        "{}",
        verified.stderr
    );
    let verified = call(&["verify", "--policy", "-"], b"only-exports = []");
    assert_eq!(verified.code, 1, "{}", verified.stderr);
}

#[test]
fn a_wit_package_is_named_as_one() {
    let scratch = tempfile::tempdir().expect("a folder");
    let encoded = std::process::Command::new("wasm-tools")
        .args(["component", "wit", "--wasm", "--output"])
        .arg(scratch.path().join("wit.wasm"))
        .arg(checkout("wit/deps/my-trace"))
        .status();
    assert!(encoded.expect("there is wasm-tools").success());
    let answer = Host::Wasmtime.call(scratch.path(), &["inspect", "wit.wasm"]);
    let message = "error: cannot inspect `wit.wasm`: found a WIT package, expected a component; `wasm-tools component wit` \
                   prints it\n";
    assert_eq!((answer.code, answer.stderr.as_str()), (2, message));
}

#[test]
fn a_long_message_loses_its_middle() {
    let scratch = tempfile::tempdir().expect("a folder");
    // Characters of one unit and of two in UTF-16.
    for character in ["é", "\u{1f469}"] {
        let name = format!("\u{1b}{}\u{202e}", character.repeat(20_000));
        let answer = on_both(scratch.path(), &["run", &name, "--out", "out"]);
        let (start, end) = (character.repeat(2980), character.repeat(970));
        let shown = format!(r"error: cannot read `\u{{1b}}{start}");
        assert!(answer.stderr.starts_with(&shown), "{}", answer.stderr);
        assert!(
            answer.stderr.contains("… (16036 characters left out) …"),
            "{}",
            answer.stderr
        );
        let shown = format!(r"{end}\u{{202e}}`: file name too long");
        assert!(answer.stderr.trim_end().ends_with(&shown), "{}", answer.stderr);
        assert_eq!(answer.code, 2);
    }
    let policy = format!("no-imports = {}", "x".repeat(100_000));
    fs::write(scratch.path().join("policy"), policy).expect("a policy");
    let answer = Host::Wasmtime.call(scratch.path(), &["verify", "--policy", "policy"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.len() < 4200, "{}", answer.stderr.len());
    let long = "x".repeat(100_000);
    for arguments in [
        &["run", &long, "--out", "out"][..],
        &["run", "users.csv", &format!("--{long}")],
        &["run", "users.csv", "--format", &long],
        &["create", "--age", &long],
        &[&long],
    ] {
        for host in Host::ALL {
            let answer = host.call(scratch.path(), arguments);
            assert_eq!(answer.code, 2, "{host:?}");
            // A message can quote an argument more than once.
            assert!(answer.stderr.len() < 20_000, "{host:?} {}", answer.stderr.len());
            assert!(
                answer.stderr.contains(" characters left out) …"),
                "{host:?} {}",
                answer.stderr
            );
        }
    }
}

/// The Rust host takes a name's bytes as they are. Node can't, and refuses them, so that no other file is written.
#[test]
fn names_that_are_not_text() {
    let scratch = tempfile::tempdir().expect("a folder");
    let [input, out] = [&b"users-\xff.csv"[..], b"folder-\xff"].map(OsStr::from_bytes);
    let call = |host: Host, arguments: &[&OsStr]| {
        let output = host.command(scratch.path()).args(arguments).output();
        Answer::from(output.expect("the host starts"))
    };
    let word = OsStr::new;
    fs::write(scratch.path().join(input), USERS).expect("an input");
    let user = ["create", "--email", "a@example.com", "--age", "30", "--name"].map(word);
    for arguments in [
        [word("run"), input, word("--out"), word("out")].as_slice(),
        &[word("run"), word("users.csv"), word("--out"), out],
        &[user.as_slice(), &[OsStr::from_bytes(b"Ann\xff")]].concat(),
        &[word("rules"), word("--check"), input],
        &[OsStr::from_bytes(b"r\xffn")],
    ] {
        let answer = call(Host::Node, arguments);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
        assert!(answer.stderr.contains("isn't UTF-8"), "{}", answer.stderr);
    }
    let rust = call(Host::Wasmtime, &[word("run"), input, word("--out"), out]);
    assert_eq!((rust.code, rust.stderr.as_str()), (0, ""));
    assert_eq!(
        call(
            Host::Wasmtime,
            &[user.as_slice(), &[OsStr::from_bytes(b"Ann\xff")]].concat()
        )
        .code,
        2
    );
    let mut names: Vec<_> = fs::read_dir(scratch.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, [out, input]);
    // The character that Node puts in the place of such bytes is one like any other.
    fs::write(scratch.path().join("\u{fffd}.csv"), USERS).expect("an input");
    let answer = on_both(scratch.path(), &["run", "\u{fffd}.csv", "--out", "out \u{fffd}"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert_eq!(files(&scratch.path().join("out \u{fffd}")).len(), 6);
}

/// A host that keeps its cache or works in such a folder uses that one, or none.
#[test]
fn folders_that_are_not_text() {
    for host in Host::ALL {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path().join(OsStr::from_bytes(b"folder-\xff"));
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("users.csv"), USERS).expect("an input");
        let output = host
            .command(&folder)
            .args(["run", "users.csv", "--out", "out"])
            .output();
        let answer = Answer::from(output.expect("the host starts"));
        assert_eq!(answer.code, 0, "{host:?} {}", answer.stderr);
        assert_eq!(files(&folder.join("out")).len(), 6, "{host:?}");
        // Again, over the earlier output.
        let output = host
            .command(&folder)
            .args(["run", "users.csv", "--out", "out"])
            .output();
        let answer = Answer::from(output.expect("the host starts"));
        assert_eq!(answer.code, 0, "{host:?} {}", answer.stderr);
        // A cache there, and the folder itself as the output: Node would have to name it.
        let empty = folder.join("empty");
        fs::create_dir(&empty).expect("a folder");
        let mut command = host.command(&empty);
        command.args(["run", "../users.csv", "--out", ".", "--component"]);
        command
            .arg(checkout("build/pipeline.wasm"))
            .env("XDG_CACHE_HOME", &empty);
        let answer = Answer::from(command.output().expect("the host starts"));
        match host {
            // Its cache is in the output folder now.
            Host::Wasmtime => assert_eq!(answer.code, 4, "{}", answer.stderr),
            Host::Node => {
                assert_eq!(answer.code, 4, "{}", answer.stderr);
                assert!(answer.stderr.contains("the result isn't kept: `"), "{}", answer.stderr);
                assert!(
                    answer.stderr.contains("cannot write to `.`: its real path isn't UTF-8"),
                    "{}",
                    answer.stderr
                );
                assert_eq!(fs::read_dir(&empty).expect("the folder").count(), 0);
            }
        }
        assert_eq!(fs::read_dir(scratch.path()).expect("the folder").count(), 1, "{host:?}");
    }
}

#[test]
fn both_hosts_have_the_workspace_s_version() {
    for host in Host::ALL {
        let answer = host.call(&checkout("."), &["--version"]);
        let version = format!("{} {}\n", host.name(), env!("CARGO_PKG_VERSION"));
        assert_eq!((answer.code, answer.stdout), (0, version));
    }
}

#[test]
fn a_near_word_is_suggested() {
    for (line, suggested) in [
        ("ruun users.csv", "run"),
        ("run users.csv --outt out", "--out"),
        ("run users.csv --out out --formt csv", "--format"),
        ("run users.csv --out out --format ndjsn", "ndjson"),
        ("create --nmae Ann", "--name"),
    ] {
        for host in Host::ALL {
            let answer = host.call(&checkout("."), &line.split(' ').collect::<Vec<_>>());
            assert_eq!(answer.code, 2, "{host:?} {line}");
            let hints = ["did you mean", "a similar"].map(|hint| answer.stderr.find(hint));
            let hint = hints.into_iter().flatten().next();
            let hint = &answer.stderr[hint.unwrap_or_else(|| panic!("{host:?} {line}: {}", answer.stderr))..];
            assert!(hint.contains(suggested), "{host:?} {line}: {}", answer.stderr);
        }
    }
    for host in Host::ALL {
        let answer = host.call(&checkout("."), &["zzzz"]);
        assert!(
            !answer.stderr.contains("did you mean") && !answer.stderr.contains("similar"),
            "{}",
            answer.stderr
        );
    }
}

/// A help lists what its command takes, with its own defaults.
#[test]
fn serve_lists_its_own_limits() {
    let answer = Host::Wasmtime.call(&checkout("."), &["serve", "--help"]);
    assert!(!answer.stdout.contains("max-record-bytes"), "{}", answer.stdout);
    assert!(!answer.stdout.contains("max-report-bytes"), "{}", answer.stdout);
    let text: String = answer.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for (flag, default) in [("--timeout <SECONDS>", "10"), ("--max-memory <BYTES>", "536870912")] {
        let (_, after) = text.split_once(flag).unwrap_or_else(|| panic!("no `{flag}` in {text}"));
        let (_, found) = after.split_once("[default: ").expect("a default");
        assert!(found.starts_with(&format!("{default}]")), "{flag}: {found}");
    }
    let refused = Host::Wasmtime.call(&checkout("."), &["serve", "--max-record-bytes", "20"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("`--max-body-bytes`"), "{}", refused.stderr);
}

#[test]
fn a_composition_is_loaded_only_for_what_it_is_for() {
    let traced = checkout("build/traced.wasm").to_string_lossy().into_owned();
    for limit in [[].as_slice(), &["--timeout", "60"]] {
        for host in Host::ALL {
            let arguments = [&["create", "--component", &traced], limit, &ANN[..]].concat();
            let answer = host.call(&checkout("."), &arguments);
            assert_eq!(answer.code, 2, "{}", answer.stderr);
            assert!(answer.stderr.contains("found an import of `"), "{}", answer.stderr);
        }
    }
}
