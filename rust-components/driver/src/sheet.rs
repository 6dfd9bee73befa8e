//! The columns of the output, if it is CSV.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::cells::{Content, Cutter, Names, Shape};
use crate::columns::FIELDS;
use crate::csv::added::{ERRORS, INPUT, LINE};
use crate::csv_row::Row;
use crate::encode::Lines;
use crate::object::members;
use crate::writing::Writing;

/// The column for what has no column of its own.
const OTHER: &str = "other";

pub enum Column {
    /// A field of the record.
    Field(usize),
    Other,
}

/// The columns of both files: those of the first input.
pub struct Sheet {
    pub columns: Vec<Column>,
    /// As rejects have them: the same as in the input.
    names: Vec<String>,
    /// Names that are different from each other.
    own_names: Vec<String>,
    /// Where the columns are that aren't fields, by the names that a [`Cutter`] gives them.
    places: BTreeMap<String, usize>,
    /// Whether there is a column for the rest.
    pub has_other: bool,
    pub writing: Writing,
    pub name_inputs: bool,
}

impl Sheet {
    /// `first` is the first record of an input of objects.
    pub fn of(cutter: &Cutter, first: Option<&[u8]>, writing: Writing, name_inputs: bool) -> Sheet {
        let mut sheet = Sheet {
            columns: Vec::new(),
            names: Vec::new(),
            own_names: Vec::new(),
            places: BTreeMap::new(),
            has_other: name_inputs,
            writing,
            name_inputs,
        };
        match cutter.shape().clone() {
            Shape::Table(layout) => {
                for ((at, name), own) in layout.names.iter().enumerate().zip(cutter.others()) {
                    match (layout.header.field(at), own) {
                        (Some(field), _) => sheet.add(Column::Field(field), name, name),
                        (None, Some(own)) => sheet.add(Column::Other, name, own),
                        (None, None) => {}
                    }
                }
            }
            Shape::Objects(reading) => {
                sheet.has_other = true;
                let text = first.and_then(|record| std::str::from_utf8(record).ok());
                let keys = text.and_then(|text| members(text, &reading.columns));
                let mut names = Names::default();
                for member in keys.into_iter().flatten() {
                    match member.field {
                        Some(field) => sheet.add(Column::Field(field), &member.key, &member.key),
                        None => {
                            let own = names.own(Cow::Borrowed(&member.key));
                            sheet.add(Column::Other, &own, &own);
                        }
                    }
                }
                for (field, name) in FIELDS.iter().enumerate() {
                    if !sheet.has(field) {
                        sheet.add(Column::Field(field), name, name);
                    }
                }
            }
        }
        sheet
    }

    fn add(&mut self, column: Column, name: &str, own: &str) {
        if let Column::Other = column {
            self.places.insert(own.into(), self.columns.len());
        }
        self.columns.push(column);
        self.names.push(name.into());
        self.own_names.push(own.into());
    }

    fn has(&self, field: usize) -> bool {
        self.columns
            .iter()
            .any(|column| matches!(column, Column::Field(other) if *other == field))
    }

    /// Whether each column of an input has a place.
    pub fn fits(&self, cutter: &Cutter) -> bool {
        let is_table = matches!(cutter.shape(), Shape::Table(_));
        self.has_other
            || is_table
                && cutter
                    .others()
                    .iter()
                    .flatten()
                    .all(|name| self.places.contains_key(name))
    }

    /// Whether users have a column.
    fn is_kept(&self, column: &Column) -> bool {
        self.writing.keep_columns || matches!(column, Column::Field(_))
    }

    pub fn write_headers(&self, lines: &mut Lines) {
        let is_field = |column: &Column| matches!(column, Column::Field(_));
        // A column of the input named `id` makes room, and one named as a field as well.
        let mut names = Names::with(&["id"]);
        let mut users: Vec<String> = vec![String::new(); self.names.len()];
        for fields in [true, false] {
            for (at, column) in self.columns.iter().enumerate() {
                if is_field(column) == fields {
                    users[at] = names.own(Cow::Borrowed(&self.own_names[at])).into_owned();
                }
            }
        }
        let mut row = Row::start(&mut lines.users, self.writing.formula_guard);
        row.text("id");
        for (name, column) in users.iter().zip(&self.columns) {
            if self.is_kept(column) {
                row.text(name);
            }
        }
        if self.has_other && self.writing.keep_columns {
            row.text(&names.own(Cow::Borrowed(OTHER)));
        }
        row.end();

        let mut row = Row::start(&mut lines.rejects, self.writing.formula_guard);
        for name in &self.names {
            row.text(name);
        }
        if self.has_other {
            let mut names = Names::with(&self.names.iter().map(String::as_str).collect::<Vec<_>>());
            row.text(&names.own(Cow::Borrowed(OTHER)));
        }
        row.text(LINE);
        row.text(ERRORS);
        if self.name_inputs {
            row.text(INPUT);
        }
        row.end();
    }

    /// The values in the order of the columns, and those that have no column.
    pub fn arranged<'c, 'a>(
        &self,
        others: &'c [(Cow<'a, str>, Content<'a>)],
    ) -> (Vec<Option<&'c Content<'a>>>, Vec<usize>) {
        let mut values = vec![None; self.columns.len()];
        let mut rest = Vec::new();
        for (at, (name, value)) in others.iter().enumerate() {
            match self.places.get(&**name) {
                Some(place) => values[*place] = Some(value),
                None => rest.push(at),
            }
        }
        (values, rest)
    }
}
