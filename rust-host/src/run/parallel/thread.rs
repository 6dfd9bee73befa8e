//! One thread of a run: it reads and judges blocks in an instance of its own.

use std::sync::mpsc::Sender;

use wasmtime::Store;
use wasmtime::component::ResourceAny;

use crate::bindings::JobOptions;
use crate::bindings::job::{Counts, JobError};
use crate::bindings::partition::{BlockRead, Guest as Partition, GuestJudge, Part};
use crate::failure::Failure;
use crate::run::job::failed;
use crate::run::parallel::blocks::Block;
use crate::run::parallel::kv::{ThreadState, Unanswered};
use crate::run::parallel::order::{Done, End, Order};
use crate::run::parallel::plan::Planned;
use crate::run::parallel::programs::ThreadInstance;
use crate::sandbox::call_error::CallError;
use crate::sandbox::limits::Limit;
use crate::sandbox::stop::Cause;

const PARTITION: &str = "my:pipeline/partition@2.0.0";

pub struct Thread<'a, 'o> {
    order: &'a Order<'o>,
    inputs: &'a [Planned],
    instance: ThreadInstance,
    partition: Partition,
    judge: ResourceAny,
    /// Told the bytes that were read, and the records so far.
    progress: Sender<(u64, Counts)>,
    /// The input that the judge was told last.
    input: Option<usize>,
}

/// Why a thread stops.
enum Stopped {
    /// The run ends in an earlier block.
    Earlier,
    /// It ends here.
    Here(End),
}

type Result<T> = std::result::Result<T, Stopped>;

impl<'a, 'o> Thread<'a, 'o> {
    /// None: there is not enough memory for this thread.
    pub fn start(
        order: &'a Order<'o>,
        inputs: &'a [Planned],
        (mut instance, partition): (ThreadInstance, Partition),
        options: &JobOptions,
        progress: Sender<(u64, Counts)>,
    ) -> Option<Thread<'a, 'o>> {
        let judge = instance.call(Some(PARTITION), |store| partition.judge().call_open(store, options));
        Some(Thread {
            judge: judge.ok()?.ok()?,
            order,
            inputs,
            instance,
            partition,
            progress,
            input: None,
        })
    }

