//! Which inputs can be read in blocks, and how.

use crate::bindings::JobOptions;
use crate::bindings::job::InputFormat;
use crate::bindings::partition::{Block, Head};
use crate::failure::Failure;
use crate::run::input::Input;
use crate::run::job::Job;

/// How much of an input is read at first to find its head.
const BEGINNING: usize = 64 * 1024;
/// And how much at most. A workbook has no head before all of it was read, and that isn't to be done twice.
const LONGEST: usize = 1 << 20;

/// An input that can be read in blocks.
pub struct Planned {
    pub name: String,
    pub head: Head,
}

/// None: an input can't be read in blocks, or not at all. A run on one thread then reads it, or reports why not. `whole` is
/// called with the name of one that can be read, but not in blocks.
pub fn plan(
    job: &mut Job,
    options: &JobOptions,
    format: Option<InputFormat>,
    inputs: &mut [Input],
    whole: impl FnOnce(&str),
) -> Result<Option<Vec<Planned>>, Failure> {
    let Ok(reading) = job.stateless(|partition, store| partition.call_read_options(store, options))? else {
        return Ok(None);
    };
    let limit = options.max_record_bytes;
    let mut planned = Vec::new();
    for input in inputs {
        let name = input.name().into_owned();
        let mut size = BEGINNING;
        let head = loop {
            let (beginning, is_all) = input.peek(size)?;
            let block = block(beginning);
            let head = job.stateless(|partition, store| {
                partition.call_read_head(store, &name, format, limit, Some(&reading), &block, is_all)
            })?;
            match head {
                Ok(Some(head)) => break Some(head),
                Ok(None) if !is_all && size < LONGEST => size *= 2,
                Ok(None) if !is_all => break None,
                _ => return Ok(None),
            }
        };
        let Some(head) = head.filter(|head| head.splits) else {
            whole(&name);
            return Ok(None);
        };
        planned.push(Planned { name, head });
    }
    Ok(Some(planned))
}

fn block(bytes: &[u8]) -> Block {
    match str::from_utf8(bytes) {
        Ok(text) => Block::Utf8(text.into()),
        Err(_) => Block::Latin1(bytes.iter().copied().map(char::from).collect()),
    }
}
