//! What the stage does, to one address.

use std::borrow::Cow;

/// The address without the tag and the dots that its mail server ignores. Text that is not an address stays as it is.
pub fn plain(email: &str) -> Cow<'_, str> {
    let Some((local, domain)) = email.split_once('@') else {
        return email.into();
    };
    let name = local.split('+').next().unwrap_or_default().replace('.', "");
    if name.is_empty() {
        return email.into();
    }
    format!("{name}@{domain}").into()
}
