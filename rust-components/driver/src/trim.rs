//! White space around a value.

/// A value without the white space around it, as Unicode defines it.
#[inline(always)]
pub fn trim(value: &str) -> &str {
    match value.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] => value,
        _ => value.trim(),
    }
}
