//! The generated parts of the pages are up to date.

use std::fs;

use docs::{checkout, page, screen};

const HINT: &str = "`make -C tests/docs bless` rewrites it; review the difference";

fn committed(path: &str) -> String {
    fs::read_to_string(checkout(path)).unwrap_or_else(|error| panic!("cannot read `{path}`: {error}"))
}

#[track_caller]
fn same(path: &str, expected: &str) {
    let found = committed(path);
    for (at, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "`{path}`, line {}: {HINT}", at + 1);
    }
    assert!(found == expected, "`{path}` differs at its end: {HINT}");
}

#[test]
fn types_are_as_the_generators_write_them() {
    same(page::PAGE, &page::types().expect("the tools work"));
}

#[test]
fn the_screen_shows_what_the_commands_print() {
    let steps = screen::record().expect("there is a shell");
    assert!(steps.len() >= 5, "found {} commands", steps.len());
    same(screen::PICTURE, &screen::draw(&steps));
}
