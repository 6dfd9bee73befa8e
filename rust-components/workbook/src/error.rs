//! Why a workbook can't be read.

/// See `workbook-error` in my:workbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    #[error("found {0}, expected a workbook")]
    OtherFile(&'static str),
    #[error("the workbook is encrypted")]
    Encrypted,
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    #[error("found no such sheet among {0:?}")]
    NoSheet(Vec<String>),
    #[error("the workbook unpacks to too much")]
    UnpacksToTooMuch,
    #[error("the workbook needs too much memory")]
    NeedsTooMuchMemory,
}
