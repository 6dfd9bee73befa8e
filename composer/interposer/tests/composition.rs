//! What becomes of the text of a composition.

use interposer::composition::interpose;

const WAC: &str = r#"// A comment.
package my:composition;

import types: my:app/types@1.0.0;

let store = new part:store {};

let service = new part:service {
    "my:app/types@1.0.0": types,
    "my:app/store@1.0.0": store["my:app/store@1.0.0"],
};

let driver = new part:driver {
    "my:app/service@1.0.0": service["my:app/service@1.0.0"],
    "my:app/store@1.0.0": store["my:app/store@1.0.0"],
};

export driver["my:app/run@1.0.0"];
"#;

#[test]
fn a_spy_stands_between_every_two() {
    let mut asked = Vec::new();
    let traced = interpose(WAC, |name, interface| {
        asked.push(format!("{name} {interface}"));
        Ok(vec!["my:app/types@1.0.0".into()])
    });
    let traced = traced.expect("it can be traced");
    assert_eq!(
        asked,
        [
            "spy-app-store my:app/store@1.0.0",
            "spy-app-service my:app/service@1.0.0"
        ],
        "a spy is made once an interface"
    );
    for edge in ["service-to-store", "driver-to-service", "driver-to-store"] {
        assert!(traced.contains(&format!("import {edge}: interface {{")), "{traced}");
    }
    let between = r#"let service-to-store-spy-app-store = new part:spy-app-store {
    "my:app/types@1.0.0": types,
    "my:trace/sink@1.0.0": service-to-store,
    "my:app/store@1.0.0": store["my:app/store@1.0.0"],
};
let service = new part:service {
    "my:app/types@1.0.0": types,
    "my:app/store@1.0.0": service-to-store-spy-app-store["my:app/store@1.0.0"],
};
"#;
    assert!(traced.contains(between), "{traced}");
    assert!(traced.ends_with("\nexport driver[\"my:app/run@1.0.0\"];\n"), "{traced}");
}

#[test]
fn what_cannot_be_traced_is_an_error() {
    let types = |_: &str, _: &str| Ok(vec!["my:app/other@1.0.0".to_owned()]);
    let error = interpose(WAC, types).expect_err("nobody is given those types");
    assert!(error.to_string().contains("`my:app/other@1.0.0`"), "{error}");
    let none = |_: &str, _: &str| Ok(Vec::new());
    let error = interpose("package a:b;\nlet a = new part:a {};\n", none).expect_err("there is nothing to spy on");
    assert!(error.to_string().contains("found no argument"), "{error}");
}
