//! What of the pages is generated is as the tools and the hosts of today make it.

use std::fs;

use docs::{checkout, page, screen};

const ANEW: &str = "`make -C docs bless` writes it anew; look at the difference";

fn committed(path: &str) -> String {
    fs::read_to_string(checkout(path)).unwrap_or_else(|error| panic!("cannot read `{path}`: {error}"))
}

#[track_caller]
fn same(path: &str, expected: &str) {
    let found = committed(path);
    for (at, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "`{path}`, line {}: {ANEW}", at + 1);
    }
    assert!(found == expected, "`{path}` has other lines at its end: {ANEW}");
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
