//! Values of options, and options given twice: both hosts accept and refuse the same ones, with the same words where they are the
//! project's own.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tests::host::{Answer, Host};

fn with_input() -> TempDir {
    let scratch = tempfile::tempdir().expect("a folder");
    fs::write(
        scratch.path().join("users.csv"),
        "name,email,age\nAnn,ann@example.com,30\n",
    )
    .expect("an input");
    scratch
}

fn on_each(folder: &Path, arguments: &[&str]) -> [Answer; 2] {
    Host::ALL.map(|host| host.call(folder, arguments))
}

#[test]
fn whole_numbers_are_refused_in_the_same_words() {
    let scratch = with_input();
    let calls: [(&[&str], &str, &str); 6] = [
        (
            &["rules"],
            "--timeout",
            "<SECONDS>': expected a whole number from 1 to 31536000",
        ),
        (
            &["run", "users.csv"],
            "--chunk-size",
            "<BYTES>': expected a whole number from 1 to 4294967295",
        ),
        (
            &["run", "users.csv"],
            "--skip-lines",
            "<COUNT>': expected a whole number from 0 to 4294967295",
        ),
        (
            &["run", "users.csv"],
            "--max-unpacked-bytes",
            "<BYTES>': expected a whole number from 1 to 9007199254740991",
        ),
        (
            &["peek", "users.csv"],
            "--sample",
            "<COUNT>': expected a whole number from 0 to 4294967295",
        ),
        (
            &["create", "--name", "Ann", "--email", "ann@example.com"],
            "--age",
            "<AGE>': expected a whole number from 0 to 4294967295",
        ),
    ];
    for (call, option, expected) in calls {
        for value in [
            "",
            " ",
            "x",
            "1.0",
            "1e3",
            "0x10",
            "-1",
            "-0",
            "1_000",
            "１",
            "1 ",
            "18446744073709551616",
        ] {
            let given = format!("{option}={value}");
            // Node prints the usage too.
            let words = format!("error: invalid value '{value}' for '{option} {expected}\n\n");
            for answer in on_each(scratch.path(), &[call, &[&given]].concat()) {
                assert_eq!(answer.code, 2, "{given}: {answer:?}");
                assert!(answer.stderr.starts_with(&words), "{given}: {answer:?}");
            }
        }
    }
    let [wasmtime, node] = on_each(scratch.path(), &["rules", "--timeout", "+1"]);
    assert_eq!((wasmtime.code, node.code), (0, 0));
}

#[test]
fn an_option_given_twice_is_refused() {
    let scratch = with_input();
    for options in [
        &["--json", "--json"][..],
        &["-qq"],
        &["-q", "--quiet"],
        &["--out", "a", "--out", "b"],
    ] {
        for answer in on_each(scratch.path(), &[&["run", "users.csv"], options].concat()) {
            assert_eq!(
                (answer.code, answer.stdout.as_str()),
                (2, ""),
                "{options:?}: {answer:?}"
            );
        }
    }
    let left: Vec<_> = fs::read_dir(scratch.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn standard_input_is_read_once() {
    let scratch = with_input();
    for host in Host::ALL {
        let csv = b"name,email,age\nAnn,ann@example.com,30\n";
        let answer = host.call_with(scratch.path(), &["run", "-", "users.csv", "-"], csv);
        let message = "error: cannot read the input `-`: standard input is already an input\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (2, message), "{}", host.name());
    }
}

#[test]
fn a_dot_after_a_new_folder_is_left_out() {
    for host in Host::ALL {
        let scratch = with_input();
        for out in ["new/.", "deep/new/./"] {
            let answer = host.call(scratch.path(), &["run", "users.csv", "--out", out]);
            assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{} {out}", host.name());
            assert!(scratch.path().join(out).join("report.html").exists(), "{out}");
        }
    }
}

#[test]
fn a_trace_that_cannot_be_written_comes_before_the_answer() {
    let scratch = with_input();
    let calls: [&[&str]; 2] = [
        &["run", "users.csv"],
        &["create", "--name", "Ann", "--email", "ann@example.com", "--age", "30"],
    ];
    for call in calls {
        for answer in on_each(scratch.path(), &[call, &["--trace-file", "/dev/full"]].concat()) {
            assert_eq!((answer.code, answer.stdout.as_str()), (4, ""), "{answer:?}");
            let message = "error: cannot write to `/dev/full`: no space left on device\n";
            assert!(answer.stderr.ends_with(message), "{answer:?}");
        }
    }
}
