//! Hides who a user is, so that the rules say the same about the user.

/// A name with `*` for every character except the first one and white space, so that its length stays.
pub fn mask_name(name: &str, out: &mut String) {
    let mut is_first = true;
    for character in name.chars() {
        let is_kept = is_first || character.is_whitespace();
        is_first &= character.is_whitespace();
        out.push(if is_kept { character } else { '*' });
    }
}

/// An address with `*` for every character before the first `@`, except the very first one. Without `@`, for all others.
pub fn mask_email(email: &str, out: &mut String) {
    let local = email.find('@').unwrap_or(email.len());
    let (local, rest) = email.split_at(local);
    let mut characters = local.chars();
    out.extend(characters.next());
    out.extend(characters.map(|_| '*'));
    out.push_str(rest);
}

/// Changes each value of a column: value `i` is the bytes `ends[i-1]..ends[i]` of `text`.
///
/// # Panics
/// If the ends aren't those of values in the text.
pub fn masked(text: &str, ends: &mut [u32], mask: fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    for end in ends {
        mask(&text[start..*end as usize], &mut out);
        start = *end as usize;
        *end = out.len() as u32;
    }
    assert_eq!(start, text.len(), "a column goes on after its last value");
    out
}

#[cfg(test)]
mod tests {
    use super::{mask_email, mask_name, masked};

    fn of(mask: fn(&str, &mut String), value: &str) -> String {
        let mut out = String::new();
        mask(value, &mut out);
        out
    }

    #[test]
    fn a_name_keeps_its_length_and_its_words() {
        let cases = [
            ("Ann Lee", "A** ***"),
            (" \u{a0}Ömer", " \u{a0}Ö***"),
            ("", ""),
            (" ", " "),
        ];
        for (name, expected) in cases {
            assert_eq!(of(mask_name, name), expected);
        }
    }

    #[test]
    fn an_address_keeps_its_domain() {
        let cases = [
            ("ann@a.example", "a**@a.example"),
            ("a@b@c", "a@b@c"),
            ("nobody", "n*****"),
            ("@x", "@x"),
        ];
        for (email, expected) in cases {
            assert_eq!(of(mask_email, email), expected);
        }
    }

    #[test]
    fn the_ends_follow_the_values() {
        let mut ends = [4, 8, 11];
        assert_eq!(masked("ÖäÖäAnn", &mut ends, mask_name), "Ö*Ö*A**");
        assert_eq!(ends, [3, 6, 9]);
    }
}
