//! What the stage does, without bindings.

use stage_@IDENT@::{address, column};

#[test]
fn an_address_loses_its_tag() {
    assert_eq!(address::plain("ann+news@example.com"), "ann@example.com");
    assert_eq!(address::plain("ann+a+b@example.com"), "ann@example.com");
}

#[test]
fn what_has_no_tag_stays() {
    for email in ["ann@example.com", "+news@example.com", "ann+news", "ann@a+b.c", "@", ""] {
        assert_eq!(address::plain(email), email);
    }
}

#[test]
fn what_is_no_address_stays_none() {
    assert_eq!(address::plain("ann+news@@example.com"), "ann@@example.com");
}

#[test]
fn a_column_has_its_values_in_their_places() {
    let (text, ends) = column::map("é+x@a.bcb@d.e", &[8, 8, 14], address::plain);
    assert_eq!((text.as_str(), ends.as_slice()), ("é@a.bcb@d.e", [6, 6, 12].as_slice()));
    assert_eq!(column::map("", &[], address::plain), (String::new(), vec![]));
}
