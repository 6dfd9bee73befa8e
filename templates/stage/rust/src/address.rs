//! What the stage does, to one address. Yours to change.

use std::borrow::Cow;

/// The address without the tag that its mail server ignores: who has `ann+news@example.com` has `ann@example.com`, and
/// is one user to the service. What is no address stays none.
pub fn plain(email: &str) -> Cow<'_, str> {
    let Some((local, domain)) = email.split_once('@') else {
        return email.into();
    };
    match local.find('+') {
        Some(tag) if tag > 0 => format!("{}@{domain}", &local[..tag]).into(),
        _ => email.into(),
    }
}
