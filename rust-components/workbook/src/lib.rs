//! Component `workbook`: reads a sheet of a workbook as CSV.
//!
//! [`archive`] looks at the parts of the file, [`sheet`] has calamine read the cells, [`value`] writes a cell's value as
//! text, and [`lines`] makes lines of the cells.

mod archive;
#[cfg(target_arch = "wasm32")]
mod component;
mod content;
pub mod error;
mod lines;
pub mod sheet;
mod value;
