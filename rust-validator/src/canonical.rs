//! The form in which addresses are compared.

use crate::columns::TextColumn;
use crate::host;

/// The addresses of a column in the form of `canonical-emails` in my:user-validator: text, and the end of each address.
pub fn canonical_emails(emails: TextColumn) -> (String, Vec<u32>) {
    let mut text = String::with_capacity(emails.text.len());
    let ends = emails.values().map(|email| {
        append(&mut text, email);
        u32::try_from(text.len()).expect("a batch in Unicode is no longer than 4 GiB")
    });
    let ends = ends.collect();
    (text, ends)
}

fn append(text: &mut String, email: &str) {
    let (local, domain) = match email.rsplit_once('@') {
        Some((local, domain)) => (local, Some(domain)),
        None => (email, None),
    };
    let start = text.len();
    text.push_str(local);
    text[start..].make_ascii_lowercase();
    if let Some(domain) = domain {
        text.push('@');
        text.push_str(&host::canonical(domain));
    }
}
