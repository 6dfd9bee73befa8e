//! Names of hosts, and the one form in which their spellings are compared: Unicode by UTS 46.
//!
//! Look-alike letters of other scripts are other names, for every resolver too.

use std::borrow::Cow;

use escape::is_invisible;
use icu_normalizer::uts46::Uts46MapperBorrowed;
use idna::punycode;
use label::is_part;

/// A label that starts like this is Unicode in Punycode.
const PUNYCODE: &str = "xn--";

/// Longer names in other letters than ASCII aren't looked at: no name has more characters in any form.
const LONGEST: usize = 4 * 255;

/// What a domain is without a look at Unicode.
enum Ascii<'a> {
    /// It is in the form in which names are compared.
    Name(Cow<'a, str>),
    /// It has other characters than ASCII letters, digits, `-`, `.` and `_`, or Punycode.
    Unknown,
    /// It has an empty label.
    NoName,
}

/// The form in which the name of a host is compared. None: the domain isn't one as it is written. Only case, width,
/// composition and Punycode are spellings of a name. White space, an invisible character, punctuation and another dot than
/// `.` are not, since one program drops or maps what another keeps.
pub fn name(domain: &str) -> Option<Cow<'_, str>> {
    match ascii(domain) {
        Ascii::Name(name) => Some(name),
        Ascii::NoName => None,
        Ascii::Unknown if domain.chars().all(may_be_written) => {
            mapped(domain).filter(|name| has_only_parts(name)).map(Cow::Owned)
        }
        Ascii::Unknown => None,
    }
}

/// The form in which a domain is compared to find duplicates. Here whatever isn't part of the name is dropped, so that an
/// address with a stray character is found to be the address without it.
pub fn canonical(domain: &str) -> Cow<'_, str> {
    match ascii(domain) {
        Ascii::Name(name) => name,
        Ascii::NoName | Ascii::Unknown => canonical_unicode(domain)
            .unwrap_or_else(|| domain.to_ascii_lowercase())
            .into(),
    }
}

/// The length in ASCII of a name that [`name`] returns, if it has the form and the lengths that DNS and mail require.
pub fn dns_length(name: &str) -> Option<usize> {
    let mut length = name.split('.').count() - 1;
    for label in name.split('.') {
        let in_ascii = match label.is_ascii() {
            true => label.len(),
            false => PUNYCODE.len() + punycode::encode_str(label)?.len(),
        };
        if in_ascii > 63 || label.starts_with('-') || label.ends_with('-') || label.contains('_') {
            return None;
        }
        length += in_ascii;
    }
    let (_, last) = name.rsplit_once('.')?;
    // `1.2.3.4` is an address of a host, not its name.
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    (length <= 253 && !is_number).then_some(length)
}

#[inline]
fn ascii(domain: &str) -> Ascii<'_> {
    let mut is_lower = true;
    let mut previous = b'.';
    for byte in domain.bytes() {
        match byte {
            b'.' if previous == b'.' => return Ascii::NoName,
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {}
            b'A'..=b'Z' => is_lower = false,
            _ => return Ascii::Unknown,
        }
        previous = byte;
    }
    if previous == b'.' {
        return Ascii::NoName;
    }
    let name = match is_lower {
        true => Cow::Borrowed(domain),
        false => domain.to_ascii_lowercase().into(),
    };
    let has_punycode = name
        .as_bytes()
        .windows(PUNYCODE.len())
        .any(|part| part == PUNYCODE.as_bytes());
    match has_punycode {
        true => Ascii::Unknown,
        false => Ascii::Name(name),
    }
}

/// Whether a character may be part of a name as it is written.
fn may_be_written(character: char) -> bool {
    match character {
        '.' => true,
        // Whether a joiner is in its place is decided below.
        _ if JOINERS.contains(&character) => true,
        _ if DOTS.contains(&character) => false,
        _ => !is_invisible(character) && !character.is_whitespace(),
    }
}

fn has_only_parts(name: &str) -> bool {
    name.chars().all(|character| character == '.' || is_part(character))
}

/// A name in Unicode by the mapping, the normalization and the decoding of UTS 46. None: it isn't one, or a label is empty. The
/// crate `idna` does this too, but with its checks of writing direction and joiners it is twice as large.
fn mapped(domain: &str) -> Option<String> {
    if domain.len() > LONGEST {
        return None;
    }
    // What has no mapping becomes U+FFFD.
    let name: String = MAPPER.map_normalize(domain.chars()).collect();
    let labels: Option<Vec<String>> = name.split('.').map(label_in_unicode).collect();
    labels.map(|labels| labels.join("."))
}

const MAPPER: Uts46MapperBorrowed = Uts46MapperBorrowed::new();

/// A mapped label, decoded from Punycode.
fn label_in_unicode(label: &str) -> Option<String> {
    let decoded = match label.strip_prefix(PUNYCODE) {
        None => label.into(),
        Some(encoded) => decoded(encoded)?,
    };
    let is_ascii_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    let is_kept = |character: char| match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => is_ascii_part(byte),
        _ => character != char::REPLACEMENT_CHARACTER,
    };
    (!decoded.is_empty() && decoded.chars().all(is_kept) && has_joiners_in_place(&decoded)).then_some(decoded)
}

/// Punycode is only valid if it stands for something that can't be written otherwise.
fn decoded(encoded: &str) -> Option<String> {
    let decoded = punycode::decode_to_string(encoded)?;
    let is_normal = || MAPPER.normalize_validate(decoded.chars()).eq(decoded.chars());
    (!decoded.is_ascii() && !decoded.starts_with(PUNYCODE) && is_normal()).then_some(decoded)
}

/// A joiner belongs after a virama (RFC 5892, appendix A). Elsewhere it is an invisible character, except between letters that
/// join, which isn't known here.
fn has_joiners_in_place(label: &str) -> bool {
    let mut previous = '-';
    label.chars().all(|character| {
        let before = std::mem::replace(&mut previous, character);
        !JOINERS.contains(&character) || MAPPER.is_virama(before)
    })
}

/// The dots of UTS 46.
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

fn canonical_unicode(domain: &str) -> Option<String> {
    let end = domain.find(ends_name).unwrap_or(domain.len());
    // A control character does something where it is shown, so it isn't merely invisible.
    let is_seen = |character: &char| !is_invisible(*character) || character.is_control() || JOINERS.contains(character);
    let written: String = domain[..end].chars().filter(is_seen).collect();
    let is_end =
        |character: char| character.is_whitespace() || DOTS.contains(&character) || JOINERS.contains(&character);
    let written = written.trim_start().trim_end_matches(is_end);
    let name = mapped(written).or_else(|| {
        // Joiners that are out of place are invisible characters like others.
        written
            .contains(JOINERS)
            .then(|| mapped(&written.replace(JOINERS, "")))?
    });
    // What remains may be no domain any more.
    name.filter(|name| name.contains('.'))
}

/// Whether a character, in full width too, ends a domain in the places that addresses are copied from: a URL, a list, angle
/// brackets.
fn ends_name(character: char) -> bool {
    matches!(character, '#' | '/' | ';' | '>' | '＃' | '／' | '；' | '＞')
}
