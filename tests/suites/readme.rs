//! What is written about the project is so. The commands in the README do what it says: each block marked `console` is run in the checkout, line by line. A line
//! that ends with `…` stands for any that starts so; `? 1` is the exit code, where it isn't 0.

use std::fs;
use std::process::Command;

use conformance::checkout;
use conformance::host::Answer;

/// A command, what it should print, and its exit code.
struct Step {
    command: String,
    output: Vec<String>,
    code: i32,
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().expect("split gives one at least");
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                let command = command.to_string();
                let (output, code) = (Vec::new(), 0);
                steps.push(Step { command, output, code });
                continue;
            }
            let step = steps.last_mut().expect("a block starts with a command");
            match line.strip_prefix("? ") {
                Some(code) => step.code = code.parse().expect("an exit code"),
                None => step.output.push(line.into()),
            }
        }
    }
    steps
}

fn matches(found: &str, expected: &str) -> bool {
    match expected.strip_suffix('…') {
        Some(start) => found.starts_with(start),
        None => found == expected,
    }
}

#[test]
fn commands_do_what_the_readme_says() {
    let text = fs::read_to_string(checkout("README.md")).expect("there is a README");
    let steps = steps(&text);
    assert!(steps.len() >= 5, "found {} commands", steps.len());
    for Step { command, output, code } in steps {
        let ran = Command::new("sh")
            .args(["-c", &command])
            .current_dir(checkout(""))
            .output();
        let answer = Answer::from(ran.expect("there is a shell"));
        let found: Vec<&str> = answer.stdout.lines().collect();
        let same = found.len() == output.len() && found.iter().zip(&output).all(|(found, line)| matches(found, line));
        assert!(
            same && answer.code == code,
            "$ {command}\nfound {answer:?}\nexpected {output:#?} and {code}"
        );
    }
}

/// A row of SECURITY.md ends with the files that hold its promise, and the tests in them.
#[test]
fn promises_are_held_by_tests_that_exist() {
    let text = fs::read_to_string(checkout("SECURITY.md")).expect("there is a SECURITY.md");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    assert!(rows.len() > 20, "found {} rows", rows.len());
    for row in rows.iter().filter(|row| **row != "| promise | held by |") {
        let held_by = row
            .trim_end_matches(" |")
            .rsplit(" | ")
            .next()
            .expect("split gives one at least");
        let names: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        let (files, tests): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.contains('/'));
        let read = |file: &&str| fs::read(checkout(file)).unwrap_or_else(|error| panic!("`{file}`: {error}"));
        let contents: Vec<Vec<u8>> = files.iter().map(read).collect();
        assert!(!contents.is_empty(), "no file in {row}");
        for test in tests {
            let there = |content: &Vec<u8>| String::from_utf8_lossy(content).contains(&format!(" {test}("));
            assert!(contents.iter().any(there), "no `{test}` in {files:?}");
        }
    }
}
