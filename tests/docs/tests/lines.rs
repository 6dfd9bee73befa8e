//! A line number in a page lies in the function that the page names: `go-service/main.go:67 main.process`.

use std::fs;
use std::path::PathBuf;

use docs::{checkout, files};

/// A source line that a page quotes.
#[derive(Debug, PartialEq, Eq)]
struct Quoted {
    file: String,
    line: usize,
    function: String,
}

fn quoted(text: &str) -> Vec<Quoted> {
    let pairs = text.lines().filter_map(|line| line.trim().split_once(' '));
    let found = pairs.filter_map(|(place, function)| {
        let (file, line) = place.rsplit_once(':')?;
        let source = [".rs", ".go", ".py", ".js"].iter().any(|end| file.ends_with(end));
        let one_word = !function.contains(' ');
        (source && one_word).then_some(Quoted {
            file: file.into(),
            line: line.parse().ok()?,
            function: function.into(),
        })
    });
    found.collect()
}

/// What declares a function in one of the languages.
const KEYWORDS: [&str; 4] = ["fn ", "func ", "def ", "function "];

/// The name of the function that a line is in: that of the closest declaration before it.
fn function_at(source: &str, line: usize) -> Option<&str> {
    let before: Vec<&str> = source.lines().take(line).collect();
    before.iter().rev().find_map(|line| {
        let declared = KEYWORDS.iter().find_map(|keyword| Some(line.split_once(keyword)?.1))?;
        // A method in Go has its receiver first.
        let name = declared
            .strip_prefix('(')
            .map_or(Some(declared), |rest| Some(rest.split_once(") ")?.1))?;
        name.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    })
}

/// The source file that a page names; the path starts at the checkout, or at the folder of a crate.
fn source_file(name: &str) -> PathBuf {
    let inner = format!("/{name}");
    let all = files("*");
    let found = all
        .iter()
        .find(|path| path.ends_with(name) && (**path == checkout(name) || path.to_string_lossy().ends_with(&inner)));
    found.unwrap_or_else(|| panic!("no file `{name}`")).clone()
}

#[test]
fn a_quoted_line_is_in_the_function_that_the_page_names() {
    let mut checked = 0;
    for page in files("*.md") {
        let text = fs::read_to_string(&page).expect("a page is text");
        for Quoted { file, line, function } in quoted(&text) {
            let source = fs::read_to_string(source_file(&file)).expect("a source is text");
            let name = function.rsplit([':', '.']).next();
            let page = page.display();
            assert_eq!(function_at(&source, line), name, "{page}: `{file}:{line} {function}`");
            let code = source.lines().nth(line - 1).unwrap_or_default();
            assert!(
                code.contains('('),
                "{page}: `{file}:{line}` calls nothing: `{}`",
                code.trim()
            );
            checked += 1;
        }
    }
    assert!(checked >= 1, "found no quoted line");
}

#[test]
fn a_wrong_line_is_noticed() {
    let source = "func first() {\n\tcall()\n}\n\nfunc (s *S) second() {\n\tcall()\n}\n";
    assert_eq!(function_at(source, 2), Some("first"));
    assert_eq!(function_at(source, 6), Some("second"));
    let page = "text a.go:1 is no quote\n  a.go:6 main.second\n";
    let (file, function) = ("a.go".into(), "main.second".into());
    assert_eq!(
        quoted(page),
        [Quoted {
            file,
            line: 6,
            function
        }]
    );
}
