//! Media types: what a body is, and what a client accepts.

use mediatype::{MediaType, MediaTypeList, Name, ReadParams};

use crate::http::Request;
use crate::problem::{self, Problem};

/// Finds the type of the body among those that are accepted. A body that is encoded, or isn't in UTF-8, is refused: nothing here
/// would decode it.
pub fn of_body<T: Copy, const N: usize>(request: &Request, accepted: [(&str, T); N]) -> Result<T, Problem> {
    if let Some(found) = request.content_encoding.as_deref().filter(|found| !is_identity(found)) {
        return Err(Problem {
            header: Some(&("accept-encoding", "identity")),
            ..unsupported(format!(
                "Found the content encoding `{found}`, expected a body that is not encoded"
            ))
        });
    }
    let text = request.content_type.as_deref().unwrap_or_default();
    let media = MediaType::parse(text.trim()).ok();
    let found = media.as_ref().and_then(|media| {
        let is_known = |(name, _): &&(&str, T)| MediaType::parse(name).is_ok_and(|known| known == media.essence());
        accepted.iter().find(is_known)
    });
    let (Some((_, found)), Some(media)) = (found, &media) else {
        let found = media.map_or(text.to_ascii_lowercase(), |media| {
            media.essence().to_string().to_ascii_lowercase()
        });
        let names = accepted.map(|(name, _)| format!("`{name}`")).join(", ");
        let expected = if N == 1 { names } else { format!("one of {names}") };
        return Err(unsupported(format!(
            "Found the content type `{found}`, expected {expected}"
        )));
    };
    // All of them: a second one could contradict the first.
    let mut charsets = media.params().filter(|(name, _)| *name == "charset");
    if let Some((_, charset)) = charsets.find(|(_, charset)| !is_utf8(&charset.unquoted_str())) {
        let charset = charset.unquoted_str();
        return Err(unsupported(format!("Found the charset `{charset}`, expected `utf-8`")));
    }
    Ok(*found)
}

fn unsupported(detail: String) -> Problem {
    Problem::new(&problem::CONTENT_TYPE, detail)
}

fn is_identity(encoding: &str) -> bool {
    encoding
        .split(',')
        .all(|one| one.trim().is_empty() || one.trim().eq_ignore_ascii_case("identity"))
}

/// ASCII is UTF-8 too.
fn is_utf8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"]
        .iter()
        .any(|known| charset.eq_ignore_ascii_case(known))
}

/// Chooses by `Accept` as RFC 9110 defines it: the most specific range that fits a type gives its weight, and the greatest
/// weight wins. At equal weights a type that is named wins over one that a wildcard includes, then the earlier range, then the
/// earlier of those that are available.
pub fn negotiate<'a>(accept: &str, available: impl IntoIterator<Item = &'a str>) -> Option<usize> {
    let ranges: Vec<Range> = MediaTypeList::new(accept).flatten().filter_map(Range::of).collect();
    let weigh = |name: &str| {
        let media = MediaType::parse(name).ok()?;
        let fits = ranges.iter().enumerate().filter(|(_, range)| range.fits(&media));
        // The first of equally specific ones.
        let (place, range) = fits.max_by_key(|(place, range)| (range.precision, usize::MAX - place))?;
        Some((range.weight, range.precision, usize::MAX - place))
    };
    let weighed = available
        .into_iter()
        .enumerate()
        .filter_map(|(at, name)| Some((weigh(name)?, usize::MAX - at)));
    let ((weight, ..), rank) = weighed.max()?;
    (weight > 0).then_some(usize::MAX - rank)
}

struct Range<'a> {
    media: MediaType<'a>,
    /// In thousandths.
    weight: u16,
    /// 0 for all types, 1 for one top-level type, 2 for one type.
    precision: u8,
}

impl Range<'_> {
    /// None: it isn't valid, and is ignored.
    fn of(media: MediaType<'_>) -> Option<Range<'_>> {
        let any = |name: Name| name == "*";
        let precision = match (any(media.ty), any(media.subty)) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => return None,
        };
        let weight = match media.params().find(|(name, _)| *name == "q") {
            None => 1000,
            Some((_, value)) => weight(value.as_str())?,
        };
        Some(Range {
            media,
            weight,
            precision,
        })
    }

    /// The types here are in UTF-8 and have no other parameters. What follows the weight is not part of the range.
    fn fits(&self, found: &MediaType) -> bool {
        let mut parameters = self.media.params().take_while(|(name, _)| *name != "q");
        parameters.all(|(name, value)| name == "charset" && is_utf8(&value.unquoted_str()))
            && (self.precision == 0 || self.media.ty == found.ty)
            && (self.precision < 2 || self.media.subty == found.subty)
    }
}

/// A weight from 0 to 1 with up to three decimals, in thousandths.
fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "0" | "1" if digits => {
            let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
            Some(if whole == "1" { 1000 } else { 0 } + thousandths).filter(|weight| *weight <= 1000)
        }
        _ => None,
    }
}
