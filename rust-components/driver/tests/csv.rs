//! How CSV is read, case by case.

mod support;

use driver::format::Format;
use support::{reject, user};

type Lines = (Vec<String>, Vec<String>);

fn csv(input: &str) -> Lines {
    support::lines(input.as_bytes(), Format::Csv).unwrap()
}

fn failure(input: &[u8]) -> String {
    support::lines(input, Format::Csv).unwrap_err()
}

#[test]
fn columns_are_found_by_name_in_any_order_and_case() {
    let (users, _) = csv("AGE, Name ,x,\"Email\"\n30,Ann,?,a@b.c\n");
    assert_eq!(users, [user("Ann", "a@b.c", 30)]);
}

#[test]
fn line_ends_marks_and_empty_lines_make_no_difference() {
    let expected = [user("Ann", "a@b.c", 30), user("Bob", "b@b.c", 31)];
    for input in [
        "name,email,age\nAnn,a@b.c,30\nBob,b@b.c,31\n",
        "name,email,age\r\nAnn,a@b.c,30\r\nBob,b@b.c,31\r\n",
        "\u{feff}name,email,age\nAnn,a@b.c,30\nBob,b@b.c,31",
        "\n \nname,email,age\n\nAnn,a@b.c,30\n\t\r\n\nBob,b@b.c,31\n\n\n",
    ] {
        let (users, rejects) = csv(input);
        assert_eq!((users.as_slice(), rejects.len()), (&expected[..], 0), "{input:?}");
    }
}

#[test]
fn quoted_fields_hold_commas_quotes_and_line_breaks() {
    let (users, rejects) = csv("name,email,age\n\"O\"\"Neil, Ann\",a@b.c,30\n\"two\r\nlines\",b@b.c,\"31\"\r\nx,y,z\n");
    assert_eq!(
        users,
        [user("O\"Neil, Ann", "a@b.c", 30), user("two\r\nlines", "b@b.c", 31)]
    );
    let message = "Age must be a whole number from 0 to 150, found `z`";
    assert_eq!(rejects, [reject(3, 5, "x,y,z", &[("age", message)])]);
}

#[test]
fn a_quote_inside_an_unquoted_field_is_an_ordinary_character() {
    let (users, _) = csv("name,email,age\nAnn \"A\" B,a@b.c,30\n");
    assert_eq!(users, [user("Ann \"A\" B", "a@b.c", 30)]);
}

#[test]
fn a_character_after_a_closing_quote_rejects_the_record() {
    let (users, rejects) = csv("name,email,age\n\"Ann\" x,a@b.c,30\nBob,b@b.c,31\n");
    assert_eq!(users, [user("Bob", "b@b.c", 31)]);
    let message =
        "Malformed CSV: expected `,` or a line end after the closing quote at byte 5 of the record, found ` `";
    assert_eq!(rejects, [reject(1, 2, "\"Ann\" x,a@b.c,30", &[("record", message)])]);
}

#[test]
fn a_wrong_number_of_fields_rejects_the_record() {
    let (_, rejects) = csv("name,email,age\nAnn,a@b.c\nAnn,a@b.c,30,\n");
    assert_eq!(
        rejects,
        [
            reject(1, 2, "Ann,a@b.c", &[("record", "Expected 3 fields, found 2")]),
            reject(2, 3, "Ann,a@b.c,30,", &[("record", "Expected 3 fields, found 4")]),
        ]
    );
}

#[test]
fn an_age_is_a_whole_number_with_white_space_around() {
    for (age, expected) in [(" 30 ", 30), ("030", 30), ("\"30\"", 30), ("30.0", 30), ("3e1", 30)] {
        let (users, _) = csv(&format!("name,email,age\nAnn,a@b.c,{age}\n"));
        assert_eq!(users, [user("Ann", "a@b.c", expected)], "{age:?}");
    }
    for (age, found) in [
        ("-1", "`-1`"),
        ("+30", "`+30`"),
        ("1.5", "`1.5`"),
        ("4294967296", "`4294967296`"),
        ("abc", "`abc`"),
        (" ", "nothing"),
        ("", "nothing"),
        ("٣٠", "`٣٠`"),
    ] {
        let (users, rejects) = csv(&format!("name,email,age\nAnn,a@b.c,{age}\n"));
        assert_eq!(users.len(), 0, "{age:?}");
        assert!(
            rejects[0].contains(&format!("found {found}")),
            "{age:?}: {}",
            rejects[0]
        );
    }
}

#[test]
fn bytes_that_are_not_utf8_reject_their_record_only() {
    let input = b"name,email,age\nA\xffn,a@b.c,30\nB\xc3\xb6b,b@b.c,31\n";
    let (users, rejects) = support::lines(input, Format::Csv).unwrap();
    assert_eq!(users, [user("Böb", "b@b.c", 31)]);
    assert_eq!(
        rejects,
        [reject(
            1,
            2,
            "A\u{fffd}n,a@b.c,30",
            &[("record", "Not valid UTF-8 at byte 2 of the record")]
        )
        .replace(",\"errors\"", ",\"base64\":\"Qf9uLGFAYi5jLDMw\",\"errors\"")]
    );
}

