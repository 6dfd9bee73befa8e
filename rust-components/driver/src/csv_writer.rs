//! Writes users and rejects as CSV.

use escape::Inert;

use crate::batch::{Batch, Span};
use crate::cells::{Cells, Cutter, Shape};
use crate::csv_row::Row;
use crate::encode::{Form, Rejected};
use crate::flaw::Defect;
use crate::sheet::{Column, Sheet};

/// Writes the records of a batch.
pub struct CsvForm<'a> {
    pub batch: &'a Batch,
    /// What the spans of the batch refer to.
    pub block: &'a [u8],
    pub input: &'a str,
    pub sheet: &'a Sheet,
    pub cutter: &'a mut Cutter,
}

impl Form for CsvForm<'_> {
    fn user(&mut self, row: usize, id: &str, out: &mut Vec<u8>) {
        let Sheet { writing, columns, .. } = self.sheet;
        let Span { start, end, .. } = self.batch.spans[row];
        let record = &self.block[start as usize..end as usize];
        let cells = match writing.keep_columns {
            true => self.cutter.cut(record),
            false => None,
        };
        let others = cells.map_or_else(Vec::new, |cells| cells.others);
        let (values, rest) = self.sheet.arranged(&others);
        let mut line = Row::start(out, writing.formula_guard);
        line.text(id);
        for (column, value) in columns.iter().zip(values) {
            match column {
                Column::Field(0) => line.text(self.batch.names.value(row)),
                Column::Field(1) => line.text(self.batch.emails.value(row)),
                Column::Field(_) => line.number(self.batch.ages[row].into()),
                Column::Other if writing.keep_columns => line.content(value),
                Column::Other => {}
            }
        }
        if self.sheet.has_other && writing.keep_columns {
            line.rest(&others, &rest);
        }
        line.end();
    }

    fn reject(&mut self, rejected: &Rejected, out: &mut Vec<u8>) {
        let Span { start, end, line } = *rejected.span;
        let record = &self.block[start as usize..end as usize];
        // As text, a value of the wrong type could be a right one.
        let is_whole = matches!(self.cutter.shape(), Shape::Objects(_))
            && !matches!(
                rejected.defect,
                None | Some(Defect::MissingField | Defect::InvalidNumber)
            );
        let cells = match is_whole {
            true => None,
            false => self.cutter.cut(record),
        };
        let mut row = Row::start(out, self.sheet.writing.formula_guard);
        match &cells {
            Some(Cells { fields, others }) => {
                let (values, rest) = self.sheet.arranged(others);
                for (column, value) in self.sheet.columns.iter().zip(values) {
                    row.content(match column {
                        Column::Field(field) => fields[*field].as_ref(),
                        Column::Other => value,
                    });
                }
                if self.sheet.has_other {
                    row.rest(others, &rest);
                }
            }
            // It can't be cut, so it is whole in the first column.
            None => {
                row.text(&String::from_utf8_lossy(record));
                let columns = self.sheet.columns.len() + usize::from(self.sheet.has_other);
                for _ in 1..columns {
                    row.text("");
                }
            }
        }
        row.number(line);
        let mut errors = String::new();
        for error in rejected.errors {
            // Without a comma or semicolon, so that no spreadsheet cuts it.
            errors += if errors.is_empty() { "" } else { " | " };
            errors += &format!("{}: {error}", error.field);
        }
        if let Some(bytes) = rejected.bytes {
            errors += &format!(" | base64: {bytes}");
        }
        row.text(&errors);
        if self.sheet.name_inputs {
            row.text(&Inert(self.input).to_string());
        }
        row.end();
    }
}
