//! The adapter between the generated types and [`crate::sheet`].

use std::cell::RefCell;

use crate::error::WorkbookError;
use crate::sheet::Sheet;

wit_bindgen::generate!({
    world: "my:pipeline/workbook@2.0.0",
    path: "../../wit",
    generate_all,
});

use exports::my::workbook::workbook as wit;

struct Component;

export!(Component);

impl wit::Guest for Component {
    type Sheet = SheetResource;
}

struct SheetResource(RefCell<Sheet>);

impl wit::GuestSheet for SheetResource {
    fn open(content: Vec<u8>, name: Option<String>, max_unpacked_bytes: u64) -> Result<wit::Sheet, wit::WorkbookError> {
        let sheet = Sheet::open(content, name.as_deref(), max_unpacked_bytes).map_err(lower_error)?;
        Ok(wit::Sheet::new(SheetResource(RefCell::new(sheet))))
    }

    fn name(&self) -> String {
        self.0.borrow().name.clone()
    }

    fn others(&self) -> Vec<String> {
        self.0.borrow().others.clone()
    }

    fn read(&self) -> Result<String, wit::WorkbookError> {
        self.0.borrow_mut().read().map_err(lower_error)
    }
}

fn lower_error(error: WorkbookError) -> wit::WorkbookError {
    match error {
        WorkbookError::OtherFile(what) => wit::WorkbookError::OtherFile(what.into()),
        WorkbookError::Encrypted => wit::WorkbookError::Encrypted,
        WorkbookError::Damaged(what) => wit::WorkbookError::Damaged(what),
        WorkbookError::NoSheet(sheets) => wit::WorkbookError::NoSheet(sheets),
        WorkbookError::UnpacksToTooMuch => wit::WorkbookError::UnpacksToTooMuch,
        WorkbookError::NeedsTooMuchMemory => wit::WorkbookError::NeedsTooMuchMemory,
    }
}
