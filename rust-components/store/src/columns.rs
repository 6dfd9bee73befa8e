//! Many strings in two flat buffers: value `i` is the bytes `ends[i-1]..ends[i]` of `text`.

/// A borrowed column.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    pub text: &'a str,
    pub ends: &'a [u32],
}

impl<'a> Column<'a> {
    /// Some rows' ranges of the text, in order.
    ///
    /// # Panics
    /// While iterating, if an end isn't on a character boundary, descends or lies outside the text, which is a bug of
    /// the caller.
    #[inline]
    pub fn ranges(self, first: usize, end: usize) -> impl ExactSizeIterator<Item = (usize, usize)> {
        let mut start = match first {
            0 => 0,
            _ => self.ends[first - 1] as usize,
        };
        self.ends[first..end].iter().map(move |&end| {
            let end = end as usize;
            assert!(
                start <= end && self.text.is_char_boundary(end),
                "a value ends at byte {end}, expected a character's end from {start} to {}",
                self.text.len()
            );
            (std::mem::replace(&mut start, end), end)
        })
    }

    /// # Panics
    /// If the text continues after the last value.
    pub fn check_end(self) {
        let end = self.ends.last().map_or(0, |&end| end as usize);
        assert_eq!(end, self.text.len(), "a column goes on after its last value");
    }
}

/// A column that is being written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TextColumn {
    pub text: String,
    pub ends: Vec<u32>,
}

impl TextColumn {
    pub fn push(&mut self, value: &str) {
        self.text.push_str(value);
        self.ends.push(self.text.len() as u32);
    }

    pub fn as_column(&self) -> Column<'_> {
        Column {
            text: &self.text,
            ends: &self.ends,
        }
    }
}
