//! The commands in README and docs/ do what they say: each block marked `console` is run in the checkout, line by line. A
//! line that ends with `…` stands for any that starts so; `? 1` is the exit code, where it isn't 0.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
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

/// The README, and the pages that it leads to.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(checkout("docs")).expect("there are pages");
    let docs = docs.map(|entry| entry.expect("an entry").path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension() == Some(OsStr::new("md"))).collect();
    pages.sort();
    pages.insert(0, checkout("README.md"));
    pages
}

#[test]
fn commands_do_what_the_pages_say() {
    let mut found = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page is text");
        let steps = steps(&text);
        found += steps.len();
        steps.iter().for_each(|step| run(step, &page));
    }
    assert!(found >= 6, "found {found} commands");
}

fn run(Step { command, output, code }: &Step, page: &Path) {
    let ran = Command::new("sh")
        .args(["-c", command])
        .current_dir(checkout(""))
        .output();
    let answer = Answer::from(ran.expect("there is a shell"));
    let found: Vec<&str> = answer.stdout.lines().collect();
    let same = found.len() == output.len() && found.iter().zip(output).all(|(found, line)| matches(found, line));
    let page = page.display();
    assert!(
        same && answer.code == *code,
        "{page}: $ {command}\nfound {answer:?}\nexpected {output:#?} and {code}"
    );
}
