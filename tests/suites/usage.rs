//! Messages for wrong usage and help of both hosts; shell completions and manual pages.

use std::collections::BTreeSet;
use std::process::Command;

use tests::checkout;
use tests::host::{Answer, Host};

/// Wrong usage, and what the message names.
const WRONG: [(&str, &[&str]); 20] = [
    ("walk", &["walk"]),
    ("help walk", &["walk"]),
    ("--component c", &["subcommand"]),
    ("run", &["<INPUT>"]),
    ("run users.csv --out", &["--out"]),
    ("run users.csv --out --quiet", &["--out"]),
    ("run users.csv --out out --out other", &["--out <DIR>"]),
    ("run users.csv --out out --outt", &["--outt"]),
    ("run users.csv --out out -z", &["-z"]),
    ("run users.csv --out out --quiet=yes", &["--quiet"]),
    (
        "run users.csv --out out --format xml",
        &["xml", "--format <FORMAT>", "ndjson"],
    ),
    (
        "run users.csv --out out --chunk-size 0",
        &["'0'", "--chunk-size <BYTES>", "4294967295"],
    ),
    (
        "run users.csv --out out --chunk-size many",
        &["many", "--chunk-size <BYTES>"],
    ),
    ("run users.csv --out out --limits limits.toml", &["--limits"]),
    (
        "run users.csv --out out --output xml",
        &["xml", "--output <FORMAT>", "csv"],
    ),
    ("peek", &["<FILE>"]),
    ("peek users.csv more.csv", &["more.csv"]),
    ("create --name Ann", &["--email <EMAIL>", "--age <AGE>"]),
    ("create --name Ann --email ann@example.com --age -1", &["--age"]),
    ("rules rules.conf", &["rules.conf"]),
];

#[test]
fn wrong_usage_ends_with_2_and_is_named() {
    for host in Host::ALL {
        for (line, offenders) in WRONG {
            let arguments: Vec<&str> = line.split(' ').collect();
            let answer = host.call(&checkout("."), &arguments);
            assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{host:?} {line}");
            let message = answer.stderr.split("\nUsage:").next().unwrap_or_default();
            assert!(message.starts_with("error: "), "{host:?} {line}: {message}");
            for offender in offenders {
                assert!(message.contains(offender), "{host:?} {line}: {message}");
            }
        }
    }
}

