//! The component that reads workbooks.

use super::bindings::my::workbook::workbook as wit;
use crate::workbook::{Sheet, WorkbookError};

pub fn open(content: Vec<u8>, name: Option<&str>, max_unpacked_bytes: u64) -> Result<Box<dyn Sheet>, WorkbookError> {
    match wit::Sheet::open(&content, name, max_unpacked_bytes) {
        Ok(sheet) => Ok(Box::new(SheetHandle(sheet))),
        Err(error) => Err(lift_error(error)),
    }
}

struct SheetHandle(wit::Sheet);

impl Sheet for SheetHandle {
    fn name(&self) -> String {
        self.0.name()
    }

    fn others(&self) -> Vec<String> {
        self.0.others()
    }

    fn read(&mut self) -> Result<String, WorkbookError> {
        self.0.read().map_err(lift_error)
    }
}

fn lift_error(error: wit::WorkbookError) -> WorkbookError {
    match error {
        wit::WorkbookError::OtherFile(what) => WorkbookError::OtherFile(what),
        wit::WorkbookError::Encrypted => WorkbookError::Encrypted,
        wit::WorkbookError::Damaged(what) => WorkbookError::Damaged(what),
        wit::WorkbookError::NoSheet(sheets) => WorkbookError::NoSheet(sheets),
        wit::WorkbookError::UnpacksToTooMuch => WorkbookError::UnpacksToTooMuch,
        wit::WorkbookError::NeedsTooMuchMemory => WorkbookError::NeedsTooMuchMemory,
        wit::WorkbookError::LeftOut => WorkbookError::LeftOut,
    }
}
