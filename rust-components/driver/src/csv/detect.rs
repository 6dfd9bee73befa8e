//! Finds dialect and header from the beginning of an input.
//!
//! The names of the columns tell which line is the header, and which character separates them. If records don't fit
//! then, other quotes and escapes are tried, and the one by which most records can be read is chosen.

use std::collections::HashMap;

use super::added::{added, unguarded};
use super::dialect::Dialect;
use super::header::{self, Header, NoHeader, names};
use super::records::{FieldSpan, Record, Records};
use super::text::{Text, Valid};
use crate::columns::FIELDS;
use crate::error::InputError;
use crate::number::whole;
use crate::position::Position;
use crate::reading::Reading;
use crate::scan::structure;

const DELIMITERS: [u8; 5] = [b',', b';', b'\t', b'|', b' '];
const QUOTES: [Option<u8>; 2] = [Some(b'"'), Some(b'\'')];
const ESCAPES: [Option<u8>; 2] = [None, Some(b'\\')];
/// How many rows are looked at to find the header.
const MOST_BEFORE_HEADER: usize = 32;
/// How many rows a header may have.
const HEADER_ROWS: usize = 3;

/// How an input is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub dialect: Dialect,
    pub header: Header,
    /// The names of all columns, without white space around them; `column_4` in an input without a header.
    pub names: Vec<String>,
    /// How many bytes come before the first record.
    pub bytes: usize,
    /// The line of the header, if text comes before it or it has several rows.
    pub header_line: Option<u64>,
    /// Another dialect would fit as well.
    pub guess: Option<String>,
}

/// Finds the layout from the beginning of an input; with `whole`, from all of it.
pub fn layout(beginning: &[u8], whole: bool, reading: &Reading) -> Result<Layout, InputError> {
    let mut skipped = skipped(beginning, reading.skip_lines.unwrap_or(0));
    let mut delimiter = reading.delimiter;
    if let Some((named, length)) = named_delimiter(&beginning[skipped..]) {
        delimiter = delimiter.or(Some(named));
        skipped += length;
    }
    let input = Beginning {
        text: &beginning[skipped..],
        position: Position::default().after(&beginning[..skipped]),
        whole,
        reading,
    };
    let mut layout = match reading.columns.numbers().filter(|_| reading.no_header) {
        Some(numbers) => input.without_header(delimiter, numbers)?,
        None => input.with_header(delimiter)?,
    };
    layout.bytes += skipped;
    if reading.skip_lines.is_some_and(|lines| lines > 0) && layout.header_line.is_none() && !reading.no_header {
        layout.header_line = Some(input.position.line);
    }
    Ok(layout)
}

/// The length of the first lines.
fn skipped(text: &[u8], lines: u32) -> usize {
    match lines.checked_sub(1) {
        None => 0,
        Some(last) => memchr::memchr_iter(b'\n', text)
            .nth(last as usize)
            .map_or(text.len(), |at| at + 1),
    }
}

/// A first line `sep=;`, as spreadsheets write it: the character, and the length of the line.
fn named_delimiter(text: &[u8]) -> Option<(u8, usize)> {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let line = text[..end].trim_ascii_end();
    // A tab is trimmed.
    let line = if line.len() == 4 { &text[..5.min(end)] } else { line };
    let line = line
        .strip_prefix(b"\"")
        .and_then(|line| line.strip_suffix(b"\""))
        .unwrap_or(line);
    match line {
        [a, b, c, b'=', delimiter] if [*a, *b, *c].eq_ignore_ascii_case(b"sep") && delimiter.is_ascii() => {
            Some((*delimiter, (end + 1).min(text.len())))
        }
        _ => None,
    }
}

struct Beginning<'a> {
    text: &'a [u8],
    /// Of its first byte in the input.
    position: Position,
    whole: bool,
    reading: &'a Reading,
}

/// How well a dialect fits.
struct Trial {
    dialect: Dialect,
    header: Result<Found, NoHeader>,
    /// How many records can be read, and how many can't.
    good: usize,
    bad: usize,
    /// How many records have another number of fields than the header.
    uneven: usize,
    /// Fields in quotes.
    quoted: usize,
    /// Fields in single quotes, with doubled or escaped ones inside.
    single_quoted: usize,
    /// Fields with doubled backslashes, with one that escapes nothing, and with one before either quote.
    backslashes: usize,
    lone: usize,
    escaped: [usize; 2],
    /// The number of fields that most rows have, and how many have it.
    usual: (usize, usize),
}

