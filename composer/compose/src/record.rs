//! The fields of a generated pipeline's record, and the lines about them in each language.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use crate::names;
use crate::template::Values;

const LONGEST: usize = 30;
const TYPES: &str = "string, bool, u8, u16, u32, u64, s8, s16, s32, s64, f64, option<string>";
/// As wit-bindgen-go writes them in names.
const INITIALISMS: &str = "abi acl api ascii cabi cpu css cwd dns eof fifo guid html http https id imap io ip js json lhs mime ok \
                           posix qps ram rhs rpc sla smtp sql ssh tcp tls ttl tty udp ui uid uri url utf8 uuid vm xml xmpp xsrf \
                           xss";

#[derive(Clone, Copy, PartialEq)]
enum Type {
    String,
    Bool,
    Unsigned(u32),
    Signed(u32),
    Float,
    Optional,
}

struct Field {
    name: String,
    of: Type,
}

pub struct Record(Vec<Field>);

/// A rule that the validator starts with: when it is broken, the message, and a cell and a Rust value that break it.
struct Rule {
    broken: String,
    message: &'static str,
    cell: String,
    value: String,
}

impl Record {
    /// Parses `NAME:TYPE NAME:TYPE …`.
    pub fn parse(text: &str) -> Result<Record> {
        let mut fields = Vec::new();
        let mut names = BTreeMap::new();
        for entry in text.split_whitespace() {
            let field = Field::parse(entry)?;
            if let Some(other) = names.insert(field.go(), field.name.clone()) {
                match other == field.name {
                    true => bail!("found the field `{other}` twice"),
                    false => bail!(
                        "`{other}` and `{}` have the same name in Go; rename one of them",
                        field.name
                    ),
                }
            }
            fields.push(field);
        }
        if fields.is_empty() {
            bail!("found no field, expected NAME:TYPE, such as `amount:u64`");
        }
        if fields.iter().all(|field| field.rule().is_none()) {
            bail!("found only fields of type `bool`; add one of another type, which a rule can check");
        }
        Ok(Record(fields))
    }

    /// Whether a file of service/items is for types that the record has, or for all.
    pub fn needs(&self, file: &str) -> bool {
        let is_for = |of: Type| match file {
            "boolean.go" => of == Type::Bool,
            "unsigned.go" => matches!(of, Type::Unsigned(_)),
            "signed.go" => matches!(of, Type::Signed(_)),
            "float.go" => of == Type::Float,
            "optional.go" => of == Type::Optional,
            _ => true,
        };
        self.0.iter().any(|field| is_for(field.of))
    }

