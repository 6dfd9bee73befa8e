//! The composed component, loaded, and what a host calls of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::component::{Linker, ResourceAny};
use wasmtime::{Engine, Store};

use crate::bindings::PipelinePre;
use crate::bindings::exports::my::pipeline::job::{
    FinalOutput, GuestJob, InputFormat, JobError, JobErrorKind, Options, Output,
};
use crate::bindings::exports::my::user_service::user_service::{CreateUserResult, User};
use crate::compiled::{Cache, Loaded};
use crate::engine;
use crate::failure::Failure;
use crate::instance::{Instance, Origin};
use crate::limits::{Limit, Limits};
use crate::meter::Meter;

pub use crate::bindings::exports::my::pipeline::job;
pub use crate::bindings::exports::my::user_service::user_service;

const REPORTER: &str = "my:reporting/reporter@1.0.0";

/// The component, ready to be instantiated any number of times. What one instance does changes no other.
pub struct Pipeline {
    engine: Engine,
    component: PipelinePre<Meter>,
    limits: Limits,
    origin: Arc<Origin>,
}

impl Pipeline {
    /// Loads a composed component; see [`Cache::load`]. Each instance of it is held to the limits by itself.
    pub fn load(file: &Path, limits: Limits, notice: impl Fn(&str)) -> anyhow::Result<Pipeline> {
        let engine = engine::engine(&limits)?;
        let Loaded { component, hash } = Cache::of_user().load(&engine, file, notice)?;
        // Nothing is linked in: whatever the component may do beyond computing, it can't.
        let linker = Linker::new(&engine);
        let component = linker.instantiate_pre(&component).and_then(PipelinePre::new);
        let unfit = |error| anyhow!("cannot read the component `{}`: {error:#}", file.display());
        Ok(Pipeline {
            component: component.map_err(unfit)?,
            engine,
            limits,
            origin: Arc::new(Origin {
                file: file.into(),
                hash,
            }),
        })
    }

    /// Creates one user in an instance of its own.
    pub fn create_user(&self, user: &User) -> Result<CreateUserResult, Failure> {
        let mut instance = self.instance("create the user")?;
        let world = instance.call(|store| self.component.instantiate(store))?;
        let service = world.my_user_service_user_service();
        instance.call(|store| service.call_create_user(store, user))
    }

    /// Opens a job in an instance of its own. The record that it may take at most is the limit's, unless the options
    /// say otherwise.
    pub fn open(&self, options: &Options) -> Result<Job, Failure> {
        let mut instance = self.instance("start the component")?;
        let world = instance.call(|store| self.component.instantiate(store))?;
        let longest = u32::try_from(self.limits.of(Limit::RecordBytes)).unwrap_or(u32::MAX);
        let options = Options {
            max_record_bytes: options.max_record_bytes.or(Some(longest)),
            ..options.clone()
        };
        let job = world.my_pipeline_job().job();
        let handle = instance.call(|store| job.call_open(store, &options))?;
        Ok(Job {
            handle: handle.map_err(failed)?,
            instance,
            world,
        })
    }

    fn instance(&self, doing: &str) -> Result<Instance, Failure> {
        Instance::new(&self.engine, &self.limits, &self.origin, doing)
    }
}

/// A run; see `job` in `wit/job.wit`.
///
/// After a failure it is of no more use, and each further call fails with [`Failure::Spent`].
pub struct Job {
    instance: Instance,
    world: crate::bindings::Pipeline,
    handle: ResourceAny,
}

impl Job {
    pub fn begin(&mut self, name: &str, format: Option<InputFormat>) -> Result<Output, Failure> {
        let doing = format!("run `{name}`");
        if self.instance.record.is_none() {
            self.instance.doing.clone_from(&doing);
        }
        // What is left of the input before is done first, and is still that one's.
        let output = self.call(|job, store, handle| job.call_begin(store, handle, name, format))?;
        self.instance.doing = doing;
        self.instance.record = Some(output.counts.read);
        Ok(output)
    }

    pub fn feed(&mut self, chunk: &[u8]) -> Result<Output, Failure> {
        let output = self.call(|job, store, handle| job.call_feed(store, handle, chunk))?;
        self.instance.record = Some(output.counts.read);
        Ok(output)
    }

    pub fn finish(mut self) -> Result<FinalOutput, Failure> {
        let last = self.call(|job, store, handle| job.call_finish(store, handle))?;
        let longest = self.instance.limits().of(Limit::ReportBytes);
        self.instance.record = Some(last.output.counts.read);
        match last.reports.iter().find(|report| report.content.len() as u64 > longest) {
            Some(report) => {
                self.instance.doing = format!("take the report `{}`", report.name);
                Err(self.instance.met(Limit::ReportBytes, REPORTER))
            }
            None => Ok(last),
        }
    }

    fn call<T>(
        &mut self,
        call: impl FnOnce(&GuestJob<'_>, &mut Store<Meter>, ResourceAny) -> wasmtime::Result<Result<T, JobError>>,
    ) -> Result<T, Failure> {
        let job = self.world.my_pipeline_job().job();
        let answer = self.instance.call(|store| call(&job, store, self.handle))?;
        answer.map_err(|error| {
            self.instance.spend();
            failed(error)
        })
    }
}

fn failed(error: JobError) -> Failure {
    match error.kind {
        JobErrorKind::Input => Failure::Input(error.message),
        JobErrorKind::Usage | JobErrorKind::Limit | JobErrorKind::Report | JobErrorKind::Internal => {
            Failure::Guest(error.message)
        }
    }
}