/// A header.
struct Found {
    header: Header,
    names: Vec<String>,
    bytes: usize,
    line: u64,
    /// Text comes before it, or it has several rows.
    is_special: bool,
}

/// A row that may be the header or part of it.
struct Row {
    names: Vec<String>,
    position: Position,
    end: usize,
}

impl Beginning<'_> {
    fn delimiters(&self, requested: Option<u8>) -> Vec<u8> {
        requested.map_or(DELIMITERS.to_vec(), |one| vec![one])
    }

    fn quotes(&self, delimiter: u8) -> Vec<Option<u8>> {
        let quotes = self.reading.quote.map_or(QUOTES.to_vec(), |one| vec![one]);
        let occurs = |quote: u8| quote == b'"' || memchr::memchr(quote, self.text).is_some();
        let fits = |quote: &Option<u8>| *quote != Some(delimiter) && quote.is_none_or(occurs);
        quotes.into_iter().filter(fits).collect()
    }

    fn escapes(&self) -> Vec<Option<u8>> {
        self.reading.escape.map_or(ESCAPES.to_vec(), |one| vec![one])
    }

    fn with_header(&self, requested: Option<u8>) -> Result<Layout, InputError> {
        let mut failed: Option<Trial> = None;
        let delimiters = self.delimiters(requested);
        for delimiter in &delimiters {
            for quote in self.quotes(*delimiter) {
                let dialect = Dialect {
                    delimiter: *delimiter,
                    quote,
                    escape: self.escapes()[0],
                };
                let trial = self.with_names(dialect);
                // Spaces are in many texts, so there every line has to agree.
                let agrees = *delimiter != b' ' || requested.is_some() || trial.uneven == 0;
                if trial.header.is_ok() && agrees {
                    return Ok(self.refined(trial));
                }
                let rank = |trial: &Trial| {
                    let named = trial.header.as_ref().err().map_or(0, |no| no.named);
                    let (fields, rows) = trial.usual;
                    let table = if fields > 1 { rows } else { 0 };
                    (named, if trial.dialect.delimiter == b' ' { 0 } else { table })
                };
                if failed.as_ref().is_none_or(|best| rank(&trial) > rank(best)) {
                    failed = Some(trial);
                }
            }
        }
        let tried = match requested {
            Some(_) => String::new(),
            None => "; tried `,`, `;`, tab, `|` and space; see `--delimiter`, `--columns`, `--no-header`".into(),
        };
        Err(match failed.map(|trial| trial.header) {
            Some(Err(no)) => no.error(&tried),
            _ => header::absent(self.position.after(self.text)),
        })
    }

    /// The same delimiter with the quotes and escapes that fit best.
    fn refined(&self, mut best: Trial) -> Layout {
        let first = best.dialect;
        let mut guess = None;
        let in_usual_quotes = if first.quote == Some(b'"') { best.quoted } else { 0 };
        let (lone, escaped) = (best.lone, best.escaped);
        let signs = |quote| match quote {
            Some(b'"') => escaped[0],
            Some(b'\'') => escaped[1],
            _ => 0,
        };
        // A table that an earlier run wrote has double quotes, and no escapes.
        let is_known = best.header.as_ref().is_ok_and(|found| found.header.added > 0);
        if !is_known && (best.bad > 0 || best.single_quoted > 0 || escaped != [0; 2]) {
            for quote in self.quotes(first.delimiter) {
                for escape in self.escapes() {
                    let dialect = Dialect { quote, escape, ..first };
                    if dialect == first {
                        continue;
                    }
                    let other = self.with_names(dialect);
                    let escapes = escape.is_some() && lone == 0 && signs(quote) > 0;
                    // Other quotes are only likely if few fields are in the usual ones.
                    let is_quoted = other.quoted > 2 * in_usual_quotes || (escapes && in_usual_quotes == 0);
                    if quote == Some(b'\'') && !is_quoted {
                        continue;
                    }
                    let fits = (other.good, best.bad) > (best.good, other.bad);
                    let as_well = (other.good, other.bad) == (best.good, best.bad);
                    let by_quotes = as_well && quote == Some(b'\'') && best.single_quoted > 0;
                    let by_escapes = as_well && escapes && best.dialect.escape.is_none();
                    let differs = as_well && best.dialect != first && quote != best.dialect.quote && other.quoted > 0;
                    if fits {
                        guess = None;
                    }
                    if differs {
                        guess = Some("a guess: other quotes fit as well; `--quote` and `--escape` decide".into());
                    }
                    if other.header.is_ok() && (fits || by_quotes || by_escapes || differs) {
                        best = other;
                    }
                }
            }
        }
        let may_be_escapes = best.backslashes > 0 && best.lone == 0 && !is_known;
        if best.dialect.escape.is_none() && may_be_escapes && self.reading.escape.is_none() {
            guess = Some(
                "a guess: backslashes may be escapes; `--escape '\\'` reads them so, `--escape none` as they are"
                    .into(),
            );
        }
        let found = best.header.expect("only trials with a header are compared");
        Layout {
            dialect: best.dialect,
            header: found.header,
            names: found.names,
            bytes: found.bytes,
            header_line: found.is_special.then_some(found.line),
            guess,
        }
    }

    fn without_header(&self, requested: Option<u8>, numbers: [usize; 3]) -> Result<Layout, InputError> {
        let mut best: Option<(Trial, Header)> = None;
        let mut guess = None;
        let mut usual = 0;
        for delimiter in self.delimiters(requested) {
            for quote in self.quotes(delimiter) {
                for escape in self.escapes() {
                    let dialect = Dialect {
                        delimiter,
                        quote,
                        escape,
                    };
                    let fields = self.usual_fields(dialect);
                    usual = usual.max(fields);
                    let Some(header) = Header::numbered(fields, numbers) else {
                        continue;
                    };
                    let trial = self.by_number(dialect, header);
                    match &best {
                        None => best = Some((trial, header)),
                        Some((known, _)) if (trial.good, known.bad) > (known.good, trial.bad) => {
                            guess = None;
                            best = Some((trial, header));
                        }
                        Some((known, _))
                            if trial.good == known.good && trial.dialect.delimiter != known.dialect.delimiter =>
                        {
                            let words = trial.dialect.words().join(" and ");
                            let words = if words.is_empty() { "commas".into() } else { words };
                            guess = Some(format!("a guess: {words} fit as well; `--delimiter` decides"));
                        }
                        Some(_) => {}
                    }
                }
            }
        }
        let Some((trial, header)) = best else {
            let most = numbers.into_iter().max().unwrap_or(0) + 1;
            return Err(match usual {
                0 => header::absent(self.position.after(self.text)),
                _ => InputError {
                    position: self.position,
                    what: "the columns",
                    found: format!("{usual} fields in most lines"),
                    expected: format!("at least {most}, by `--columns`"),
                },
            });
        };
        let name = |column| match header.field(column) {
            Some(field) => FIELDS[field].into(),
            None => format!("column_{}", column + 1),
        };
        Ok(Layout {
            dialect: trial.dialect,
            header,
            names: (0..header.columns).map(name).collect(),
            bytes: 0,
            header_line: None,
            guess: guess.filter(|_| requested.is_none()),
        })
    }

    /// How many fields most rows have.
    fn usual_fields(&self, dialect: Dialect) -> usize {
        let mut counts = Counts::default();
        self.rows(dialect, |_, _, fields, _| counts.add(fields.len()));
        counts.usual().0
    }

    fn by_number(&self, dialect: Dialect, header: Header) -> Trial {
        let mut trial = Trial::new(dialect);
        let mut valid = Valid::new(self.text);
        self.rows(dialect, |record, end, fields, _| {
            if !record.is_empty(dialect, self.text, fields) {
                let text = valid.text(record.start, record.end);
                trial.count(is_good(header, text, record, fields, dialect));
            }
            end
        });
        trial
    }

    fn with_names(&self, dialect: Dialect) -> Trial {
        let mut trial = Trial::new(dialect);
        let mut found: Option<Found> = None;
        let mut nearest: Option<NoHeader> = None;
        let mut before: Vec<Row> = Vec::new();
        let mut counts = Counts::default();
        let mut valid = Valid::new(self.text);
        let mut rows = 0;
        let unclosed = self.rows(dialect, |record, end, fields, lines| {
            if record.is_empty(dialect, self.text, fields) {
                return end;
            }
            counts.add(fields.len());
            rows += 1;
            let text = valid.text(record.start, record.end);
            if let Some(found) = &found {
                let is_good = is_good(found.header, text, record, fields, dialect);
                trial.look_at(self.text, record, fields);
                trial.uneven += usize::from(fields.len() != found.header.columns);
                trial.count(is_good);
                return end;
            }
            if rows > MOST_BEFORE_HEADER {
                return end;
            }
            let position = self.position.after(&self.text[..record.start]);
            debug_assert_eq!(position.line, self.position.line + lines);
            if fields.is_empty() {
                let line = &self.text[record.start..record.end];
                let quote = dialect.quote.and_then(|quote| memchr::memchr(quote, line)).unwrap_or(0);
                nearest.get_or_insert_with(|| header::unclosed(position.after(&line[..quote]), dialect));
                before.clear();
                return end;
            }
            match names(text, record, fields, dialect, position)
                .map(|names| self.restored(names))
                .map(|names| (Header::of(&names, &self.reading.columns, position), names))
            {
                Err(no) => {
                    nearest.get_or_insert(no);
                    before.clear();
                }
                Ok((Ok(header), names)) => {
                    found = Some(Found {
                        header: Header {
                            is_guarded: header.added > 0 && self.reading.formula_guard,
                            ..header
                        },
                        names,
                        bytes: end,
                        line: position.line,
                        is_special: rows > 1,
                    });
                }
                Ok((Err(no), names)) => {
                    if nearest.as_ref().is_none_or(|nearest| no.named > nearest.named) {
                        nearest = Some(no);
                    }
                    if before.last().is_some_and(|row| row.names.len() != names.len()) {
                        before.clear();
                    }
                    before.push(Row { names, position, end });
                    let start = before.len().saturating_sub(HEADER_ROWS);
                    found = (start..before.len().saturating_sub(1))
                        .rev()
                        .find_map(|first| of_rows(&before[first..], self.reading));
                }
            }
            end
        });
        if let Some(at) = unclosed.filter(|_| found.is_none()) {
            let position = self.position.after(&self.text[..at]);
            nearest.get_or_insert(header::unclosed(position, dialect));
        }
        trial.usual = counts.usual();
        trial.header = match (found, nearest) {
            (Some(found), _) => Ok(found),
            (None, Some(nearest)) => Err(nearest),
            (None, None) => Err(header::none(self.position.after(self.text))),
        };
        trial
    }

    /// The names of columns, without a `'` in front because of formulas.
    fn restored(&self, names: Vec<String>) -> Vec<String> {
        match self.reading.formula_guard && !added(&names).is_empty() {
            true => names.iter().map(|name| unguarded(name).trim().into()).collect(),
            false => names,
        }
    }

    /// Passes each row, its end and the lines before it. A row that is broken over several lines ends at its first one.
    /// Returns where the first quote opens that isn't closed.
    fn rows(&self, dialect: Dialect, mut row: impl FnMut(&Record, usize, &[FieldSpan], u64) -> usize) -> Option<usize> {
        let mut places = Vec::new();
        structure(dialect, self.text, &mut places);
        let mut records = Records::new(dialect, self.text, &places, self.whole);
        let mut fields = Vec::new();
        let mut first_unclosed = None;
        loop {
            let (start, lines) = (records.consumed(), records.lines());
            match records.next_called(&mut fields) {
                Ok(Some(record)) => {
                    let end = records.consumed();
                    if record.stray.is_some() && records.lines() > lines + 1 {
                        let broken = self.line(start, lines, record.stray);
                        records = records.at(broken.1, lines + 1);
                        row(&broken.0, broken.1, &[], lines);
                        continue;
                    }
                    row(&record, end, &fields, lines);
                }
                unfinished => {
                    if let Err(at) = unfinished {
                        first_unclosed.get_or_insert(at);
                    }
                    if start == self.text.len() || memchr::memchr(b'\n', &self.text[start..]).is_none() {
                        return first_unclosed;
                    }
                    let broken = self.line(start, lines, Some(start));
                    records = records.at(broken.1, lines + 1);
                    row(&broken.0, broken.1, &[], lines);
                }
            }
        }
    }

    /// The line at `start` as a broken record, and where the next line starts.
    fn line(&self, start: usize, lines_before: u64, stray: Option<usize>) -> (Record, usize) {
        let end = memchr::memchr(b'\n', &self.text[start..]).map_or(self.text.len(), |at| start + at);
        let record = Record {
            start,
            end,
            lines_before,
            stray: stray.map(|at| at.min(end)),
        };
        (record, (end + 1).min(self.text.len()))
    }
}

