//! A sheet that is being read.

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use self_cell::{MutBorrow, self_cell};

use crate::archive;
use crate::content::Content;
use crate::error::WorkbookError;
use crate::lines::{Cells, Lines};
use crate::value;

/// How much is written at once.
const PIECE: usize = 256 << 10;
/// How much is read before the width of the rows is decided. Sheets of many thousand rows are within it.
const AHEAD: usize = 2 << 20;

type CellReader<'a> = XlsxCellReader<'a, Content>;

self_cell! {
    /// A workbook, and what reads its cells one after the other.
    struct Open {
        owner: MutBorrow<Xlsx<Content>>,
        #[not_covariant]
        dependent: CellReader,
    }
}

pub struct Sheet {
    pub name: String,
    /// The names of the others.
    pub others: Vec<String>,
    content: Content,
    /// None: all cells are read.
    open: Option<Open>,
    cells: Cells,
    /// None: the width isn't known yet.
    lines: Option<Lines>,
}

impl Sheet {
    /// See `open` in my:workbook.
    pub fn open(content: Vec<u8>, name: Option<&str>, max_unpacked_bytes: u64) -> Result<Sheet, WorkbookError> {
        let content = Content::new(content);
        archive::check(&content, max_unpacked_bytes)?;
        let workbook = Xlsx::new(content.clone()).map_err(|error| failed(&content, error))?;
        let sheets: Vec<_> = workbook
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .collect();
        let chosen = match name {
            None => sheets
                .iter()
                .position(|sheet| sheet.visible == SheetVisible::Visible)
                .or((!sheets.is_empty()).then_some(0)),
            Some(name) => sheets
                .iter()
                .position(|sheet| sheet.name == name)
                .or_else(|| sheets.iter().position(|sheet| sheet.name.eq_ignore_ascii_case(name))),
        };
        let mut others: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let Some(chosen) = chosen else {
            return Err(WorkbookError::NoSheet(others));
        };
        let name = others.remove(chosen);
        let open = Open::try_new(MutBorrow::new(workbook), |workbook| {
            workbook.borrow_mut().worksheet_cells_reader(&name)
        });
        Ok(Sheet {
            open: Some(open.map_err(|error| failed(&content, error))?),
            name,
            others,
            content,
            cells: Cells::default(),
            lines: None,
        })
    }

    /// See `read` in my:workbook.
    pub fn read(&mut self) -> Result<String, WorkbookError> {
        let mut text = String::new();
        loop {
            match &mut self.lines {
                None => {
                    self.fill(AHEAD)?;
                    self.lines = Some(Lines::new(self.cells.width()));
                }
                Some(lines) => {
                    lines.write(&mut self.cells, PIECE, &mut text)?;
                    if text.len() >= PIECE {
                        return Ok(text);
                    }
                    if self.open.is_none() {
                        lines.end(&mut text);
                        return Ok(text);
                    }
                    self.fill(PIECE)?;
                }
            }
        }
    }

    /// Replaces the cells by the next ones.
    fn fill(&mut self, size: usize) -> Result<(), WorkbookError> {
        self.cells.clear();
        let cells = &mut self.cells;
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let has_more = open.with_dependent_mut(|_, reader| {
            while let Some(cell) = reader.next_cell()? {
                let (row, column) = cell.get_position();
                cells.add(row, column, |text| value::write(cell.get_value(), text));
                if cells.bytes() >= size {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        if !has_more.map_err(|error| failed(&self.content, error))? {
            self.open = None;
        }
        Ok(())
    }
}

fn failed(content: &Content, error: XlsxError) -> WorkbookError {
    match error {
        _ if content.has_exceeded() => WorkbookError::NeedsTooMuchMemory,
        XlsxError::Password => WorkbookError::Encrypted,
        XlsxError::WorksheetNotFound(name) => WorkbookError::Damaged(format!("it has no part for the sheet `{name}`")),
        XlsxError::FileNotFound(part) => WorkbookError::Damaged(format!("its part `{part}` is missing")),
        error => WorkbookError::Damaged(error.to_string()),
    }
}
