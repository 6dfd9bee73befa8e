//! Cuts a record of an input into its columns or keys once more, to write all of them. The decoders only keep the three
//! fields.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::columns::FIELDS;
use crate::csv::added::{added, unguarded};
use crate::csv::detect::Layout;
use crate::csv::records::{FieldSpan, Records};
use crate::object::{Member, members};
use crate::reading::Reading;
use crate::scan::structure;

/// How an input's records are cut.
#[derive(Clone)]
pub enum Shape {
    Table(Rc<Layout>),
    Objects(Rc<Reading>),
}

/// A value as in the input.
pub enum Content<'a> {
    Text(Cow<'a, str>),
    Json(&'a str),
}

/// A record.
pub struct Cells<'a> {
    /// Those of the record. An object may lack one.
    pub fields: [Option<Content<'a>>; FIELDS.len()],
    /// The others in their order, each with a name of its own.
    pub others: Vec<(Cow<'a, str>, Content<'a>)>,
}

/// Gives each a name that no other has: a second `id` becomes `id_2`.
#[derive(Default)]
pub struct Names(BTreeMap<String, u32>);

impl Names {
    pub fn with(taken: &[&str]) -> Names {
        let mut names = Names::default();
        // One by one: collecting them would take 4 kB of code to sort them.
        for name in taken {
            names.0.insert((*name).into(), 1);
        }
        names
    }

    pub fn own<'a>(&mut self, name: Cow<'a, str>) -> Cow<'a, str> {
        let Some(mut number) = self.0.get(&*name).copied() else {
            self.0.insert(name.to_string(), 1);
            return name;
        };
        let own = loop {
            number += 1;
            let own = format!("{name}_{number}");
            if !self.0.contains_key(&own) {
                break own;
            }
        };
        // The next one need not try the same numbers.
        self.0.insert(name.into_owned(), number);
        self.0.insert(own.clone(), 1);
        Cow::Owned(own)
    }
}

pub struct Cutter {
    shape: Shape,
    /// Names that no other column has.
    taken: &'static [&'static str],
    /// For tables: the name of each column that isn't a field and wasn't added by an earlier run.
    others: Vec<Option<String>>,
    /// Kept between records to reuse their memory.
    structure: Vec<u32>,
    fields: Vec<FieldSpan>,
}

impl Cutter {
    pub fn new(shape: Shape, taken: &'static [&'static str]) -> Cutter {
        let others = match &shape {
            Shape::Objects(_) => Vec::new(),
            Shape::Table(layout) => {
                let mut names = Names::with(taken);
                other_columns(layout)
                    .map(|column| {
                        let name = layout.names.get(column?).filter(|name| !name.is_empty());
                        let name =
                            name.map_or_else(|| format!("column_{}", column.map_or(0, |at| at + 1)), Clone::clone);
                        Some(names.own(Cow::Owned(name)).into_owned())
                    })
                    .collect()
            }
        };
        Cutter {
            shape,
            taken,
            others,
            structure: Vec::new(),
            fields: Vec::new(),
        }
    }

    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// For tables, the name of each column, unless it is a field or an earlier run added it.
    pub fn others(&self) -> &[Option<String>] {
        &self.others
    }

    /// `None` if the record can't be cut.
    pub fn cut<'a>(&'a mut self, record: &'a [u8]) -> Option<Cells<'a>> {
        let text = simdutf8::basic::from_utf8(record).ok()?;
        match &self.shape {
            Shape::Objects(reading) => of_object(text, reading, self.taken),
            Shape::Table(layout) => {
                let Layout { dialect, header, .. } = **layout;
                self.structure.clear();
                structure(dialect, record, &mut self.structure);
                let mut records = Records::new(dialect, record, &self.structure, true);
                let found = records.next_called(&mut self.fields).ok()??;
                if found.stray.is_some() || self.fields.len() != header.columns || records.consumed() != record.len() {
                    return None;
                }
                // The record has no line end, so a CR at its end is the last byte of a value.
                if let Some(last) = self.fields.last_mut()
                    && record.ends_with(b"\r")
                    && last.end + 1 == record.len()
                {
                    last.end += 1;
                }
                let value = |column: usize| {
                    let field = &self.fields[column];
                    let value = &text[field.start..field.end];
                    let value = match field.escaped {
                        true => Cow::Owned(dialect.unescaped(value)),
                        false => Cow::Borrowed(value),
                    };
                    Content::Text(match value {
                        Cow::Borrowed(value) if header.is_guarded => Cow::Borrowed(unguarded(value)),
                        Cow::Owned(value) if header.is_guarded => Cow::Owned(unguarded(&value).into()),
                        value => value,
                    })
                };
                let others = self.others.iter().enumerate();
                Some(Cells {
                    fields: header.places.map(|column| Some(value(column))),
                    others: others
                        .filter_map(|(column, name)| Some((Cow::Borrowed(name.as_deref()?), value(column))))
                        .collect(),
                })
            }
        }
    }
}

/// Each column, unless it is a field or an earlier run added it.
fn other_columns(layout: &Layout) -> impl Iterator<Item = Option<usize>> {
    let added = added(&layout.names);
    let is_other = move |column: &usize| layout.header.field(*column).is_none() && !added.contains(column);
    (0..layout.header.columns).map(move |column| Some(column).filter(|column| is_other(column)))
}

fn of_object<'a>(text: &'a str, reading: &Reading, taken: &[&str]) -> Option<Cells<'a>> {
    let mut names = Names::with(taken);
    let mut fields = [const { None }; FIELDS.len()];
    let mut others = Vec::new();
    for Member { key, value, field } in members(text, &reading.columns)? {
        match field {
            Some(field) => fields[field] = Some(Content::Json(value)),
            None => others.push((names.own(key), Content::Json(value))),
        }
    }
    Some(Cells { fields, others })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mut names = Names::with(&["id", "name"]);
        let given = ["x", "id", "x", "x_2", "id_2", "x", "name", "", "", "ID"];
        let own = given.map(|name| names.own(Cow::Borrowed(name)).into_owned());
        assert_eq!(
            own,
            ["x", "id_2", "x_2", "x_2_2", "id_2_2", "x_3", "name_2", "", "_2", "ID"]
        );
    }

    #[test]
    fn many_columns_of_the_same_name_are_no_work() {
        let mut names = Names::default();
        let last = (0..200_000).map(|_| names.own(Cow::Borrowed("")).into_owned()).last();
        assert_eq!(last.as_deref(), Some("_200000"));
    }
}
