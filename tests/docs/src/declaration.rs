//! Finds a declaration in generated code and joins it to one line.

use anyhow::{Result, bail};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    Go,
    Python,
    JavaScript,
}

/// Paths that hand-written code would import instead, and a bound that every wasmtime call has. Longer ones come first.
const PREFIXES: [&str; 6] = [
    "<S: wasmtime::AsContextMut>",
    "wasmtime::component::__internal::",
    "wasmtime::component::",
    "::core::option::",
    "::core::result::",
    "_rt::",
];

/// The first declaration with this start; for a function, its signature. Comments, attributes and tags are omitted.
pub fn find(language: Language, text: &str, start: &str) -> Result<String> {
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(start));
    let Some(first) = lines.next() else {
        bail!("found no declaration that starts with `{start}`");
    };
    let mut found = vec![first];
    if is_function(language, start) {
        found.extend(lines);
        return Ok(signature(&found));
    }
    let within = |line: &&str| line.trim().is_empty() || indent(line) > indent(first);
    found.extend(lines.clone().take_while(within));
    let last = lines.nth(found.len() - 1);
    found.extend(last.filter(|line| indent(line) == indent(first) && line.trim_start().starts_with(['}', ')'])));
    Ok(joined(language, &found))
}

/// The type of a record's field, as written after the field's name. The name is kept if it carries meaning, as `age?` does.
pub fn field_type(language: Language, text: &str, record: &str, field: &str) -> Result<String> {
    let (record, start) = match language {
        Language::Rust => (format!("pub struct {record} "), format!("pub {field}: ")),
        Language::Go => (
            format!("type {record} struct "),
            format!("{}{} ", field[..1].to_uppercase(), &field[1..]),
        ),
        Language::Python => (format!("class {record}:"), format!("{field}: ")),
        Language::JavaScript => (format!("interface {record} "), field.into()),
    };
    let from_record = text.find(&record).map_or("", |at| &text[at..]);
    let declared = find(language, from_record, &start)?;
    let kept = if language == Language::JavaScript { "" } else { &start };
    let declared = declared.trim_end_matches(',');
    Ok(match declared.strip_prefix(&format!("{field}: ")) {
        Some(plain) => plain.into(),
        None => declared.strip_prefix(kept).unwrap_or(declared).trim_start().into(),
    })
}

fn is_function(language: Language, start: &str) -> bool {
    let word = match language {
        Language::Rust => "fn ",
        Language::Go => "func ",
        Language::Python => "def ",
        Language::JavaScript => return false,
    };
    start.trim_start_matches("pub ").starts_with(word)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The text up to the body or the next declaration.
fn signature(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.trim();
        text += line;
        if line.ends_with(['{', ';', ':']) {
            break;
        }
        text += " ";
    }
    tidy(text.trim_end_matches(['{', ';', ':', ' ']))
}

fn joined(language: Language, lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines.iter().map(|line| line.trim()) {
        let line = without_attribute(line);
        let noise = ["//", "/**", "*", "_ ", "@"]
            .iter()
            .any(|start| line.starts_with(start));
        if noise || line.is_empty() {
            continue;
        }
        let line = line.split_once("`json").map_or(line, |(field, _tag)| field.trim_end());
        let ended = text.ends_with(['{', ':', '(']) || text.is_empty() || line.starts_with(['}', ')']);
        let by_lines = matches!(language, Language::Go | Language::Python);
        text += if by_lines && !ended { "; " } else { " " };
        text += line;
    }
    tidy(&text)
}

fn without_attribute(line: &str) -> &str {
    match line.strip_prefix("#[") {
        Some(attribute) => attribute.split_once("] ").map_or("", |(_, rest)| rest),
        None => line,
    }
}

fn tidy(text: &str) -> String {
    let text = PREFIXES
        .iter()
        .fold(text.to_string(), |text, prefix| text.replace(prefix, ""));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace("( ", "(").replace(", )", ")").replace(", }", " }");
    let text = text.replace("< ", "<").replace(", >", ">");
    text.trim_end_matches([',', ';']).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_one_line_without_comments_and_tags() {
        let go = "type A struct {\n\t_    cm.HostLayout `json:\"-\"`\n\t// The owner.\n\tName string  `json:\"name\"`\n\tAge  uint32  `json:\"age\"`\n}\n";
        let found = find(Language::Go, go, "type A ").unwrap();
        assert_eq!(found, "type A struct { Name string; Age uint32 }");
        let python = "@dataclass\nclass A:\n    name: str\n    age: int\n\n@dataclass\nclass B:\n    pass\n";
        assert_eq!(
            find(Language::Python, python, "class A:").unwrap(),
            "class A: name: str; age: int"
        );
        let rust =
            "    pub struct A {\n        /// The owner.\n        pub name: _rt::String,\n    }\n    pub struct B {}\n";
        assert_eq!(
            find(Language::Rust, rust, "pub struct A ").unwrap(),
            "pub struct A { pub name: String }"
        );
    }

    #[test]
    fn a_function_is_its_signature() {
        let rust = "    pub fn add(\n        &self,\n        n: u32,\n    ) -> u32 {\n        1\n    }\n";
        assert_eq!(
            find(Language::Rust, rust, "pub fn add").unwrap(),
            "pub fn add(&self, n: u32) -> u32"
        );
        assert!(find(Language::Rust, rust, "pub fn sub").is_err());
    }

    #[test]
    fn the_type_of_a_field_keeps_the_name_of_an_optional_field() {
        let script = "export interface A {\n  name: string,\n  age?: number,\n}\n";
        let of = |field| field_type(Language::JavaScript, script, "A", field).unwrap();
        assert_eq!((of("name").as_str(), of("age").as_str()), ("string", "age?: number"));
        let go = "type A struct {\n\tName string  `json:\"name\"`\n}\n";
        assert_eq!(field_type(Language::Go, go, "A", "name").unwrap(), "string");
    }
}
