//! Makes lines of CSV of cells.

use crate::error::WorkbookError;

const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// Cells with values that aren't written yet, in their order.
#[derive(Default)]
pub struct Cells {
    text: String,
    cells: Vec<Cell>,
    /// How many of them are written.
    written: usize,
}

/// Row and column count from 0.
#[derive(Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    /// Where its text ends.
    end: usize,
}

impl Cells {
    /// Adds a cell whose text `write` appends, unless there is none.
    pub fn add(&mut self, row: u32, column: u32, write: impl FnOnce(&mut String) -> bool) {
        if write(&mut self.text) {
            let end = self.text.len();
            self.cells.push(Cell { row, column, end });
        }
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.written = 0;
    }

    pub fn bytes(&self) -> usize {
        self.text.len() + self.cells.len() * size_of::<Cell>()
    }

    /// The width of the widest row.
    pub fn width(&self) -> u32 {
        self.cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0)
    }

    fn next(&mut self) -> Option<(Cell, &str)> {
        let cell = *self.cells.get(self.written)?;
        let start = self.written.checked_sub(1).map_or(0, |before| self.cells[before].end);
        self.written += 1;
        Some((cell, &self.text[start..cell.end]))
    }
}

/// The lines so far.
pub struct Lines {
    /// Of every row, unless it is longer.
    width: u32,
    /// The row that is being written, and how many fields it has.
    row: u32,
    fields: u32,
}

impl Lines {
    pub fn new(width: u32) -> Lines {
        Lines {
            width,
            row: 0,
            fields: 0,
        }
    }

    /// Writes cells until there are no more, or at least `size` bytes.
    pub fn write(&mut self, cells: &mut Cells, size: usize, out: &mut String) -> Result<(), WorkbookError> {
        while out.len() < size
            && let Some((cell, text)) = cells.next()
        {
            if cell.row >= MOST_ROWS || cell.column >= MOST_COLUMNS {
                return Err(WorkbookError::Damaged("a cell lies outside of the sheet".into()));
            }
            if (cell.row, cell.column) < (self.row, self.fields) {
                return Err(WorkbookError::Damaged("the cells aren't in order".into()));
            }
            while self.row < cell.row {
                self.end_row(out);
            }
            self.begin_field(cell.column, out);
            write_field(text, out);
        }
        Ok(())
    }

    /// Ends the last row.
    pub fn end(&mut self, out: &mut String) {
        if self.fields > 0 {
            self.end_row(out);
        }
    }

    fn end_row(&mut self, out: &mut String) {
        if self.fields > 0 && self.fields < self.width {
            self.begin_field(self.width - 1, out);
        }
        out.push('\n');
        self.row += 1;
        self.fields = 0;
    }

    fn begin_field(&mut self, column: u32, out: &mut String) {
        let delimiters = self.fields.saturating_sub(1)..column;
        out.extend(delimiters.map(|_| ','));
        self.fields = column + 1;
    }
}

fn write_field(text: &str, out: &mut String) {
    if !text.contains([',', '"', '\n', '\r']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}
