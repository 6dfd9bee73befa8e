//! Text columns, as components pass them: value `i` is the bytes `ends[i-1]..ends[i]` of `text`.

/// The values of a column, or what is wrong with it.
pub fn values<'a>(text: &'a str, ends: &[u32]) -> Result<Vec<&'a str>, String> {
    let mut start = 0;
    let mut values = Vec::with_capacity(ends.len());
    for &end in ends {
        let end = end as usize;
        let value = text.get(start..end).ok_or_else(|| {
            let length = text.len();
            format!("a value ends at byte {end}, expected a character's end from {start} to {length}")
        })?;
        values.push(value);
        start = end;
    }
    if start != text.len() {
        return Err(format!("a column ends at byte {start}, expected {}", text.len()));
    }
    Ok(values)
}

/// A column that is being written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TextColumn {
    pub text: String,
    pub ends: Vec<u32>,
}

impl TextColumn {
    /// Adds a value. False if there is no room for it, since ends have 32 bits.
    #[must_use]
    pub fn push(&mut self, value: &str) -> bool {
        let end = u32::try_from(self.text.len() + value.len());
        let Ok(end) = end else { return false };
        self.text.push_str(value);
        self.ends.push(end);
        true
    }
}
