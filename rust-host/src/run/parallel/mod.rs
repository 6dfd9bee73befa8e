//! A run on several threads, with the outcome of a run on one.
//!
//! The inputs are cut into the blocks that a job would read, and each block goes to the next free thread. A thread has an
//! instance of a composition without a store; all of them ask the same stores, in the order of the blocks. A block passes through
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
mod shards;
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

use crate::bindings::job::{Counts, FinalOutput, InputFormat, Output, OutputFormat};
use crate::bindings::{JobOptions, Writing};
use crate::failure::{self, Failure};
use crate::run::input::Input;
use crate::run::job::Job;
use crate::run::pipeline::Pipeline;
use crate::sandbox::limits::{Limit, Limits};
use crate::sandbox::shared_memory::SharedMemory;

/// With less to read, one thread is done before several have started.
const WORTH: usize = 1 << 20;
/// The blocks of a job, in bytes.
const BLOCK: usize = 256 * 1024;
/// More than one if its answers would be what many threads wait for.
const MOST_STORES: usize = 4;
/// The stack of a thread; the largest that a component may use is half of it.
const STACK: usize = 8 << 20;

/// How many threads a run may use, and what it needs for that.
pub struct Threads {
    pub count: usize,
    /// Whether to use several however little there is to read.
    pub always: bool,
    pub files: ProgramFiles,
    /// Told what the user has to wait for, and why a run that is to use several uses one.
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
    /// It is, after all. Nothing was read, but the job was used to find out, and has more memory than a new one.
    Withdrawn,
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
    let note = |text: String| {
        if threads.always {
            (threads.notice)(&text);
        }
    };
    if let Some(options) = only_one(pipeline, options, chunk_size) {
        note(format!("note: a run with {options} uses one thread"));
        return Ok(Attempt::Unsuited);
    }
    let sizes: Option<Vec<u64>> = inputs.iter().map(Input::size).collect();
    let can_restart = sizes.is_some();
    let count = match &sizes {
        Some(sizes) => {
            let blocks: u64 = sizes.iter().map(|size| size / chunk_size as u64 + 1).sum();
            threads.count.min(usize::try_from(blocks).unwrap_or(usize::MAX))
        }
        None => threads.count,
    };
    if count < 2 || !(threads.always || is_worth_it(sizes.as_deref(), inputs)?) {
        return Ok(Attempt::Unsuited);
    }
    let options = JobOptions {
        writing: None,
        ..pipeline.within_limits(options)
    };
    let whole = |name: &str| {
        note(format!(
            "note: a run with `{name}` uses one thread: it can't be read in blocks"
        ));
    };
    let Some(planned) = plan::plan(job, &options, format, inputs, whole)? else {
        return Ok(Attempt::Withdrawn);
    };
    let limits = pipeline.limits();
    let programs = Programs::load(&threads.files, pipeline.engine(), limits, threads.notice);
    let programs = programs.map_err(|error| failure::of_loading(&error))?;
    // What the job holds counts too.
    let memory = Arc::new(SharedMemory::new(limits.of(Limit::Memory).saturating_sub(job.memory())));
    let stores = (0..MOST_STORES.min(1 + count / 4)).map(|_| programs.store(&memory));
    let Ok(stores) = stores.collect::<Result<Vec<_>, _>>() else {
        return Ok(Attempt::Withdrawn);
    };

    let heads = planned.iter().map(|planned| planned.head.bytes as usize);
    let sources = inputs.iter_mut().zip(heads).map(|(input, head)| Source { input, head });
    let blocks = Blocks::new(sources.collect(), chunk_size);
    let order = Order::new(blocks, stores, Written::new(append));
    let (progress, told) = mpsc::channel();
    let parts = scope(|scope| {
        let started = (0..count).map_while(|number| {
            let (order, planned, programs, memory, options) = (&order, &planned, &programs, &memory, &options);
            let progress = progress.clone();
            let work = move || {
                let host = ThreadHost::new(order.stores.clone());
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
        None if written.inputs.len() < planned.len() => return Ok(Attempt::Withdrawn),
        None => {}
    }
    if let Some(last) = planned.last() {
        job.at(&last.name, written.before_last);
    }
    let done = planned.into_iter().zip(written.inputs).collect();
    let last = merge::merge(job, &options, done, written.counts, &parts)?;
    Ok(Attempt::Finished(Box::new(last)))
}

/// The options with which a run uses one thread.
fn only_one(pipeline: &Pipeline, options: &JobOptions, chunk_size: usize) -> Option<&'static str> {
    let limits = pipeline.limits();
    let is_set = |limit: Limit| limits.of(limit) != Limits::default().of(limit);
    let of_blocks = [Limit::Memory, Limit::CallBytes];
    let is_csv = |writing: Writing| writing.format == OutputFormat::Csv;
    let found = [
        (options.keep_users, "`--store`"),
        (pipeline.is_traced(), "`--trace`"),
        (options.writing.is_some_and(is_csv), "`--output csv`"),
        (
            options.writing.is_some_and(|writing| writing.keep_columns),
            "`--keep-columns`",
        ),
        (
            options.writing.is_some_and(|writing| writing.formula_guard),
            "`--formula-guard`",
        ),
        // Fuel is counted by instance.
        (limits.get(Limit::Fuel).is_some(), "`--fuel`"),
        // Blocks that are smaller than those of a job need less.
        (
            chunk_size < BLOCK && of_blocks.into_iter().any(is_set),
            "`--chunk-size` and a limit",
        ),
    ];
    found
        .into_iter()
        .find_map(|(is_given, options)| is_given.then_some(options))
}

fn is_worth_it(sizes: Option<&[u64]>, inputs: &mut [Input]) -> Result<bool, Failure> {
    match (sizes, inputs) {
        (Some(sizes), _) => Ok(sizes.iter().sum::<u64>() >= WORTH as u64),
        // It can wait for the bytes of one stream, but one of several may come only after the others are read.
        (None, [input]) => Ok(!input.peek(WORTH)?.1),
        (None, _) => Ok(false),
    }
}
