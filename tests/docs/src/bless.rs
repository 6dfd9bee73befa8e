//! Writes what is generated in the pages. Review the difference before committing it.

use std::fs;

use anyhow::Result;
use docs::{checkout, page, screen};

fn main() -> Result<()> {
    fs::write(checkout(page::PAGE), page::types()?)?;
    fs::write(checkout(screen::PICTURE), screen::draw(&screen::record()?))?;
    Ok(())
}