    /// Judges blocks until there are no more. None: the run has ended early.
    pub fn run(mut self) -> Option<Part> {
        let order = self.order;
        loop {
            let block = match order.blocks.next() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err((number, failure)) => {
                    order.end(number, End::Failed(failure));
                    return None;
                }
            };
            let number = block.number;
            let _guard = OnPanic { order, number };
            match self.go_through(block) {
                Ok(()) => {}
                Err(Stopped::Earlier) => return None,
                Err(Stopped::Here(end)) => {
                    order.end(number, end);
                    return None;
                }
            }
        }
        match self.call(|judge, store, handle| judge.call_finish(store, handle)) {
            Ok(part) => Some(part),
            Err(Stopped::Earlier) => None,
            Err(Stopped::Here(end)) => {
                order.end(u64::MAX, end);
                None
            }
        }
    }

    fn go_through(&mut self, mut block: Block) -> Result<()> {
        let (order, inputs, number) = (self.order, self.inputs, block.number);
        let Planned { name, head } = &inputs[block.input];
        self.instance.host().begin(number);
        if self.input != Some(block.input) {
            self.instance.doing = format!("run `{name}`");
            self.call(|judge, store, handle| judge.call_begin_input(store, handle, name, head))?;
            self.input = Some(block.input);
        }
        // The block most likely begins with a record, so read it before that is known.
        let early = block.starts_line.then(|| self.read(&block));

        let mut place = order.places.take(number).ok_or(Stopped::Earlier)?;
        if block.is_first {
            place.line = head.lines + 1;
        }
        let (record, line) = (place.record, place.line);
        self.instance.record = Some(record - 1);
        let read = match early {
            Some(read) if place.rest.is_empty() => Some(read.map_err(|stopped| stopped.after(record - 1))?),
            early => {
                // Code that failed because it began elsewhere can't be called again.
                if let Some(Err(stopped)) = early {
                    return Err(stopped.exceeded());
                }
                let rest = std::mem::take(&mut place.rest);
                block.bytes.splice(..0, rest);
                // Waiting for twice as much as was read in vain keeps the work linear, as in a job.
                let is_enough = block.is_last || block.bytes.len() >= 2 * place.tried;
                is_enough.then(|| self.read(&block)).transpose()?
            }
        };
        let failed = read.is_some_and(|read| read.failed);
        let is_read = read.is_some();
        match read {
            None => {
                place.rest = std::mem::take(&mut block.bytes);
                place.pass();
            }
            // No block follows this one.
            Some(_) if failed => drop(place),
            Some(read) => {
                place.record += read.records;
                place.line += read.lines;
                place.rest = block.bytes.split_off(usize::try_from(read.bytes).unwrap_or(usize::MAX));
                place.tried = place.rest.len();
                place.pass();
            }
        }
        if !is_read {
            return self.pass_on(number, block.read);
        }

        let output = self.call(|judge, store, handle| judge.call_judge_block(store, handle, record, line))?;
        if !self.instance.host().pass() {
            return Err(Stopped::Earlier);
        }
        let mut turn = order.writes.take(number).ok_or(Stopped::Earlier)?;
        let written = &mut *turn;
        let (rejected, before) = (written.counts.rejected, std::mem::take(&mut written.findings));
        let findings = self.call(|judge, store, handle| judge.call_check_block(store, handle, rejected, &before))?;
        if failed {
            let bug = "cannot go on: the component found an error and then returned none".into();
            return Err(Stopped::Here(End::Failed(Failure::Guest(bug))));
        }
        (written.append)(&output).map_err(|failure| Stopped::Here(End::Failed(failure)))?;
        written.before_last = written.counts.read;
        written.counts.read += output.counts.read;
        written.counts.accepted += output.counts.accepted;
        written.counts.rejected += output.counts.rejected;
        written.records += output.counts.read;
        if block.is_last {
            let records = std::mem::take(&mut written.records);
            written.inputs.push(Done { records, findings });
        } else {
            written.findings = findings;
        }
        // Nobody listens if the run is ending.
        let _ = self.progress.send((block.read, written.counts));
        turn.pass();
        Ok(())
    }

    /// Nothing of this block is judged yet.
    fn pass_on(&mut self, number: u64, read: u64) -> Result<()> {
        if !self.instance.host().pass() {
            return Err(Stopped::Earlier);
        }
        let written = self.order.writes.take(number).ok_or(Stopped::Earlier)?;
        let _ = self.progress.send((read, written.counts));
        written.pass();
        Ok(())
    }

    fn read(&mut self, block: &Block) -> Result<BlockRead> {
        let (bytes, last) = (&block.bytes, block.is_last);
        self.call(|judge, store, handle| judge.call_read_block(store, handle, bytes, last))
    }

    fn call<T>(
        &mut self,
        call: impl FnOnce(
            &GuestJudge<'_>,
            &mut Store<ThreadState>,
            ResourceAny,
        ) -> wasmtime::Result<std::result::Result<T, JobError>>,
    ) -> Result<T> {
        let (judge, handle) = (self.partition.judge(), self.judge);
        let answer = self.instance.call(Some(PARTITION), |store| call(&judge, store, handle));
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Stopped::Here(End::Failed(failed(&mut self.instance, &error)))),
            Err(error) => Err(self.stopped(error)),
        }
    }

    fn stopped(&mut self, error: CallError) -> Stopped {
        let error = match self.instance.host().unanswered.take() {
            None => error,
            Some(Unanswered::Ended) => return Stopped::Earlier,
            Some(Unanswered::OnlyOnOneThread) => return Stopped::Here(End::Exceeded(error.into())),
            Some(Unanswered::Failed(CallError::Stopped(mut stop))) => {
                stop.doing.clone_from(&self.instance.doing);
                stop.after_record = self.instance.record;
                CallError::Stopped(stop)
            }
            Some(Unanswered::Failed(error)) => error,
        };
        match error {
            CallError::Stopped(mut stop) => {
                let met = self.instance.limits().met(Limit::Memory);
                if let Cause::Exhausted(_) = stop.cause {
                    stop.cause = Cause::Met(met);
                }
                // Time has run out for one thread too. Anything else may be enough for it.
                let is_exceeded = matches!(stop.cause, Cause::Met(met) if met.limit != Limit::Timeout);
                let failure = Failure::Stopped(stop);
                Stopped::Here(match is_exceeded {
                    true => End::Exceeded(failure),
                    false => End::Failed(failure),
                })
            }
            CallError::Setup(_) => Stopped::Here(End::Exceeded(error.into())),
            CallError::Poisoned(_) => Stopped::Here(End::Failed(error.into())),
        }
    }
}

impl Stopped {
    /// The same after another record, which wasn't known before.
    fn after(self, record: u64) -> Stopped {
        let set = |failure: Failure| match failure {
            Failure::Stopped(mut stop) => {
                stop.after_record = Some(record);
                Failure::Stopped(stop)
            }
            other => other,
        };
        match self {
            Stopped::Earlier => Stopped::Earlier,
            Stopped::Here(End::Failed(failure)) => Stopped::Here(End::Failed(set(failure))),
            Stopped::Here(End::Exceeded(failure)) => Stopped::Here(End::Exceeded(set(failure))),
        }
    }

    /// One thread may get further.
    fn exceeded(self) -> Stopped {
        match self {
            Stopped::Here(End::Failed(failure)) => Stopped::Here(End::Exceeded(failure)),
            other => other,
        }
    }
}

/// Ends the run if a thread panics, so that the others don't wait for it.
struct OnPanic<'a, 'o> {
    order: &'a Order<'o>,
    number: u64,
}

impl Drop for OnPanic<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.order.stop(self.number);
        }
    }
}
