//! What the stage does to one address.

use std::borrow::Cow;

/// The address without the tag that its mail server ignores: `ann+news@example.com` becomes `ann@example.com`, so the
/// service sees one user. An invalid address stays invalid. Replace this function with your own.
pub fn plain(email: &str) -> Cow<'_, str> {
    let Some((local, domain)) = email.split_once('@') else {
        return email.into();
    };
    match local.find('+') {
        Some(tag) if tag > 0 => format!("{}@{domain}", &local[..tag]).into(),
        _ => email.into(),
    }
}
