//! Patterns, in which `*` matches any number of any characters.

/// Whether the pattern matches the whole text. The time is at most proportional to the product of both lengths.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // The place of the last `*`, and the end of the text that it matches so far.
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(character) if *character == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|character| *character == '*')
}

/// The same for interfaces: a pattern without a version matches every version.
pub fn matches_interface(pattern: &str, name: &str) -> bool {
    matches(pattern, name)
        || !pattern.contains('@') && name.split_once('@').is_some_and(|(name, _)| matches(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_number_of_characters() {
        assert!(matches("wasi:filesystem/*", "wasi:filesystem/types@0.2.0"));
        assert!(matches("*", ""));
        assert!(matches("a*b*c", "a--b-bc"));
        assert!(!matches("a*b*c", "a--b-b"));
        assert!(!matches("service", "service#2"));
        assert!(!matches("", "a"));
    }

    #[test]
    fn a_pattern_without_a_version_is_for_all() {
        assert!(matches_interface(
            "wasi:filesystem/types",
            "wasi:filesystem/types@0.2.0"
        ));
        assert!(matches_interface(
            "wasi:filesystem/types@0.2.*",
            "wasi:filesystem/types@0.2.0"
        ));
        assert!(!matches_interface(
            "wasi:filesystem/types@0.3.0",
            "wasi:filesystem/types@0.2.0"
        ));
        assert!(!matches_interface(
            "wasi:filesystem/type",
            "wasi:filesystem/types@0.2.0"
        ));
    }

    #[test]
    fn many_stars_take_no_time() {
        assert!(!matches(
            &"*a".repeat(50),
            &"a".repeat(20_000).replace("aa", "ab")[..20_000].replace('a', "b")
        ));
    }
}
