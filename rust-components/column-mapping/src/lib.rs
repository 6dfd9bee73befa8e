//! The notation in which headers are mapped to fields, as an option and in a rules file:
//! `email=E-Mail, name="Full Name"`.

/// The fields of a record.
pub const FIELDS: [&str; 3] = ["name", "email", "age"];

/// What is wrong with a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake<'a> {
    /// The offending part of the text. Empty: something is missing there.
    pub part: &'a str,
    pub expected: &'static str,
}

/// The field, by its position in [`FIELDS`], and the header of each pair, in order. A header may be in quotes, in which `""`
/// is a quote. A field may occur several times.
pub fn pairs(text: &str) -> Result<Vec<(usize, String)>, Mistake<'_>> {
    let mut pairs = Vec::new();
    let mut rest = text;
    loop {
        let (field, after) = rest.split_once('=').ok_or(Mistake {
            part: rest.trim(),
            expected: "`FIELD=HEADER`, such as `email=E-Mail`, separated by commas",
        })?;
        let field = field.trim();
        let at = FIELDS.iter().position(|known| *known == field).ok_or(Mistake {
            part: field,
            expected: "`name`, `email` or `age` before each `=`",
        })?;
        let (header, after) = header(after)?;
        pairs.push((at, header));
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None => return Ok(pairs),
        }
    }
}

/// The header at the start of a text, and what comes after it: nothing, or a comma.
fn header(text: &str) -> Result<(String, &str), Mistake<'_>> {
    let text = text.trim_start();
    let Some(mut rest) = text.strip_prefix('"') else {
        let (header, after) = text.split_at(text.find(',').unwrap_or(text.len()));
        return filled(header.trim().into(), text, after);
    };
    let mut header = String::new();
    loop {
        let (part, after) = rest.split_once('"').ok_or(Mistake {
            part: text,
            expected: "a closing `\"`",
        })?;
        header.push_str(part);
        if let Some(after) = after.strip_prefix('"') {
            header.push('"');
            rest = after;
            continue;
        }
        let after = after.trim_start();
        if !after.is_empty() && !after.starts_with(',') {
            return Err(Mistake {
                part: after,
                expected: "`,` after the closing `\"`",
            });
        }
        return filled(header, text, after);
    }
}

fn filled<'a>(header: String, text: &'a str, after: &'a str) -> Result<(String, &'a str), Mistake<'a>> {
    match header.is_empty() {
        true => Err(Mistake {
            part: &text[..0],
            expected: "a header after each `=`",
        }),
        false => Ok((header, after)),
    }
}

/// A pair, written so that [`pairs`] reads the same.
pub fn pair(field: &str, header: &str) -> String {
    let is_plain = header.trim() == header && !header.contains([',', '"', ' ']);
    match is_plain {
        true => format!("{field}={header}"),
        false => format!("{field}=\"{}\"", header.replace('"', "\"\"")),
    }
}
