//! One input: the bytes that were fed, until they are decoded.

use std::ops::Range;
use std::rc::Rc;

use crate::batch::Batch;
use crate::cells::Shape;
use crate::column_notes;
use crate::columns::FIELDS;
use crate::csv::detect::Layout;
use crate::decode::Block;
use crate::decoder::Decoder;
use crate::error::{JobError, quoted};
use crate::findings::{self, plural};
use crate::flaw::Defect;
use crate::format::Format;
use crate::guess::NotUtf8;
use crate::intake::Intake;
use crate::position::Position;
use crate::reading::Reading;
use crate::start::{Known, Start};
use crate::workbook::SheetRows;

/// How many other sheets a note names.
const MOST_SHEETS: usize = 10;

/// The input that is being read.
pub struct Input {
    pub name: Rc<str>,
    pub records: u64,
    /// Text that isn't decoded yet.
    pub pending: Vec<u8>,
    intake: Intake,
    reading: Rc<Reading>,
    format: Option<Format>,
    /// None: the format isn't known yet.
    decoder: Option<Box<dyn Decoder>>,
    /// Lines end in CR alone; each becomes a line feed.
    carriage_returns: bool,
    /// How it is read, in words, as far as it isn't as usual.
    words: Vec<String>,
    found: Option<Format>,
    /// For CSV.
    layout: Option<Rc<Layout>>,
    not_utf8: NotUtf8,
    /// Something follows its header.
    has_more: bool,
    /// How many bytes to collect before they are decoded.
    block_bytes: usize,
    /// Pending bytes to wait for before decoding is tried again.
    wanted: usize,
    /// Of the first pending byte in the text.
    position: Position,
    /// For workbooks, whose rows are counted as lines.
    rows: SheetRows,
}

impl Input {
    pub fn new(name: String, format: Option<Format>, reading: Rc<Reading>, block_bytes: usize) -> Self {
        Input {
            name: name.into(),
            records: 0,
            pending: Vec::new(),
            intake: Intake::default(),
            reading,
            format,
            decoder: None,
            carriage_returns: false,
            words: Vec::new(),
            found: None,
            layout: None,
            not_utf8: NotUtf8::default(),
            has_more: false,
            block_bytes,
            wanted: block_bytes,
            position: Position::default(),
            rows: SheetRows::default(),
        }
    }

    pub fn add(&mut self, chunk: Vec<u8>) {
        self.intake.add(chunk);
    }

    /// Nothing follows.
    pub fn end(&mut self) {
        self.intake.end();
    }

    /// Makes text of the bytes that were added. Returns whether enough is pending to be worth decoding; otherwise all
    /// bytes are used.
    pub fn fill(&mut self) -> Result<bool, JobError> {
        loop {
            let before = self.pending.len();
            let more = self
                .intake
                .step(&self.reading, &mut self.pending)
                .map_err(|error| JobError::Input {
                    input: self.name.to_string(),
                    error,
                })?;
            if self.carriage_returns {
                replace_carriage_returns(&mut self.pending[before..]);
            }
            if self.intake.is_workbook() {
                self.rows.add(&self.pending[before..]);
            }
            if self.pending.len() >= self.wanted {
                return Ok(true);
            }
            if !more {
                return Ok(false);
            }
        }
    }

    /// How many columns are not used.
    pub fn ignored_columns(&self, keep_columns: bool) -> u32 {
        let decoder = self.decoder.as_ref().filter(|_| !keep_columns);
        decoder.map_or(0, |decoder| decoder.ignored_columns() as u32)
    }