#[test]
fn an_input_without_a_usable_header_fails() {
    assert_eq!(
        failure(b""),
        "in:1:1: cannot read the CSV header: found the end of the input, expected a line with the columns `name`, \
         `email` and `age`"
    );
    assert_eq!(
        failure(b"\nname,mail,age\nAnn,a@b.c,30\n"),
        "in:2:1: cannot read the CSV header: found no `email` among `name`, `mail`, `age`, expected the columns `name`, \
         `email` and `age`, each once; `--columns email=mail` names them"
    );
    assert!(
        failure(b"name,email,age,Name\n").starts_with("in:1:1: cannot read the CSV header: found more than one `name`")
    );
    assert!(failure(b"name,email,age\xff\n").contains("found invalid UTF-8 at byte 15, expected UTF-8"));
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_record() {
    let (users, rejects) = csv("name,email,age\nAnn,a@b.c,30\nBob,\"b@b.c,31\nCarl,c@b.c,32\nDi,\"d@b.c\",33\n");
    assert_eq!(
        users,
        [
            user("Ann", "a@b.c", 30),
            user("Carl", "c@b.c", 32),
            user("Di", "d@b.c", 33)
        ]
    );
    let message = "Malformed CSV: the quote at byte 5 of the record isn't closed where it should be";
    assert_eq!(rejects, [reject(2, 3, "Bob,\"b@b.c,31", &[("record", message)])]);
}

#[test]
fn an_unclosed_quote_without_a_record_after_it_is_one_reject() {
    let (users, rejects) = csv("name,email,age\nAnn,a@b.c,30\nBob,\"b@b.c,31\nend,\nof file\r");
    assert_eq!(users, [user("Ann", "a@b.c", 30)]);
    let message = "Malformed CSV: the quote at byte 5 of the record isn't closed where it should be";
    assert_eq!(
        rejects,
        [reject(2, 3, "Bob,\"b@b.c,31\nend,\nof file", &[("record", message)])]
    );
}

#[test]
fn a_closing_quote_many_lines_later_costs_the_first_line_only() {
    for end in ["Zed,z@b.c,\"40\"\n", "Zed,\"z@b.c\",40\n", "Zed,z@b.c,40\"\n"] {
        let (users, rejects) = csv(&format!(
            "name,email,age\n\"Ann,a@b.c,30\nBob,b@b.c,31\nCy,c@b.c,32\n{end}Dan,d@b.c,50\n"
        ));
        let names: Vec<bool> = ["Bob", "Cy", "Dan"]
            .iter()
            .map(|name| users.iter().any(|user| user.contains(name)))
            .collect();
        assert_eq!(names, [true; 3], "{end}: {users:?} {rejects:?}");
        assert!(
            rejects[0].contains(r#""line":2,"raw":"\"Ann,a@b.c,30","#),
            "{end}: {rejects:?}"
        );
    }
}

#[test]
fn a_line_of_a_quoted_field_that_looks_like_a_record_is_none() {
    let (users, rejects) = csv("name,email,age\n\"Ann\nEve,e@b.c,30\nLee\",a@b.c,31\n");
    assert_eq!(users, [user("Ann\nEve,e@b.c,30\nLee", "a@b.c", 31)]);
    assert_eq!(rejects.len(), 0);
}

#[test]
fn a_quote_beyond_the_record_limit_costs_its_own_record() {
    let mut input = b"name,email,age\n\"Ann,a@b.c,30\nBob,b@b.c,31\n".to_vec();
    input.extend(b"x\n".repeat(100));
    let options = support::options(1 << 16, (40, None));
    let (users, rejects, _) = support::run(&input, Format::Csv, 7, options).unwrap();
    assert!(users.contains("Bob"), "{rejects}");
    assert_eq!(rejects.lines().count(), 101);
}

#[test]
fn rows_of_empty_fields_are_skipped() {
    let (users, rejects) = csv("name,email,age\n,,\n , ,\t\n\"\",\"\",\"\"\nAnn,a@b.c,30\n,,,,\n");
    assert_eq!((users, rejects.len()), (vec![user("Ann", "a@b.c", 30)], 0));
}

#[test]
fn white_space_around_values_is_trimmed() {
    let (users, rejects) = csv("name, email, age\n\u{a0}Ann , a@b.c\u{3000},\u{2003}30 \n\" Bob\",\" b@b.c \",31\n");
    assert_eq!(users, [user("Ann", "a@b.c", 30), user("Bob", "b@b.c", 31)]);
    assert_eq!(rejects.len(), 0);
}