    pub fn values(&self) -> Values {
        let lines = |line: &dyn Fn(usize, &Field) -> String| {
            let lines = self.0.iter().enumerate().map(|(column, field)| line(column, field));
            lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        };
        let row = |cell: &dyn Fn(&Field) -> String| self.0.iter().map(cell).collect::<Vec<_>>().join(",");
        let good = row(&|field| field.good().0);
        // gofmt aligns the types.
        let width = self.0.iter().map(|field| field.go().len()).max().unwrap_or_default();

        let broken = self.0.iter().find_map(|field| Some((field, field.rule()?)));
        let (breaking, rule) = broken.expect("parse requires one");
        // If any text can be read, a row with a cell too many can't.
        let unreadable = self.0.iter().find_map(|field| Some((field, field.unreadable()?)));
        let (bad_row, bad_field, bad_message) = match unreadable {
            Some((bad, message)) => {
                let cell = |field: &Field| {
                    if field.name == bad.name {
                        "x".into()
                    } else {
                        field.good().0
                    }
                };
                (row(&cell), bad.name.as_str(), message)
            }
            None => (format!("{good},x"), "record", "wrong number of fields".into()),
        };
        let mut reasons = [(breaking.name.as_str(), rule.message), (bad_field, &bad_message)];
        reasons.sort_unstable();
        let reasons = reasons.map(|(field, message)| format!("| {field} | {message} | 1 |"));

        vec![
            (
                "@WIT-FIELDS@",
                lines(&|_, field| format!("    {}: {},", field.name, field.wit())),
            ),
            (
                "@RUST-FIELDS@",
                lines(&|_, field| format!("    pub {}: {},", field.rust(), field.rust_type())),
            ),
            ("@RUST-RULES@", lines(&|_, field| field.check())),
            (
                "@RUST-LIFT@",
                lines(&|_, field| format!("            {0}: item.{0},", field.rust())),
            ),
            (
                "@RUST-ITEM@",
                lines(&|_, field| format!("        {}: {},", field.rust(), field.good().1)),
            ),
            (
                "@GO-FIELDS@",
                lines(&|_, field| format!("\t{:width$} {}", field.go(), field.go_type())),
            ),
            ("@GO-NAMES@", lines(&|_, field| format!("\t\"{}\",", field.name))),
            (
                "@GO-READ@",
                lines(&|column, field| format!("\titem.{} = {}", field.go(), field.read(column))),
            ),
            ("@GO-LOWER@", lines(&|_, field| field.lower())),
            ("@HEADER@", row(&|field| field.name.clone())),
            (
                "@BROKEN-ROW@",
                row(&|field| {
                    if field.name == breaking.name {
                        rule.cell.clone()
                    } else {
                        field.good().0
                    }
                }),
            ),
            ("@BROKEN-FIELD@", breaking.name.clone()),
            ("@BROKEN-IDENT@", breaking.rust()),
            ("@BROKEN-RUST@", rule.value.clone()),
            ("@BROKEN-MESSAGE@", rule.message.into()),
            ("@UNREADABLE-ROW@", bad_row),
            ("@UNREADABLE-FIELD@", bad_field.into()),
            ("@UNREADABLE-MESSAGE@", bad_message.clone()),
            ("@REASONS@", reasons.join("\n")),
            ("@GOOD-ROW@", good),
        ]
    }
}

impl Field {
    fn parse(entry: &str) -> Result<Field> {
        // No type has one.
        if entry.contains(',') {
            let entry = escape::message(entry);
            bail!("found `{entry}`, expected spaces between the fields, without commas");
        }
        let Some((name, of)) = entry.split_once(':') else {
            let entry = escape::message(entry);
            bail!("found `{entry}`, expected NAME:TYPE, such as `amount:u64`");
        };
        names::check_form(name, LONGEST)
            .and_then(|()| names::check_reserved(name))
            .context("field")?;
        let bits = |digits: &str| digits.parse().ok().filter(|bits| [8, 16, 32, 64].contains(bits));
        let known = match of {
            "string" => Some(Type::String),
            "bool" => Some(Type::Bool),
            "f64" => Some(Type::Float),
            "option<string>" => Some(Type::Optional),
            _ => match of.split_at_checked(1) {
                Some(("u", digits)) => bits(digits).map(Type::Unsigned),
                Some(("s", digits)) => bits(digits).map(Type::Signed),
                _ => None,
            },
        };
        match known {
            Some(of) => Ok(Field { name: name.into(), of }),
            None if of.is_empty() => bail!("field `{name}`: found no type right after `:`, expected one of {TYPES}"),
            None => bail!(
                "field `{name}`: found the type `{}`, expected one of {TYPES}",
                escape::message(of)
            ),
        }
    }

    fn wit(&self) -> String {
        match self.of {
            Type::String => "string".into(),
            Type::Bool => "bool".into(),
            Type::Unsigned(bits) => format!("u{bits}"),
            Type::Signed(bits) => format!("s{bits}"),
            Type::Float => "f64".into(),
            Type::Optional => "option<string>".into(),
        }
    }

    fn rust(&self) -> String {
        self.name.replace('-', "_")
    }

    fn rust_type(&self) -> String {
        match self.of {
            Type::String => "String".into(),
            Type::Signed(bits) => format!("i{bits}"),
            Type::Optional => "Option<String>".into(),
            Type::Bool | Type::Unsigned(_) | Type::Float => self.wit(),
        }
    }

