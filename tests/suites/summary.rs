//! What a run prints: counts, the most frequent errors and the path of the report for people; JSON for programs.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::checkout;
use tests::host::{Answer, Host};

/// What both hosts print about the sample, which must be the same.
fn on_both(arguments: &[&str], environment: &[(&str, &str)]) -> Answer {
    let [wasmtime, node] = Host::ALL.map(|host| {
        let scratch = tempfile::tempdir().expect("a folder");
        let mut command = host.command(scratch.path());
        command.arg("run").arg(sample()).args(["--out", "out"]).args(arguments);
        command
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(environment.iter().copied());
        Answer::from(command.output().expect("the host starts"))
    });
    assert_eq!(node, wasmtime);
    wasmtime
}

fn sample() -> String {
    checkout("samples/users.csv").to_string_lossy().into_owned()
}

const SUMMARY: &str = "\
50 read, 31 accepted, 19 rejected: out/report.html
  5  age: Age must be a whole number from 0 to 150 (SAMPLE:34)
  5  email: Invalid email format (SAMPLE:15)
  2  age: Must be at least 13 years old (SAMPLE:22)
     and 6 more kinds of error
";

#[test]
fn a_person_reads_the_counts_and_the_commonest_errors() {
    let answer = on_both(&[], &[]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert_eq!(answer.stdout.replace(&sample(), "SAMPLE"), SUMMARY);
}

#[test]
fn what_was_found_of_an_input_is_printed() {
    let input = checkout("tests/vectors/good/csv-title-lines.csv")
        .to_string_lossy()
        .into_owned();
    let answers = Host::ALL.map(|host| {
        let scratch = tempfile::tempdir().expect("a folder");
        host.call(scratch.path(), &["run", &input, "--out", "out"])
    });
    for Answer { stdout, .. } in answers {
        assert_eq!(
            stdout.replace(&input, "INPUT"),
            "2 read, 1 accepted, 1 rejected: out/report.html\n  1  email: Invalid email format (INPUT:7)\n  INPUT: read as \
             semicolons, header on line 4\n  INPUT: 1 empty row skipped\n"
        );
    }
}

#[test]
fn columns_that_are_left_out_are_named() {
    let input = checkout("tests/vectors/good/csv-extra-columns.csv")
        .to_string_lossy()
        .into_owned();
    for (more, is_noted) in [(&[] as &[&str], true), (&["--keep-columns"], false)] {
        let answers = Host::ALL.map(|host| {
            let scratch = tempfile::tempdir().expect("a folder");
            host.call(scratch.path(), &[&["run", &input, "--out", "out"], more].concat())
        });
        let [wasmtime, node] = answers;
        assert_eq!(node, wasmtime);
        let note = format!("  {input}: columns left out: ");
        assert_eq!(wasmtime.stdout.contains(&note), is_noted, "{}", wasmtime.stdout);
    }
}

/// If hardly anything was accepted, the summary ends with what to do about the most frequent error.
#[test]
fn a_run_that_accepts_nothing_names_the_next_step() {
    const COLUMNS: &str = "the command `peek` shows the columns";
    for (content, rules, expected) in [
        (
            "name,email,age\nann@x.org,Ann,30\nbob@x.org,Bob,31\n",
            "",
            format!("if another column has the email, name it: `--columns email=NAME`; {COLUMNS}"),
        ),
        (
            "name,email,age\nAnn,ann@x.org,y\n",
            "",
            format!("if another column has the age, name it: `--columns age=NAME`; {COLUMNS}"),
        ),
        (
            "name,email,age\nAnn,ann@x.org,30,a\nBo,bo@x.org,30,b\n",
            "",
            "the command `peek` shows how an input is read; `--delimiter` and `--quote` change it".into(),
        ),
        (
            "name,email,age\nAnn,ann@x.org,30\n",
            "min-age = 40\n",
            "`min-age` in a file for `--rules` changes this; the command `rules` prints such a file".into(),
        ),
        (
            "name,email,age\n",
            "",
            "no record was found; the command `peek` shows how an input is read".into(),
        ),
    ] {
        let [wasmtime, node] = Host::ALL.map(|host| {
            let scratch = tempfile::tempdir().expect("a folder");
            fs::write(scratch.path().join("in.csv"), content).expect("the input is written");
            fs::write(scratch.path().join("rules.conf"), rules).expect("the rules are written");
            host.call(
                scratch.path(),
                &["run", "in.csv", "--rules", "rules.conf", "--out", "out"],
            )
        });
        assert_eq!(node, wasmtime);
        let ending = format!("\n  next: {expected}\n");
        assert!(wasmtime.stdout.ends_with(&ending), "{}", wasmtime.stdout);
    }
    assert!(!SUMMARY.contains("next:"));
}

#[test]
fn a_program_reads_json() {
    for more in [&["--json"] as &[&str], &["--json", "--quiet"]] {
        let answer = on_both(more, &[]);
        assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
        let found: serde_json::Value = serde_json::from_str(&answer.stdout).expect("JSON");
        assert_eq!(found["rejected"], 19);
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let answer = Host::Wasmtime.call(scratch.path(), &["run", &sample(), "--out", "out", "--json"]);
    let written = fs::read_to_string(scratch.path().join("out/summary.json")).expect("the summary");
    assert_eq!(answer.stdout, written);
}

#[test]
fn quiet_prints_nothing() {
    let answer = on_both(&["--quiet"], &[("CLICOLOR_FORCE", "1")]);
    assert_eq!(
        (answer.code, answer.stdout.as_str(), answer.stderr.as_str()),
        (1, "", "")
    );
}

#[test]
fn a_pipe_has_no_colours_unless_they_are_forced() {
    let forced = ("CLICOLOR_FORCE", "1");
    for (environment, coloured) in [
        (&[] as &[_], false),
        (&[("CLICOLOR_FORCE", "0")], false),
        (&[forced], true),
        (&[forced, ("NO_COLOR", "")], true),
        (&[forced, ("NO_COLOR", "1")], false),
    ] {
        let answer = on_both(&[], environment);
        assert_eq!(
            answer.stdout.contains("\u{1b}[31m19 rejected\u{1b}[0m"),
            coloured,
            "{answer:?}"
        );
        assert_eq!(answer.stdout.contains('\u{1b}'), coloured, "{answer:?}");
    }
}

#[test]
fn a_terminal_has_colours_unless_they_are_turned_off() {
    for host in Host::ALL {
        for (name, value, coloured) in [
            ("TERM", "xterm", true),
            ("TERM", "dumb", false),
            ("NO_COLOR", "1", false),
        ] {
            let scratch = tempfile::tempdir().expect("a folder");
            let screen = on_a_terminal(host, scratch.path(), (name, value));
            assert!(screen.contains("50 read"), "{screen}");
            let found = screen.contains("\u{1b}[32m31 accepted\u{1b}[0m");
            assert_eq!(found, coloured, "{}, {name}={value}: {screen:?}", host.name());
        }
    }
}

fn on_a_terminal(host: Host, folder: &Path, (name, value): (&str, &str)) -> String {
    let command = format!("'{}' run '{}' --out out", host.path().display(), sample());
    let mut terminal = Command::new("script");
    terminal
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env("TERM", "xterm")
        .env(name, value);
    Answer::from(terminal.output().expect("there is `script`")).stdout
}