/// A header of several rows: in each column, one of the rows or all of them together have the name.
fn of_rows(rows: &[Row], reading: &Reading) -> Option<Found> {
    let (first, last) = (rows.first()?, rows.last()?);
    let cell = |row: &Row, column: usize| row.names.get(column).cloned().unwrap_or_default();
    let mut used = vec![false; rows.len()];
    let names: Vec<String> = (0..last.names.len())
        .map(|column| {
            let cells: Vec<String> = rows.iter().map(|row| cell(row, column)).collect();
            let is_one = |name: &String| {
                (0..3).any(|field| !reading.columns.places(field, std::slice::from_ref(name)).is_empty())
            };
            match cells.iter().position(is_one) {
                Some(row) => {
                    used[row] = true;
                    cells[row].clone()
                }
                None => cells.join(" ").trim().into(),
            }
        })
        .collect();
    let header = Header::of(&names, &reading.columns, first.position).ok()?;
    // A row without any of the names is a title.
    used.first().filter(|used| **used)?;
    Some(Found {
        header,
        names,
        bytes: last.end,
        line: first.position.line,
        is_special: true,
    })
}

/// Whether a row can be read as a record.
pub fn is_good(
    header: Header,
    text: Result<Text, usize>,
    record: &Record,
    fields: &[FieldSpan],
    dialect: Dialect,
) -> bool {
    record.stray.is_none()
        && fields.len() == header.columns
        && text.is_ok_and(|text| whole(&text.value(&fields[header.places[2]], dialect)).is_some())
}