    /// How it was read, as far as it isn't as usual.
    pub fn reading(&self) -> String {
        let (compression, encoding) = self.intake.found();
        let words = compression.into_iter().chain(encoding).map(String::from);
        let sheet = self
            .intake
            .sheet()
            .map(|sheet| format!("sheet {}", quoted(&sheet.name())));
        words
            .chain(sheet)
            .chain(self.words.iter().cloned())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// How it is read, in full.
    pub fn described(&self) -> String {
        let (compression, encoding) = self.intake.found();
        let format = match (&self.layout, self.found) {
            (Some(_), _) if self.intake.is_workbook() => {
                let name = self.intake.sheet().map_or_else(String::new, |sheet| sheet.name());
                format!("workbook, sheet {}", quoted(&name))
            }
            (Some(layout), _) => format!("CSV, {}", layout.dialect.description()),
            (None, Some(Format::Ndjson)) => "NDJSON".into(),
            (None, _) => "JSON".into(),
        };
        let others = ["header on line", "line ends"];
        let more = self
            .words
            .iter()
            .filter(|word| others.iter().any(|start| word.starts_with(start)));
        let text = (!self.intake.is_workbook()).then(|| encoding.unwrap_or("UTF-8"));
        let words = compression.into_iter().chain(text).map(String::from);
        words
            .chain([format])
            .chain(more.cloned())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Which columns are which field, and which are further ones.
    pub fn columns_in_words(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(layout) = &self.layout {
            let header = layout.header;
            let fields = FIELDS.iter().zip(header.places);
            let fields = fields.map(|(field, column)| match layout.names[column].as_str() {
                name if name == *field => (*field).into(),
                name => format!("{field} from {}", quoted(name)),
            });
            lines.push(format!("columns: {}", fields.collect::<Vec<_>>().join(", ")));
        }
        if let Some(words) = self.left_out() {
            let what = if self.layout.is_some() { "columns" } else { "keys" };
            lines.push(format!("further {what}, only with `--keep-columns`: {words}"));
        }
        lines
    }

    /// How its records are cut, once that is known.
    pub fn shape(&self) -> Option<Shape> {
        let _ = self.decoder.as_ref()?;
        Some(match &self.layout {
            Some(layout) => Shape::Table(Rc::clone(layout)),
            None => Shape::Objects(Rc::clone(&self.reading)),
        })
    }

    /// The columns or keys that are not used, in words.
    pub fn left_out(&self) -> Option<String> {
        if let Some(keys) = self.decoder.as_ref().and_then(|decoder| decoder.skipped_keys()) {
            return findings::skipped_keys(keys);
        }
        column_notes::further(self.layout.as_ref()?)
    }

    /// What a report says about its columns: what its beginning determines, so that a run in ranges says the same.
    pub fn column_notes(&self, keep_columns: bool) -> Vec<String> {
        let layout = self.layout.as_deref();
        layout.map_or_else(Vec::new, |layout| column_notes::of_columns(layout, keep_columns))
    }

    /// What a person should know about it.
    pub fn notes(&self, keep_columns: bool) -> Vec<String> {
        let mut notes = self.layout.as_deref().map_or_else(Vec::new, column_notes::of_header);
        if let Some(words) = self.left_out().filter(|_| !keep_columns) {
            let what = if self.layout.is_some() { "columns" } else { "keys" };
            notes.push(findings::left_out(what, &words));
        }
        if self.intake.found().1.is_none() {
            notes.extend(findings::not_utf8(&self.not_utf8));
        }
        let others = self.intake.sheet().map_or_else(Vec::new, |sheet| sheet.others());
        if !others.is_empty() && self.reading.sheet.is_none() {
            let count = plural(others.len() as u64, "more sheet", "more sheets");
            let names: Vec<String> = others.iter().take(MOST_SHEETS).map(|name| quoted(name)).collect();
            let more = if others.len() > MOST_SHEETS { ", …" } else { "" };
            notes.push(format!(
                "{count} not read: {}{more}; `--sheet` names the one to read",
                names.join(", ")
            ));
        }
        let empty_rows = self.decoder.as_ref().map_or(0, |decoder| decoder.empty_rows());
        notes.extend(findings::empty_rows(empty_rows));
        if self.records == 0 && self.layout.is_some() && self.has_more {
            notes.push(findings::NO_RECORD.into());
        }
        notes
    }

    /// Reads the pending text, with `last` all of it, into the emptied `batch`, and returns how many bytes it read.
    /// `None` if the format isn't known yet.
    pub fn decode(&mut self, last: bool, batch: &mut Batch) -> Result<Option<usize>, JobError> {
        batch.clear();
        if self.decoder.is_none() && !self.start(last, batch.limit())? {
            self.wait();
            return Ok(None);
        }
        let Some(decoder) = &mut self.decoder else {
            return Ok(None);
        };
        self.has_more |= !self.pending.trim_ascii().is_empty();
        let block = Block {
            input: &self.name,
            bytes: &self.pending,
            position: self.position,
            last,
        };
        let decoded = block.decode(&mut **decoder, batch);
        let broken = batch
            .unreadable
            .iter()
            .filter(|one| one.flaw.defect == Defect::InvalidUtf8);
        for one in broken {
            self.not_utf8
                .add(&self.pending[one.span.start as usize..one.span.end as usize]);
        }
        if !self.rows.are_lines() {
            let unreadable = batch.unreadable.iter_mut().map(|one| &mut one.span);
            for span in batch.spans.iter_mut().chain(unreadable) {
                span.line = self.rows.row(span.line);
            }
        }
        decoded.map(Some).map_err(|error| self.shown_in(error))
    }

    /// The position of a byte of the text as people count it.
    fn shown(&self, position: Position) -> Position {
        Position {
            line: self.rows.row(position.line),
            ..position
        }
    }

    fn shown_in(&self, error: JobError) -> JobError {
        match error {
            JobError::Input { input, mut error } => {
                error.position = self.shown(error.position);
                JobError::Input { input, error }
            }
            JobError::RecordTooLong { input, position, limit } => JobError::RecordTooLong {
                input,
                position: self.shown(position),
                limit,
            },
            other => other,
        }
    }

    /// Looks at the beginning. Returns false if more is needed.
    fn start(&mut self, last: bool, limit: usize) -> Result<bool, JobError> {
        loop {
            match self.known(last, limit)? {
                Known::Nothing => return Ok(false),
                Known::LongLine(before) => return Err(self.long_line(before, limit)),
                Known::CarriageReturns => self.replace_all(),
                Known::Start(start) => {
                    self.begin(*start);
                    return Ok(true);
                }
            }
        }
    }

    fn known(&self, last: bool, limit: usize) -> Result<Known, JobError> {
        let of_sheet = self.intake.is_workbook().then(|| self.reading.of_sheet());
        let known = Start::of(
            &self.name,
            of_sheet.as_ref().map(|_| Format::Csv).or(self.format),
            of_sheet.as_ref().unwrap_or(&self.reading),
            &self.pending,
            last,
            limit,
            self.carriage_returns,
        );
        known.map_err(|error| {
            self.shown_in(JobError::Input {
                input: self.name.to_string(),
                error,
            })
        })
    }

    fn long_line(&self, before: Range<usize>, limit: usize) -> JobError {
        JobError::RecordTooLong {
            input: self.name.to_string(),
            position: self.shown(self.position.after(&self.pending[before])),
            limit,
        }
    }

    /// Lines end in CR alone.
    fn replace_all(&mut self) {
        self.carriage_returns = true;
        replace_carriage_returns(&mut self.pending);
    }

    /// Where in the input a pending byte is.
    pub fn place(&self, offset: usize) -> Position {
        self.shown(self.position.after(&self.pending[..offset]))
    }

    /// Drops the first bytes.
    pub fn consume(&mut self, bytes: usize) {
        self.position = self.position.after(&self.pending[..bytes]);
        self.pending.drain(..bytes);
        self.rows.pass(self.position.line);
        self.wait();
    }

    /// Reads the text from its first record on.
    fn begin(&mut self, start: Start) {
        // The mark belongs to no line.
        self.position = self.position.after(&self.pending[start.bom_bytes..start.bytes]);
        self.pending.drain(..start.bytes);
        self.decoder = Some(start.decoder);
        self.words = start.words;
        let line = start.layout.as_ref().and_then(|layout| layout.header_line);
        let line = line.map(|line| self.rows.row(line));
        self.words.extend(line.map(|line| format!("header on line {line}")));
        if self.carriage_returns {
            self.words.push("line ends CR".into());
        }
        self.found = Some(start.format);
        self.layout = start.layout.map(Rc::new);
    }

    /// Waiting for twice as much as is pending keeps the work linear if a record is longer than a block.
    fn wait(&mut self) {
        self.wanted = self.block_bytes.max(2 * self.pending.len());
    }
}

/// What the beginning of an input determines, for a run in ranges.
pub struct Beginning {
    pub format: Format,
    /// For CSV.
    pub layout: Option<Rc<Layout>>,
    /// The text is the bytes of the input.
    pub is_unchanged: bool,
    /// How many bytes and line feeds come before the first record.
    pub bytes: u64,
    pub lines: u64,
    pub ignored_columns: u32,
    /// As in `Source`.
    pub reading: String,
    pub column_notes: Vec<String>,
    /// As in `Source`, as far as they are known by now.
    pub notes: Vec<String>,
}

/// Looks at the beginning of an input. Returns `None` if more of it is needed; with `last`, nothing follows.
pub fn beginning(
    name: &str,
    format: Option<Format>,
    reading: &Rc<Reading>,
    bytes: &[u8],
    last: bool,
    limit: usize,
) -> Result<Option<Beginning>, JobError> {
    let mut input = Input::new(name.into(), format, Rc::clone(reading), usize::MAX);
    input.add(bytes.to_vec());
    if last {
        input.end();
    }
    input.fill()?;
    let is_unchanged = input.intake.is_unchanged();
    let before = input.pending.len();
    if !input.start(last, limit)? {
        return Ok(None);
    }
    let Some(format) = input.found else { return Ok(None) };
    Ok(Some(Beginning {
        format,
        is_unchanged: is_unchanged && !input.carriage_returns,
        bytes: (before - input.pending.len()) as u64,
        lines: input.position.line - 1,
        ignored_columns: input.ignored_columns(false),
        reading: input.reading(),
        column_notes: input.column_notes(false),
        notes: input.notes(false),
        layout: input.layout,
    }))
}

fn replace_carriage_returns(text: &mut [u8]) {
    for byte in text {
        if *byte == b'\r' {
            *byte = b'\n';
        }
    }
}
