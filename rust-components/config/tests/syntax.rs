//! Lines, keys and values, and their positions.

use config::syntax::entries;

/// Key, value, and the lines and columns of both.
type Read<'a> = (&'a str, &'a str, [u32; 4]);

fn read(input: &str) -> Vec<Read<'_>> {
    entries(input)
        .map(|entry| {
            let entry = entry.unwrap();
            let (key, value) = (entry.position, entry.value_position);
            let places = [key.line, key.column, value.line, value.column];
            (entry.key, entry.value, places)
        })
        .collect()
}

#[test]
fn a_line_is_a_setting_a_comment_or_empty() {
    for (input, expected) in [
        ("", vec![]),
        ("\n \t\r\n# a = b\n  # a = b", vec![]),
        ("a=b", vec![("a", "b", [1, 1, 1, 3])]),
        ("\u{feff}a = b\n", vec![("a", "b", [1, 1, 1, 5])]),
        ("\n\r\n  a\t=  b c \r\n", vec![("a", "b c", [3, 3, 3, 8])]),
        ("a = b # c = d", vec![("a", "b", [1, 1, 1, 5])]),
        ("a =#b", vec![("a", "", [1, 1, 1, 4])]),
        ("a = b = c", vec![("a", "b = c", [1, 1, 1, 5])]),
        ("é é = ü", vec![("é é", "ü", [1, 1, 1, 9])]),
        ("a = 1\na = 2", vec![("a", "1", [1, 1, 1, 5]), ("a", "2", [2, 1, 2, 5])]),
        ("a = b,, c", vec![("a", "b,, c", [1, 1, 1, 5])]),
    ] {
        assert_eq!(read(input), expected, "{input:?}");
    }
}

#[test]
fn anything_else_is_an_error_with_its_place() {
    for (input, line, column, message) in [
        ("a", 1, 1, "found `a`, expected a line `key = value`"),
        (
            "a = b\n\n  a b # c\n",
            3,
            3,
            "found `a b`, expected a line `key = value`",
        ),
        (" = 1", 1, 2, "found `= 1`, expected a key before `=`"),
        ("=", 1, 1, "found `=`, expected a key before `=`"),
        ("a # = b", 1, 1, "found `a`, expected a line `key = value`"),
        (
            "\u{1b}[0m\tx",
            1,
            1,
            "found `\\u{1b}[0m\\tx`, expected a line `key = value`",
        ),
    ] {
        let error = entries(input).find_map(Result::err).expect(input);
        assert_eq!(
            (error.position.line, error.position.column),
            (line, column),
            "{input:?}"
        );
        assert_eq!(error.to_string(), format!("cannot read the rules: {message}"));
    }
}

#[test]
fn a_long_offender_is_cut() {
    let error = entries(&"é".repeat(41)).find_map(Result::err).expect("no `=`");
    assert_eq!(error.found, format!("`{}…`", "é".repeat(40)));
}