impl Trial {
    fn new(dialect: Dialect) -> Trial {
        Trial {
            dialect,
            header: Err(header::none(Position::default())),
            good: 0,
            bad: 0,
            uneven: 0,
            quoted: 0,
            single_quoted: 0,
            backslashes: 0,
            lone: 0,
            escaped: [0; 2],
            usual: (0, 0),
        }
    }

    fn count(&mut self, is_good: bool) {
        *(if is_good { &mut self.good } else { &mut self.bad }) += 1;
    }

    /// Looks for signs of other quotes and escapes.
    fn look_at(&mut self, text: &[u8], record: &Record, fields: &[FieldSpan]) {
        for field in fields {
            let value = &text[field.start..field.end];
            let before = field.start.checked_sub(1).filter(|at| *at >= record.start);
            self.quoted +=
                usize::from(record.stray.is_none() && before.is_some_and(|at| Some(text[at]) == self.dialect.quote));
            if let [b'\'', inner @ .., b'\''] = value {
                self.single_quoted += usize::from(inner.windows(2).any(|pair| matches!(pair, b"''" | b"\\'")));
            }
            let mut at = 0;
            while let Some(found) = memchr::memchr(b'\\', &value[at..]) {
                at += found + 2;
                match value.get(at - 1) {
                    Some(b'\\') => self.backslashes += 1,
                    Some(b'"') => self.escaped[0] += 1,
                    Some(b'\'') => self.escaped[1] += 1,
                    Some(next) if *next == self.dialect.delimiter => {}
                    _ => self.lone += 1,
                }
                at = at.min(value.len());
            }
        }
    }
}

/// How many rows have each number of fields.
#[derive(Default)]
struct Counts(HashMap<usize, usize>);

impl Counts {
    fn add(&mut self, fields: usize) -> usize {
        *self.0.entry(fields).or_default() += 1;
        fields
    }

    /// The number of fields that most rows have, and how many have it.
    fn usual(&self) -> (usize, usize) {
        let all = self.0.iter().map(|(fields, rows)| (*fields, *rows));
        all.max_by_key(|(fields, rows)| (*rows, *fields)).unwrap_or((0, 0))
    }
}
