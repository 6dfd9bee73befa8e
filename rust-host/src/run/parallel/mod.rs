//! A run on several threads, with the outcome of a run on one.
//!
//! The inputs are cut into the blocks that a job would read, and each block goes to the next free thread. A thread has an
//! instance of a composition without a store; all of them ask one store, in the order of the blocks. A block passes through
//! these steps, of which the second, the fourth and the last come one block after the other:
//!
//! | step | what it needs |
//! |---|---|
//! | read the records, from the most likely start | the bytes |
//! | find out where the block begins, and read again if the guess was wrong | the end of the block before |
//! | apply the rules | number and line of the first record |
//! | ask the store which addresses are taken | the answers to all blocks before |
//! | encode the output | the answer |
//! | check `max-errors`, and append the output to the files | the counts of all blocks before |

mod bindings;
mod blocks;
mod kv;
mod memory;
mod merge;
mod order;
mod plan;
mod programs;
mod thread;
mod turns;

use std::sync::{Arc, mpsc};
use std::thread::{Builder, scope};

use blocks::{Blocks, Source};
use kv::ThreadHost;
use order::{End, Order, Written};
pub use programs::ProgramFiles;
use programs::Programs;
use thread::Thread;

use crate::bindings::JobOptions;
use crate::bindings::job::{Counts, FinalOutput, InputFormat, Output, OutputFormat};
use crate::failure::Failure;
use crate::run::input::Input;
use crate::run::job::Job;
use crate::run::pipeline::Pipeline;
use crate::sandbox::limits::Limit;
use crate::sandbox::shared_memory::SharedMemory;

/// With less to read, one thread is done before several have started.
const WORTH: usize = 1 << 20;
/// The stack of a thread; the largest that a component may use is half of it.
const STACK: usize = 8 << 20;

/// How many threads a run may use, and what it needs for that.
pub struct Threads {
    pub count: usize,
    /// Whether to use several however little there is to read.
    pub always: bool,
    pub files: ProgramFiles,
    /// Told what the user has to wait for.
    pub notice: fn(&str),
}

/// What a run reads.
pub struct Inputs<'a> {
    pub inputs: &'a mut [Input],
    pub format: Option<InputFormat>,
    /// Bytes per read and per block.
    pub chunk_size: usize,
}

/// The outcome of a run on several threads, unless it fails.
pub enum Attempt {
    Finished(Box<FinalOutput>),
    /// It is a run for one thread. Nothing was done yet.
    Unsuited,
    /// All instances together would need more memory than is allowed. One thread may have enough: it must start again.
    Exceeded,
}

/// Runs it, unless one thread should. `job` is open, and was told nothing.
pub fn run(
    threads: &Threads,
    pipeline: &Pipeline,
    job: &mut Job,
    options: &JobOptions,
    Inputs {
        inputs,
        format,
        chunk_size,
    }: Inputs<'_>,
    append: &mut (dyn FnMut(&Output) -> Result<(), Failure> + Send),
    mut watch: impl FnMut(u64, Counts),
) -> anyhow::Result<Attempt> {
    let sizes: Option<Vec<u64>> = inputs.iter().map(Input::size).collect();
    let can_restart = sizes.is_some();
    let count = match &sizes {
        Some(sizes) => {
            let blocks: u64 = sizes.iter().map(|size| size / chunk_size as u64 + 1).sum();
            threads.count.min(usize::try_from(blocks).unwrap_or(usize::MAX))
        }
        None => threads.count,
    };
    if count < 2 || !suits(pipeline, options) || !(threads.always || is_worth_it(sizes.as_deref(), inputs)?) {
        return Ok(Attempt::Unsuited);
    }
    let options = JobOptions {
        writing: None,
        ..pipeline.within_limits(options)
    };
    let Some(planned) = plan::plan(job, &options, format, inputs)? else {
        return Ok(Attempt::Unsuited);
    };
    let limits = pipeline.limits();
    let programs = Programs::load(&threads.files, pipeline.engine(), limits, threads.notice)?;
    // What the job holds counts too.
    let memory = Arc::new(SharedMemory::new(limits.of(Limit::Memory).saturating_sub(job.memory())));
    let Ok(store) = programs.store(&memory) else {
        return Ok(Attempt::Unsuited);
    };

    let heads = planned.iter().map(|planned| planned.head.bytes as usize);
    let sources = inputs.iter_mut().zip(heads).map(|(input, head)| Source { input, head });
    let blocks = Blocks::new(sources.collect(), chunk_size);
    let order = Order::new(blocks, store, Written::new(append));
    let (progress, told) = mpsc::channel();
    let parts = scope(|scope| {
        let started = (0..count).map_while(|number| {
            let (order, planned, programs, memory, options) = (&order, &planned, &programs, &memory, &options);
            let progress = progress.clone();
            let work = move || {
                let host = ThreadHost::new(order.store.clone());
                let instance = programs.thread(memory, host).ok()?;
                Thread::start(order, planned, instance, options, progress)?.run()
            };
            let thread = Builder::new().name(format!("run-{number}")).stack_size(STACK);
            // With fewer threads it is the same run.
            thread.spawn_scoped(scope, work).ok()
        });
        let started: Vec<_> = started.collect();
        drop(progress);
        for (bytes, counts) in told {
            watch(bytes, counts);
        }
        let parts = started.into_iter().map(|thread| match thread.join() {
            Ok(part) => part,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        parts.flatten().collect::<Vec<_>>()
    });
    let (end, written) = order.into_outcome();
    match end {
        Some(End::Exceeded(_)) if can_restart => return Ok(Attempt::Exceeded),
        Some(End::Exceeded(failure) | End::Failed(failure)) => return Err(failure.into()),
        // No thread had enough memory to start.
        None if written.inputs.len() < planned.len() => return Ok(Attempt::Unsuited),
        None => {}
    }
    if let Some(last) = planned.last() {
        job.at(&last.name, written.before_last);
    }
    let done = planned.into_iter().zip(written.inputs).collect();
    let last = merge::merge(job, &options, done, written.counts, &parts)?;
    Ok(Attempt::Finished(Box::new(last)))
}

/// Whether the options allow it.
fn suits(pipeline: &Pipeline, options: &JobOptions) -> bool {
    let is_plain = options.writing.is_none_or(|writing| {
        writing.format == OutputFormat::Ndjson && !writing.keep_columns && !writing.formula_guard
    });
    // Fuel is counted by instance.
    is_plain && !options.keep_users && pipeline.limits().get(Limit::Fuel).is_none() && !pipeline.is_traced()
}

fn is_worth_it(sizes: Option<&[u64]>, inputs: &mut [Input]) -> Result<bool, Failure> {
    match (sizes, inputs) {
        (Some(sizes), _) => Ok(sizes.iter().sum::<u64>() >= WORTH as u64),
        // It can wait for the bytes of one stream, but one of several may come only after the others are read.
        (None, [input]) => Ok(!input.peek(WORTH)?.1),
        (None, _) => Ok(false),
    }
}
