//! One job of the component, as a host goes through it.

use wasmtime::Store;
use wasmtime::component::ResourceAny;

use crate::bindings::job::{FinalOutput, GuestJob, InputFormat, JobError, JobErrorKind, Output, Report};
use crate::bindings::partition::Guest as Partition;
use crate::bindings::{JobOptions, Pipeline as World};
use crate::failure::Failure;
use crate::run::instance::{PipelineInstance, PipelineState};
use crate::sandbox::instance::Instance;
use crate::sandbox::limits::Limit;
use crate::store::StorageHost;
use crate::trace::{Called, Trace};

pub(crate) const JOB: &str = "my:pipeline/job@2.0.0";
const PARTITION: &str = "my:pipeline/partition@2.0.0";
const REPORTER: &str = "my:reporting/reporter@2.0.0";

/// A job; see `job` in `wit/job.wit`.
///
/// After a failure, every further call fails with [`Failure::Poisoned`].
pub struct Job {
    instance: PipelineInstance,
    world: World,
    handle: ResourceAny,
    trace: Option<Trace>,
}

impl Job {
    /// Opens a job in a new instance.
    pub(crate) fn open(
        mut instance: PipelineInstance,
        world: World,
        options: &JobOptions,
        trace: Option<Trace>,
    ) -> Result<Job, Failure> {
        let job = world.my_pipeline_job().job();
        let handle = instance.call(Some(JOB), |store| job.call_open(store, options))?;
        Ok(Job {
            handle: handle.map_err(|error| failed(&mut instance, &error))?,
            instance,
            world,
            trace,
        })
    }

    pub fn begin(&mut self, name: &str, format: Option<InputFormat>) -> Result<Output, Failure> {
        let doing = format!("run `{name}`");
        // This call first processes the rest of the previous input, so errors are still about that one.
        if self.instance.record.is_none() {
            self.instance.doing.clone_from(&doing);
        }
        let called = (JOB, "begin", name.len());
        let output = self.call(called, size, |job, store, handle| {
            job.call_begin(store, handle, name, format)
        })?;
        self.instance.doing = doing;
        self.instance.record = Some(output.counts.read);
        Ok(output)
    }

    pub fn feed(&mut self, chunk: &[u8]) -> Result<Output, Failure> {
        let called = (JOB, "feed", chunk.len());
        let output = self.call(called, size, |job, store, handle| job.call_feed(store, handle, chunk))?;
        self.instance.record = Some(output.counts.read);
        Ok(output)
    }

    /// Ends it. Returns the host's storage as well, where what was stored waits to be committed.
    pub fn finish(mut self) -> Result<(FinalOutput, StorageHost), Failure> {
        let called = (JOB, "finish", 0);
        let bytes = |last: &FinalOutput| {
            size(&last.output) + last.reports.iter().map(|report| report.content.len()).sum::<usize>()
        };
        let last = self.call(called, bytes, |job, store, handle| job.call_finish(store, handle))?;
        self.check_reports(&last.reports, last.output.counts.read)?;
        Ok((last, self.instance.into_host()))
    }

    /// Fails if a report is too long.
    pub(crate) fn check_reports(&mut self, reports: &[Report], records: u64) -> Result<(), Failure> {
        let longest = self.instance.limits().of(Limit::ReportBytes);
        match reports.iter().find(|report| report.content.len() as u64 > longest) {
            Some(report) => {
                self.instance.doing = format!("take the report `{}`", report.name);
                self.instance.record = Some(records);
                Err(self.instance.met(Limit::ReportBytes, REPORTER).into())
            }
            None => Ok(()),
        }
    }

    /// Calls a function for runs in partitions that keeps no state. An error that it returns doesn't end the job.
    pub(crate) fn stateless<R>(
        &mut self,
        call: impl FnOnce(&Partition, &mut Store<PipelineState>) -> wasmtime::Result<R>,
    ) -> Result<R, Failure> {
        let partition = self.world.my_pipeline_partition();
        Ok(self.instance.call(Some(PARTITION), |store| call(partition, store))?)
    }

    /// The failure for an error of the component. The job can't go on.
    pub(crate) fn failed(&mut self, error: &JobError) -> Failure {
        failed(&mut self.instance, error)
    }

    /// Where a failure of the next call is: in this input, after this record.
    pub(crate) fn at(&mut self, input: &str, record: u64) {
        self.instance.doing = format!("run `{input}`");
        self.instance.record = Some(record);
    }

    /// How much memory the instance has.
    pub(crate) fn memory(&self) -> u64 {
        self.instance.memory()
    }

    fn call<R>(
        &mut self,
        called: Called,
        bytes: impl FnOnce(&R) -> usize,
        call: impl FnOnce(&GuestJob<'_>, &mut Store<PipelineState>, ResourceAny) -> wasmtime::Result<Result<R, JobError>>,
    ) -> Result<R, Failure> {
        let job = self.world.my_pipeline_job().job();
        let (instance, handle) = (&mut self.instance, self.handle);
        let call = || {
            let answer = instance.call(Some(JOB), |store| call(&job, store, handle))?;
            answer.map_err(|error| failed(instance, &error))
        };
        Trace::around(self.trace.as_ref(), called, call, bytes)
    }
}

fn size(output: &Output) -> usize {
    output.users.len() + output.rejects.len()
}

pub(crate) fn failed<H>(instance: &mut Instance<H>, error: &JobError) -> Failure {
    instance.poison();
    let message = &error.message;
    match error.kind {
        JobErrorKind::Input | JobErrorKind::Options | JobErrorKind::Rules => Failure::Input(message.clone()),
        JobErrorKind::Store => Failure::Store(message.clone()),
        // A limit of the rules concerns records, so no part is to blame.
        JobErrorKind::Limit if !names(message, Limit::RecordBytes) => Failure::Guest(message.clone()),
        JobErrorKind::Limit | JobErrorKind::Usage | JobErrorKind::Internal => {
            Failure::Guest(instance.blame(message, JOB))
        }
        JobErrorKind::Report => Failure::Guest(instance.blame(message, REPORTER)),
    }
}

fn names(message: &str, limit: Limit) -> bool {
    message.ends_with(&format!("(limit `{}`)", limit.name()))
}
