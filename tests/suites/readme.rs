//! The commands in README and docs/ print what the pages show. Each block marked `console` is run in the checkout, line
//! by line. A line that ends with `…` matches any line with that start; `? 1` is the exit code, if it isn't 0.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::checkout;
use tests::host::Answer;
use tests::server::Server;

/// A command, its expected output, and its exit code.
struct Step {
    command: String,
    output: Vec<String>,
    code: i32,
}

/// The steps in the blocks with this mark.
fn steps(text: &str, mark: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in text.split(&format!("```{mark}\n")).skip(1) {
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

/// The README, and the pages that it links to.
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
        let steps = steps(&text, "console");
        found += steps.len();
        steps.iter().for_each(|step| run(step, &page));
    }
    assert!(found >= 6, "found {found} commands");
}

/// A block marked `console serve` is sent to a new server, whose address replaces the one in the page.
#[test]
fn requests_are_answered_as_the_pages_say() {
    let mut found = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page is text");
        let mut steps = steps(&text, "console serve");
        if steps.is_empty() {
            continue;
        }
        let server = Server::pipeline(&["--quiet"]);
        let address = format!("127.0.0.1:{}", server.port);
        for step in &mut steps {
            step.command = step.command.replace("127.0.0.1:8080", &address);
            run(step, &page);
            found += 1;
        }
    }
    assert!(found >= 4, "found {found} requests");
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

/// A row of SECURITY.md ends with the files that enforce its guarantee, and the tests in them.
#[test]
fn guarantees_name_tests_that_exist() {
    let text = fs::read_to_string(checkout("SECURITY.md")).expect("there is a SECURITY.md");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    assert!(rows.len() > 20, "found {} rows", rows.len());
    for row in rows.iter().filter(|row| **row != "| guarantee | enforced by |") {
        let held_by = row
            .trim_end_matches(" |")
            .rsplit(" | ")
            .next()
            .expect("split gives one at least");
        let names: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        let (files, tests): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.contains(['/', '.']));
        let read = |file: &&str| fs::read(checkout(file)).unwrap_or_else(|error| panic!("`{file}`: {error}"));
        let contents: Vec<Vec<u8>> = files.iter().map(read).collect();
        assert!(!contents.is_empty(), "no file in {row}");
        for test in tests {
            let there = |content: &Vec<u8>| String::from_utf8_lossy(content).contains(&format!(" {test}("));
            assert!(contents.iter().any(there), "no `{test}` in {files:?}");
        }
    }
}
