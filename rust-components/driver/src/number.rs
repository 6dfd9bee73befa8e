//! Whole numbers as people and programs write them.

/// The whole number that a decimal number equals: `30`, `30.0` and `3e1` are the same. The notation is that of JSON,
/// with any zeros in front and white space around.
#[inline]
pub fn whole(text: &str) -> Option<u32> {
    // Few digits, as in most records.
    if (1..=9).contains(&text.len()) {
        let (mut number, mut is_number) = (0u32, true);
        for byte in text.bytes() {
            let digit = byte.wrapping_sub(b'0');
            is_number &= digit < 10;
            number = number.wrapping_mul(10).wrapping_add(digit.into());
        }
        if is_number {
            return Some(number);
        }
    }
    equal(text.trim())
}

#[cold]
fn equal(text: &str) -> Option<u32> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], exponent(&rest[at + 1..])?),
        None => (rest, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    for digits in [Some(whole), fraction].into_iter().flatten() {
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
    }
    let fraction = fraction.unwrap_or("").trim_end_matches('0');
    let mut digits = [whole, fraction].concat();
    let mut shift = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    if fraction.is_empty() {
        let significant = digits.trim_end_matches('0').len();
        shift = shift.checked_add(i64::try_from(digits.len() - significant).ok()?)?;
        digits.truncate(significant);
    }
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some(0);
    }
    let zeros = u32::try_from(shift).ok()?;
    if negative || digits.len() > 10 || zeros > 10 {
        return None;
    }
    let number = digits.parse::<u64>().ok()?.checked_mul(10u64.pow(zeros))?;
    u32::try_from(number).ok()
}

/// An exponent; one that is out of any range as the largest or smallest number.
fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = match digits.trim_start_matches('0') {
        "" => 0,
        digits => digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4),
    };
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_whole_number_is_what_it_equals() {
        for (text, expected) in [
            ("30", 30),
            ("030", 30),
            ("30.0", 30),
            ("30.000", 30),
            ("3e1", 30),
            ("3E+1", 30),
            ("0.3e2", 30),
            ("300e-1", 30),
            ("3000.00e-2", 30),
            ("-0", 0),
            ("-0.0", 0),
            ("0e999999999999999999999999", 0),
            ("4294967295.0", u32::MAX),
            ("100", 100),
            (" 30\u{a0}", 30),
            ("4294967295", u32::MAX),
        ] {
            assert_eq!(whole(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "+30",
            "-1",
            "30.5",
            "3e-1",
            "30.",
            ".5",
            "1e",
            "1e+",
            "e1",
            "4294967296",
            "4294967295.5",
            "1e10",
            "1e999999999999999999999999",
            "1e-99999999999999999999",
            "٣٠",
            "0x1e",
            "3 0",
            "--1",
            "1.0.0",
            "NaN",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
