//! Pairs of fields and headers, and what is wrong with a text.

use column_mapping::{FIELDS, pair, pairs};

#[test]
fn pairs_are_read_with_white_space_around_each_part() {
    let expected = vec![(1, "E-Mail".to_string()), (0, "Full Name".into()), (1, "mail".into())];
    for text in [
        "email=E-Mail,name=Full Name,email=mail",
        "email=E-Mail, name=\"Full Name\", email=mail",
        " email = E-Mail , name = \"Full Name\" ,email= \"mail\" ",
    ] {
        assert_eq!(pairs(text).as_ref(), Ok(&expected), "{text}");
    }
    assert_eq!(pairs("age=\"A, \"\"B\"\"=\""), Ok(vec![(2, "A, \"B\"=".into())]));
}

#[test]
fn a_mistake_is_a_part_of_the_text() {
    for (text, part, at) in [
        ("", "", 0),
        ("email", "email", 0),
        ("email=a,", "", 8),
        ("email=a, x", "x", 9),
        ("Email=a", "Email", 0),
        ("email=a,mail=b", "mail", 8),
        ("email=", "", 6),
        ("email=,name=b", "", 6),
        ("email=\"\"", "", 6),
        ("email=\"a", "\"a", 6),
        ("email=\"a\" b", "b", 10),
    ] {
        let mistake = pairs(text).expect_err(text);
        let found = mistake.part.as_ptr() as usize - text.as_ptr() as usize;
        assert_eq!((mistake.part, found), (part, at), "{text}");
    }
}

#[test]
fn a_written_pair_is_read_again() {
    for header in ["a", "a b", "a,b", "\"a\"", " a", "a=b", "é"] {
        let text = FIELDS.map(|field| pair(field, header)).join(",");
        let expected = (0..3).map(|field| (field, header.to_string())).collect();
        assert_eq!(pairs(&text), Ok(expected), "{text}");
    }
}
