//! Which characters are part of the labels of a domain. Letters, marks and digits are, and `-` and `_`; white space, invisible
//! characters, punctuation and symbols aren't, since they look like the end of a name, or like none.
//!
//! Marks of letters are recognized by being none of these, so a few symbols outside of the usual blocks are accepted.

use escape::is_invisible;

/// Whether a character may be part of a label.
pub fn is_part(character: char) -> bool {
    match character {
        '-' | '_' => true,
        // Joiners of some scripts, and punctuation that some letters need.
        '\u{200c}' | '\u{200d}' | '\u{b7}' | '\u{375}' | '\u{5f3}' | '\u{5f4}' | '\u{30fb}' => true,
        _ if character.is_ascii() || is_symbol(character) => character.is_alphanumeric(),
        _ => !is_invisible(character) && !character.is_whitespace(),
    }
}

/// Whether a character is in a block of punctuation and symbols. Some of these blocks have letters, too.
fn is_symbol(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' | '\u{3000}'..='\u{303f}'
        | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'..='\u{1faff}')
}
