//! Values of all types as JSON and back.

use pipeline_host::values::{Json, Misfit, read};
use serde_json::{Value, json};
use wasmtime::Engine;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Type, Val};

/// Types by a name, as parameters of a function.
const TYPES: &str = r#"(component
    (type $colour (enum "red" "green"))
    (type $point (record (field "x" f64) (field "far-name" (option string))))
    (type $shape (variant (case "none") (case "at" (tuple u8 char)) (case "many" (list string))))
    (type $marks (flags "a" "b"))
    (import "colour" (type $c (eq $colour)))
    (import "point" (type $p (eq $point)))
    (import "shape" (type $s (eq $shape)))
    (import "marks" (type $m (eq $marks)))
    (import "thing" (type $t (sub resource)))
    (import "f" (func
        (param "bool" bool) (param "s8" s8) (param "u16" u16) (param "s64" s64) (param "u64" u64) (param "f32" f32)
        (param "char" char) (param "text" string) (param "bytes" (list u8)) (param "numbers" (list u32))
        (param "colour" $c) (param "point" $p) (param "shape" $s) (param "marks" $m)
        (param "nested" (option (option u8))) (param "result" (result string (error u8))) (param "empty" (result))
        (param "own" (own $t)) (param "borrow" (borrow $t)))))"#;

fn ty(name: &str) -> Type {
    let engine = Engine::default();
    let component = wat::parse_str(TYPES).expect("it is valid");
    let component = Component::from_binary(&engine, &component).expect("it is valid");
    let item = component
        .component_type()
        .get_import(&engine, "f")
        .expect("it is there")
        .ty;
    let ComponentItem::ComponentFunc(function) = item else {
        panic!("found no function");
    };
    let mut params = function.params();
    params.find(|(param, _)| *param == name).expect("it is a parameter").1
}

fn value(name: &str, json: &Value) -> Result<Val, Misfit> {
    read(&ty(name), json, &mut |(_, is_owned, number)| match is_owned {
        true => Ok(Val::U32(number)),
        false => Err("borrowed".into()),
    })
}

#[test]
fn values_stay_the_same() {
    for (name, json) in [
        ("bool", json!(true)),
        ("s8", json!(-128)),
        ("u16", json!(65535)),
        ("s64", json!(i64::MIN)),
        ("u64", json!(u64::MAX)),
        ("f32", json!(0.5)),
        ("f32", json!("nan")),
        ("f32", json!("-inf")),
        ("char", json!("é")),
        ("text", json!("a\u{0}\u{202e}\"")),
        ("bytes", json!({"utf8": "a,b\n"})),
        ("bytes", json!({"hex": "00ff80"})),
        ("bytes", json!([])),
        ("numbers", json!([0, 4294967295_u32])),
        ("numbers", json!([])),
        ("colour", json!("green")),
        ("point", json!({"x": 1.5, "far-name": "there"})),
        ("point", json!({"x": -0.0, "far-name": null})),
        ("shape", json!("none")),
        ("shape", json!({"at": [255, "x"]})),
        ("shape", json!({"many": ["a", ""]})),
        ("marks", json!(["a", "b"])),
        ("marks", json!([])),
        ("nested", json!(null)),
        ("nested", json!({"some": null})),
        ("nested", json!({"some": 1})),
        ("result", json!({"ok": "a"})),
        ("result", json!({"error": 1})),
        ("empty", json!({"ok": null})),
        ("empty", json!({"error": null})),
        ("own", json!(7)),
    ] {
        let value = value(name, &json).unwrap_or_else(|misfit| panic!("{name} {json}: {misfit}"));
        assert_eq!(
            serde_json::to_value(Json(&value)).expect("it is written"),
            json,
            "{name}"
        );
    }
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    for (name, json, message) in [
        ("s8", json!(128), "found `128`, expected a whole number (s8)"),
        ("u64", json!(-1), "found `-1`, expected a whole number (u64)"),
        ("char", json!("ab"), "found `ab`, expected one character"),
        (
            "numbers",
            json!([1, "2"]),
            "at `[1]`: found `2`, expected a whole number (u32)",
        ),
        ("colour", json!("blue"), "found `blue`, expected one of `red`, `green`"),
        ("point", json!({"x": true}), "at `.x`: found `true`, expected a number"),
        (
            "point",
            json!({"x": 1, "y": 2}),
            "found a field `y`, which the type doesn't have",
        ),
        (
            "shape",
            json!({"at": [1]}),
            "at `.at`: found an array of 1, expected 2 values",
        ),
        ("shape", json!("at"), "found `at`, expected `at` with a value"),
        (
            "shape",
            json!("far"),
            "found `far`, expected one of `none`, `at`, `many`",
        ),
        ("marks", json!(["c"]), "found an array of 1, expected one of `a`, `b`"),
        (
            "result",
            json!("ok"),
            "found `ok`, expected an object with `ok` or `error`",
        ),
        (
            "bytes",
            json!({"hex": "0g"}),
            "found an object, expected `utf8` with a text or `hex` with digits",
        ),
        ("borrow", json!(1), "borrowed"),
    ] {
        let misfit = value(name, &json).expect_err(name);
        assert_eq!(misfit.to_string(), message, "{name}");
    }
}
