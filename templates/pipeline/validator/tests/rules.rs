//! The rules without WebAssembly.

use @IDENT@_validator::{Item, Problem, broken};

fn item() -> Item {
    Item {
        // It keeps every rule.
@RUST-ITEM@
    }
}

#[test]
fn a_record_that_keeps_the_rules_has_no_problem() {
    assert_eq!(broken(&item()), []);
}

#[test]
fn a_broken_rule_is_named_with_its_field() {
    let mut item = item();
    item.@BROKEN-IDENT@ = @BROKEN-RUST@;
    let expected = Problem {
        field: "@BROKEN-FIELD@",
        message: "@BROKEN-MESSAGE@",
    };
    assert_eq!(broken(&item), [expected]);
}
