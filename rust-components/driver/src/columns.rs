//! Which columns of a table, or keys of an object, are name, e-mail and age.

pub use column_mapping::FIELDS;
use column_mapping::{Mistake, pair, pairs};

use crate::error::quoted;

/// The headers that stand for each field, in the order of [`FIELDS`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    given: [Vec<String>; 3],
}

/// What is wrong with a mapping: what was found, and what was expected.
pub type Unreadable = (String, &'static str);

impl Columns {
    /// Reads `email=E-Mail,name="Full Name"`. A field may occur several times, for a list of headers.
    pub fn parse(text: &str) -> Result<Columns, Unreadable> {
        let unreadable = |mistake: Mistake| {
            let found = match mistake.part {
                "" => "nothing".into(),
                part => quoted(part),
            };
            (found, mistake.expected)
        };
        let mut columns = Columns::default();
        for (field, header) in pairs(text).map_err(unreadable)? {
            columns.given[field].push(header);
        }
        Ok(columns)
    }

    /// Written so that `parse` returns the same.
    pub fn text(&self) -> String {
        let all = FIELDS.iter().zip(&self.given);
        let all = all.flat_map(|(field, headers)| headers.iter().map(move |header| pair(field, header)));
        all.collect::<Vec<_>>().join(",")
    }

    pub fn is_default(&self) -> bool {
        self.given.iter().all(Vec::is_empty)
    }

    /// The headers of a field: the requested ones, then its own name.
    fn headers(&self, field: usize) -> impl Iterator<Item = &str> {
        self.given[field].iter().map(String::as_str).chain([FIELDS[field]])
    }

    /// The positions of the columns from 0, if each is given by its number from 1.
    pub fn numbers(&self) -> Option<[usize; 3]> {
        let mut numbers = [0; 3];
        for (number, headers) in numbers.iter_mut().zip(&self.given) {
            let [header] = headers.as_slice() else {
                return None;
            };
            *number = header.parse::<usize>().ok()?.checked_sub(1)?;
        }
        Some(numbers)
    }

    /// The columns of a field in a header: of the first of its headers that occurs. Case and white space around a name
    /// don't count.
    pub fn places(&self, field: usize, header: &[String]) -> Vec<usize> {
        for wanted in self.headers(field) {
            let wanted = wanted.trim().to_lowercase();
            let places = (0..).zip(header).filter(|(_, name)| name.to_lowercase() == wanted);
            let places: Vec<usize> = places.map(|(place, _)| place).collect();
            if !places.is_empty() {
                return places;
            }
        }
        Vec::new()
    }

    /// Which field a key of an object is, and its rank among the field's headers: the lowest one counts.
    #[inline]
    pub fn key(&self, key: &str) -> Option<(usize, usize)> {
        if self.is_default() {
            return match key {
                "name" => Some((0, 0)),
                "email" => Some((1, 0)),
                "age" => Some((2, 0)),
                _ => None,
            };
        }
        (0..FIELDS.len()).find_map(|field| Some((field, self.headers(field).position(|header| header == key)?)))
    }

    /// The option that would map the missing fields to the headers with the nearest names, if there are any. A field
    /// without one has `…`.
    pub fn suggestion(missing: &[usize], header: &[String]) -> Option<String> {
        let near: Vec<Option<&str>> = missing.iter().map(|field| nearest(*field, header)).collect();
        // A name that is the nearest of several fields is a line that isn't cut into columns.
        let is_shared = |name: &&str| near.iter().flatten().filter(|near| near == &name).count() > 1;
        let near: Vec<Option<&str>> = near.iter().map(|name| name.filter(|name| !is_shared(name))).collect();
        // A name that can't be typed is no help.
        let is_visible = |name: &&str| !name.contains(escape::is_invisible);
        if !near.iter().flatten().all(is_visible) || near.iter().flatten().next().is_none() {
            return None;
        }
        let pairs = missing.iter().zip(near);
        let pairs: Vec<String> = pairs
            .map(|(field, name)| pair(FIELDS[*field], name.unwrap_or("…")))
            .collect();
        Some(format!("`--columns {}`", pairs.join(",")))
    }
}

/// Words for the fields in headers of common exports.
const WORDS: [&[&str]; 3] = [
    &["name", "nom", "nombre", "nome", "naam"],
    &["email", "mail", "courriel", "correo"],
    &["age", "alter", "edad", "eta", "leeftijd", "years"],
];

fn nearest(field: usize, header: &[String]) -> Option<&str> {
    let score = |name: &String| {
        let plain: String = name
            .to_lowercase()
            .chars()
            .filter(|one| one.is_alphanumeric())
            .collect();
        let by_word = |word: &&str| {
            let whole = if plain == *word { 3.0 } else { 0.0 };
            let words = name.to_lowercase();
            let mut words = words.split(|one: char| !one.is_alphanumeric());
            let part = if words.any(|one| one == *word) { 2.0 } else { 0.0 };
            let inside = if word.len() > 3 && plain.contains(*word) {
                1.0
            } else {
                0.0
            };
            let alike = strsim::jaro_winkler(&plain, word);
            let alike = if alike >= 0.88 { alike } else { 0.0 };
            f64::max(f64::max(whole, part), f64::max(inside, alike))
        };
        WORDS[field].iter().map(by_word).fold(0.0, f64::max)
    };
    let mut best: Option<(&str, f64)> = None;
    for name in header {
        let score = score(name);
        if score > 0.0 && best.is_none_or(|(_, most)| score > most) {
            best = Some((name, score));
        }
    }
    best.map(|(name, _)| name)
}
