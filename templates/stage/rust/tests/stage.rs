//! Tests of the stage without bindings.

use stage_@IDENT@::{address, column};

#[test]
fn an_address_loses_its_tag() {
    assert_eq!(address::plain("ann+news@example.com"), "ann@example.com");
    assert_eq!(address::plain("ann+a+b@example.com"), "ann@example.com");
}

#[test]
fn an_address_without_a_tag_stays() {
    for email in ["ann@example.com", "+news@example.com", "ann+news", "ann@a+b.c", "@", ""] {
        assert_eq!(address::plain(email), email);
    }
}

#[test]
fn an_invalid_address_stays_invalid() {
    assert_eq!(address::plain("ann+news@@example.com"), "ann@@example.com");
}

#[test]
fn each_value_of_a_column_is_changed() {
    let (text, ends) = column::map("é+x@a.bcb@d.e", &[8, 8, 14], address::plain);
    assert_eq!((text.as_str(), ends.as_slice()), ("é@a.bcb@d.e", [6, 6, 12].as_slice()));
    assert_eq!(column::map("", &[], address::plain), (String::new(), vec![]));
}