    fn go(&self) -> String {
        let word = |word: &str| match INITIALISMS.split(' ').any(|known| known == word) {
            true => word.to_uppercase(),
            false => word[..1].to_uppercase() + &word[1..],
        };
        self.name.split('-').map(word).collect()
    }

    fn go_type(&self) -> String {
        match self.of {
            Type::String => "string".into(),
            Type::Bool => "bool".into(),
            Type::Unsigned(bits) => format!("uint{bits}"),
            Type::Signed(bits) => format!("int{bits}"),
            Type::Float => "float64".into(),
            Type::Optional => "*string".into(),
        }
    }

    /// How the service reads the cell of a column.
    fn read(&self, column: usize) -> String {
        match self.of {
            Type::String => format!("r.cells[{column}]"),
            Type::Bool => format!("boolean(r, {column})"),
            Type::Unsigned(bits) => format!("unsigned[uint{bits}](r, {column}, {bits})"),
            Type::Signed(bits) => format!("signed[int{bits}](r, {column}, {bits})"),
            Type::Float => format!("float(r, {column})"),
            Type::Optional => format!("optional(r, {column})"),
        }
    }

    /// How the service's adapter passes the field on.
    fn lower(&self) -> String {
        let name = self.go();
        match self.of {
            Type::Optional => {
                format!("\tif item.{name} != nil {{\n\t\tlowered.{name} = cm.Some(*item.{name})\n\t}}")
            }
            _ => format!("\tlowered.{name} = item.{name}"),
        }
    }

    /// What the service says of a cell that it can't read.
    fn unreadable(&self) -> Option<String> {
        match self.of {
            Type::String | Type::Optional => None,
            Type::Bool => Some("must be true or false".into()),
            Type::Unsigned(bits) => Some(format!("must be a whole number from 0 to {}", u64::MAX >> (64 - bits))),
            Type::Signed(bits) => {
                let lowest = i64::MIN >> (64 - bits);
                Some(format!("must be a whole number from {lowest} to {}", !lowest))
            }
            Type::Float => Some("must be a number".into()),
        }
    }

    /// A cell that keeps the rule, and the same value in Rust.
    fn good(&self) -> (String, String) {
        match self.of {
            Type::String => ("abc".into(), "\"abc\".into()".into()),
            Type::Bool => ("true".into(), "true".into()),
            Type::Unsigned(_) | Type::Signed(_) => ("1".into(), "1".into()),
            Type::Float => ("1.5".into(), "1.5".into()),
            Type::Optional => (String::new(), "None".into()),
        }
    }

    fn rule(&self) -> Option<Rule> {
        let item = format!("item.{}", self.rust());
        let (broken, message, cell, value) = match self.of {
            Type::Bool => return None,
            Type::String => (
                format!("{item}.trim().is_empty()"),
                "must not be empty",
                " ".into(),
                "\" \".into()".into(),
            ),
            Type::Unsigned(_) => (format!("{item} == 0"), "must not be 0", "0".into(), "0".into()),
            Type::Signed(_) => (format!("{item} < 0"), "must not be negative", "-1".into(), "-1".into()),
            Type::Float => (
                format!("!{item}.is_finite()"),
                "must be finite",
                "inf".into(),
                "f64::INFINITY".into(),
            ),
            Type::Optional => (
                format!("{item}.iter().any(|text| text.len() > 40)"),
                "must have at most 40 bytes",
                "a".repeat(41),
                "Some(\"a\".repeat(41))".into(),
            ),
        };
        Some(Rule {
            broken,
            message,
            cell,
            value,
        })
    }

    fn check(&self) -> String {
        let Some(Rule { broken, message, .. }) = self.rule() else {
            return String::new();
        };
        format!(
            "    if {broken} {{\n        reject(\"{}\", \"{message}\");\n    }}",
            self.name
        )
    }
}
