//! The form of an e-mail address that mail systems agree on: `strict` of `email-syntax` in my:user-validator.

use crate::host;

/// The longest local part and the longest address, in bytes (RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3: a path is an
/// address in angle brackets, and has at most 256).
const LOCAL: usize = 64;
const ADDRESS: usize = 254;

/// Whether an address that has one `@` is strict.
pub fn is_strict_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else {
        return false;
    };
    let fits = |length| local.len() + 1 + length <= ADDRESS;
    let is_local = local.len() <= LOCAL && is_dot_atom(local.as_bytes());
    is_local
        && host::name(domain)
            .and_then(|name| host::dns_length(&name))
            .is_some_and(fits)
}

/// Characters of RFC 5321's `atext`, in runs with single dots between them.
fn is_dot_atom(local: &[u8]) -> bool {
    local
        .split(|byte| *byte == b'.')
        .all(|atom| !atom.is_empty() && atom.iter().all(|byte| is_atext(*byte)))
}

fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}
