//! The query of a request, and the decoding of percent-encoded text.

use percent_encoding::percent_decode_str;

use crate::http::Request;
use crate::problem::{self, Problem};

/// Names and values, decoded, in their order.
pub struct Query(Vec<(String, String)>);

impl Query {
    pub fn of(request: &Request) -> Result<Query, Problem> {
        let (_, query) = request.target.split_once('?').unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain = |text: &str| decode(&text.replace('+', " "));
            plain(name).zip(plain(value)).ok_or_else(|| {
                Problem::new(
                    &problem::MALFORMED,
                    format!("Query parameter `{name}` is not valid percent-encoded UTF-8"),
                )
            })
        });
        Ok(Query(pairs.collect::<Result<_, _>>()?))
    }

    /// The value of a parameter. One that occurs twice is an error.
    pub fn value(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self
            .0
            .iter()
            .filter(|(found, _)| found == name)
            .map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Problem::new(
                &problem::MALFORMED,
                format!("Query parameter `{name}` occurs more than once"),
            )),
        }
    }
}

/// Decodes a part of a target. Returns `None` if the bytes aren't UTF-8, or a `%` isn't followed by two hexadecimal
/// digits, which the library would leave unchanged.
pub fn decode(text: &str) -> Option<String> {
    let is_escape = |rest: &str| {
        rest.as_bytes()
            .first_chunk::<2>()
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(is_escape) {
        return None;
    }
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}
