//! Rows as text, in each format.

use querier::format::{Value, csv, ndjson, table};

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Every kind of value, and texts with special characters of terminals, CSV and JSON.
fn rows() -> Vec<Vec<Value>> {
    vec![
        vec![text("Ann"), Value::Integer(7), Value::Real(1.0)],
        vec![text("a,\"b\"\r\nä"), Value::Integer(-12), Value::Null],
        vec![text("\u{1b}[31m\u{202e}"), Value::Null, Value::Real(f64::INFINITY)],
        vec![Value::Blob(vec![0, 255]), Value::Integer(i64::MIN), Value::Real(1e300)],
        vec![text(""), Value::Integer(0), Value::Real(-0.5)],
    ]
}

#[test]
fn a_table_has_one_line_per_row_and_numbers_to_the_right() {
    assert_eq!(
        table(&columns(&["name", "number", "real"]), &rows()),
        "\
name                              number   real
------------------  --------------------  -----
Ann                                    7    1.0
a,\"b\"\\r\\nä                           -12   null
\\u{1b}[31m\\u{202e}                  null    inf
x'00ff'             -9223372036854775808  1e300
                                       0   -0.5
"
    );
}

/// One long value must not make every other row as long, and Rust pads to 65,535 characters at most.
#[test]
fn a_table_has_an_end_of_its_columns() {
    let long = "x".repeat(70_000);
    let rows: Vec<Vec<Value>> = [vec![text(&long), text("b")], vec![text("a"), text("b")]].into();
    let lines = table(&columns(&["name", "more"]), &rows);
    let lines: Vec<&str> = lines.lines().collect();
    let [_, rule, first, second] = lines[..] else {
        panic!("{lines:?}");
    };
    assert_eq!(rule, format!("{}  ----", "-".repeat(1000)));
    assert_eq!(first, long + "  b");
    assert_eq!(second, format!("a{}  b", " ".repeat(999)));
}

#[test]
fn csv_quotes_ambiguous_values() {
    assert_eq!(
        csv(&columns(&["name", "num,ber", "real"]), &rows()),
        "name,\"num,ber\",real\nAnn,7,1.0\n\"a,\"\"b\"\"\r\nä\",-12,\n\u{1b}[31m\u{202e},,inf\nx'00ff',-9223372036854775808,1e300\n,0,-0.5\n"
    );
    assert_eq!(
        csv(&columns(&["a"]), &[vec![Value::Null], vec![text("")]]),
        "a\n\"\"\n\"\"\n"
    );
}

#[test]
fn ndjson_is_one_object_per_row() {
    assert_eq!(
        ndjson(&columns(&["na\"me", "number", "real"]), &rows()),
        r#"{"na\"me":"Ann","number":7,"real":1.0}
{"na\"me":"a,\"b\"\r\nä","number":-12,"real":null}
{"na\"me":"\u001b[31m\u202e","number":null,"real":null}
{"na\"me":"x'00ff'","number":-9223372036854775808,"real":1e300}
{"na\"me":"","number":0,"real":-0.5}
"#
    );
}

#[test]
fn nothing_found_is_a_header_or_nothing() {
    let names = columns(&["a", "bcd"]);
    assert_eq!(table(&names, &[]), "a  bcd\n-  ---\n");
    assert_eq!(csv(&names, &[]), "a,bcd\n");
    assert_eq!(ndjson(&names, &[]), "");
}
