//! The commands in the README do what it says: each block marked `console` is run in the checkout, line by line. A line
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
