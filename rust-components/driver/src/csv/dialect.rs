//! The characters that give CSV its structure.

/// The characters as a decoder needs them. The usual ones are constants, so that the compiler can use them as such.
pub trait Marks: Copy {
    fn delimiter(self) -> u8;
    /// The delimiter, if fields are never quoted.
    fn quote(self) -> u8;
    /// A line feed, if no character escapes another.
    fn escape(self) -> u8;
}

/// Commas and double quotes, by RFC 4180.
#[derive(Clone, Copy)]
pub struct Plain;

impl Marks for Plain {
    #[inline(always)]
    fn delimiter(self) -> u8 {
        b','
    }

    #[inline(always)]
    fn quote(self) -> u8 {
        b'"'
    }

    #[inline(always)]
    fn escape(self) -> u8 {
        b'\n'
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    pub quote: Option<u8>,
    pub escape: Option<u8>,
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect {
            delimiter: b',',
            quote: Some(b'"'),
            escape: None,
        }
    }
}

impl Marks for Dialect {
    #[inline(always)]
    fn delimiter(self) -> u8 {
        self.delimiter
    }

    #[inline(always)]
    fn quote(self) -> u8 {
        self.quote.unwrap_or(self.delimiter)
    }

    #[inline(always)]
    fn escape(self) -> u8 {
        self.escape.unwrap_or(b'\n')
    }
}

impl Dialect {
    pub fn is_plain(self) -> bool {
        self == Dialect::default()
    }

    /// In words, as far as it isn't the usual one.
    pub fn words(self) -> Vec<String> {
        let mut words = Vec::new();
        match self.delimiter {
            b',' => {}
            b';' => words.push("semicolons".into()),
            b'\t' => words.push("tabs".into()),
            b'|' => words.push("bars".into()),
            b' ' => words.push("spaces".into()),
            other => words.push(format!("delimiter `{}`", char::from(other).escape_default())),
        }
        match self.quote {
            Some(b'"') => {}
            Some(b'\'') => words.push("single quotes".into()),
            Some(other) => words.push(format!("quote `{}`", char::from(other).escape_default())),
            None => words.push("no quotes".into()),
        }
        match self.escape {
            Some(b'\\') => words.push("backslash escapes".into()),
            Some(other) => words.push(format!("escape `{}`", char::from(other).escape_default())),
            None => {}
        }
        words
    }

    /// In words, all of it.
    pub fn description(self) -> String {
        let mut words = self.words();
        if self.quote == Some(b'"') {
            words.insert(usize::from(self.delimiter != b','), "double quotes".into());
        }
        if self.delimiter == b',' {
            words.insert(0, "commas".into());
        }
        words.join(", ")
    }

    /// A field's value without quotes and escapes.
    pub fn unescaped(self, value: &str) -> String {
        if self.escape.is_none() {
            let quote = char::from(self.quote.unwrap_or(b'"'));
            return value.replace([quote, quote].map(String::from).concat().as_str(), &quote.to_string());
        }
        let mut text = String::with_capacity(value.len());
        let mut rest = value.char_indices().peekable();
        let byte = |one: char| u8::try_from(one).ok().filter(u8::is_ascii);
        while let Some((_, one)) = rest.next() {
            let next = rest.peek().map(|(_, next)| *next);
            let skipped = match (byte(one), next.and_then(byte)) {
                (Some(mark), Some(next)) if Some(mark) == self.escape => {
                    Some(next) == self.quote
                        || Some(next) == self.escape
                        || next == self.delimiter
                        || matches!(next, b'\r' | b'\n')
                }
                (Some(mark), Some(next)) => Some(mark) == self.quote && mark == next,
                _ => false,
            };
            match rest.next_if(|_| skipped) {
                Some((_, escaped)) => text.push(escaped),
                None => text.push(one),
            }
        }
        text
    }
}
