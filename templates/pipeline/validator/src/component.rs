//! The adapter between the generated types and the rules.

wit_bindgen::generate!({
    world: "my:@NAME@/validating@0.1.0",
    path: "../wit",
});

use exports::my::@IDENT@::validator::{Guest, Item, Problem};

struct Component;

export!(Component);

impl Guest for Component {
    fn validate(item: Item) -> Vec<Problem> {
        let problems = crate::broken(&crate::Item {
            // As in ../../wit.
@RUST-LIFT@
        });
        let problems = problems.into_iter().map(|problem| Problem {
            field: problem.field.into(),
            message: problem.message.into(),
        });
        problems.collect()
    }
}