/// A wrong value has no usage after it, since that doesn't show what is expected.
#[test]
fn a_wrong_value_has_the_same_message_on_both_hosts() {
    let call = |host: Host, arguments: &[&str], variable: Option<&str>| {
        let mut command = host.command(&checkout("."));
        let variable = variable.map(|value| ("PIPELINE_MAX_MEMORY", value));
        command.args(arguments).envs(variable);
        Answer::from(command.output().expect("the host starts"))
    };
    for (arguments, variable, named) in [
        (
            ["run", "users.csv", "--chunk-size", "0"],
            None,
            "'0' for '--chunk-size <BYTES>'",
        ),
        (
            ["run", "users.csv", "--max-memory", "1k"],
            None,
            "'1k' for '--max-memory <BYTES>'",
        ),
        (
            ["run", "users.csv", "--out", "out"],
            Some(""),
            "'' for 'PIPELINE_MAX_MEMORY'",
        ),
        (["run", "users.csv", "--out", ""], None, "--out <DIR>"),
        // The component judges how inputs are read.
        (
            ["peek", "samples/users.csv", "--delimiter", ""],
            None,
            "found ``, expected one ASCII character",
        ),
        (
            ["peek", "samples/users.csv", "--columns", ""],
            None,
            "found nothing, expected `FIELD=HEADER`",
        ),
        (["peek", "samples/users.csv", "--encoding", ""], None, "`--encoding`"),
        // Nothing writes to standard output in place of a file.
        (
            ["run", "users.csv", "--out", "-"],
            None,
            "'-' for '--out <DIR>': expected a path; `./-` is",
        ),
        (
            ["run", "users.csv", "--trace-file", "-"],
            None,
            "'-' for '--trace-file <FILE>': expected a path",
        ),
    ] {
        let [rust, node] = Host::ALL.map(|host| call(host, &arguments, variable));
        assert_eq!(rust, node, "{arguments:?}");
        assert_eq!((rust.code, rust.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(rust.stderr.contains(named), "{}", rust.stderr);
    }
    for arguments in [
        ["run", "users.csv", "--store", "-"].as_slice(),
        &["run", "users.csv", "--keep-totals", "-"],
        &["replay", "trace.json", "--emit-test", "-"],
        &["users", "list", "--store", "-"],
        &["query", "select 1", "--store", "-"],
        &["serve", "--store", "-"],
    ] {
        let answer = Host::Wasmtime.call(&checkout("."), arguments);
        assert_eq!(answer.code, 2, "{arguments:?}: {answer:?}");
        assert!(answer.stderr.contains("expected a path; `./-` is"), "{}", answer.stderr);
    }
}

/// The verbs that a help lists.
fn verbs(help: &str) -> BTreeSet<&str> {
    let lists = help.split("\n\n").filter(|list| list.starts_with("Commands"));
    lists
        .flat_map(|list| list.lines().skip(1))
        // A long description continues on a line with a larger indent.
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

/// The flags that a help lists, each with the name of its value.
fn flags(help: &str) -> BTreeSet<&str> {
    let lines = help.lines().map(str::trim).filter(|line| line.starts_with('-'));
    lines.filter_map(|line| line.split("  ").next()).collect()
}

#[test]
fn both_hosts_have_the_same_verbs_and_flags() {
    let helps = |arguments: &[&str]| {
        Host::ALL.map(|host| {
            let answer = host.call(&checkout("."), arguments);
            assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{host:?} {arguments:?}");
            answer.stdout
        })
    };
    let [wasmtime, node] = helps(&["--help"]);
    assert!(verbs(&wasmtime).contains("run"), "{wasmtime}");
    assert_eq!(verbs(&node), verbs(&wasmtime));
    assert_eq!(flags(&node), flags(&wasmtime));
    for verb in ["run", "peek", "create", "rules"] {
        for arguments in [[verb, "--help"], [verb, "-h"], ["help", verb]] {
            let [wasmtime, node] = helps(&arguments);
            assert!(flags(&wasmtime).contains("--max-memory <BYTES>"), "{wasmtime}");
            assert_eq!(flags(&node), flags(&wasmtime), "{verb}");
        }
    }
    for (arguments, same) in [
        (&["help", "-h"][..], &["help"][..]),
        (&["help", "--help"], &["help"]),
        (&["help", "run", "-h"], &["help", "run"]),
    ] {
        assert_eq!(helps(arguments), helps(same), "{arguments:?}");
    }
}

/// The Rust host's stdout.
fn printed(arguments: &[&str]) -> String {
    let answer = Host::Wasmtime.call(&checkout("."), arguments);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{arguments:?}");
    answer.stdout
}

#[test]
fn bash_completes_verbs_options_and_values() {
    for (words, expected) in [
        ("r", "run rules replay"),
        ("run --forma", "--format"),
        ("run --format nd", "ndjson"),
    ] {
        for command in ["pipeline", "pipeline-node"] {
            let script = printed(&["completions", "bash", "--command", command]);
            let all: Vec<&str> = [command].into_iter().chain(words.split(' ')).collect();
            let (last, before) = (all[all.len() - 1], all[all.len() - 2]);
            let function = script
                .lines()
                .rev()
                .find_map(|line| line.split("-F ").nth(1)?.split(' ').next());
            let function = function.expect("the script names its function");
            let ask = format!(
                "{script}\nCOMP_WORDS=({}); COMP_CWORD={}; {function} {command} '{last}' '{before}'; echo \"${{COMPREPLY[*]}}\"",
                all.join(" "),
                all.len() - 1
            );
            let answer = Command::new("bash").args(["-c", &ask]).output().expect("there is bash");
            assert_eq!(String::from_utf8_lossy(&answer.stdout).trim(), expected, "{words}");
        }
    }
}

#[test]
fn every_shell_has_a_script() {
    for (shell, start) in [
        ("zsh", "#compdef pipeline"),
        ("fish", "# Print an optspec"),
        ("bash", "_pipeline()"),
    ] {
        let script = printed(&["completions", shell]);
        assert!(script.starts_with(start), "{shell}: {script}");
        assert!(script.contains("max-memory"), "{shell}");
    }
}

#[test]
fn every_verb_has_a_page() {
    let main = printed(&["man"]);
    assert!(main.contains(".TH pipeline 1"), "{main}");
    let help = printed(&["--help"]);
    let mut verbs = verbs(&help);
    verbs.remove("help");
    assert!(verbs.contains("run"), "{help}");
    for verb in verbs {
        assert!(main.contains(&format!("pipeline\\-{verb}(1)")), "{verb}: {main}");
        let page = printed(&["man", verb]);
        assert!(page.contains(&format!(".TH pipeline-{verb} 1")), "{page}");
    }
    assert!(printed(&["man", "run"]).contains("\\-\\-generated\\-at"));
}
