//! Looks at the beginning of an input.

use std::path::Path;

use crate::bindings::JobOptions;
use crate::bindings::job::{InputFormat, Preview};
use crate::run::input::Input;
use crate::run::pipeline::Pipeline;

/// How much the component needs; see `peek` in `wit/job.wit`.
const BYTES: usize = 256 * 1024;

/// Reads no more of the input than is looked at. `load` is called once the input could be read.
pub fn peek(
    input: &Path,
    format: Option<InputFormat>,
    sample: u32,
    options: &JobOptions,
    load: impl FnOnce() -> anyhow::Result<Pipeline>,
) -> anyhow::Result<Preview> {
    let mut input = Input::open(input)?;
    // One byte more shows whether there is more.
    let mut beginning = vec![0; BYTES + 1];
    let length = input.fill(&mut beginning)?;
    let whole = length <= BYTES;
    beginning.truncate(length.min(BYTES));
    Ok(load()?.peek(&input.name(), format, &beginning, whole, sample, options)?)
}
