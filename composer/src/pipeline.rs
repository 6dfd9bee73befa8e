//! The composed component, loaded, and what a host calls of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::component::{Linker, ResourceAny};
use wasmtime::{Engine, Store};

use crate::bindings::exports::my::pipeline::job::{
    FinalOutput, GuestJob, InputFormat, JobError, JobErrorKind, Options, Output,
};
use crate::bindings::exports::my::user_service::user_service::{CreateUserResult, Settings, User};
use crate::bindings::{Pipeline as World, PipelinePre};
use crate::compiled::{Cache, Loaded};
use crate::engine;
use crate::failure::Failure;
use crate::instance::{Instance, Origin};
use crate::limits::{Limit, Limits};
use crate::meter::Meter;
use crate::rules::RulesFile;
use crate::trace::Trace;

pub use crate::bindings::exports::my::pipeline::job;
pub use crate::bindings::exports::my::user_service::user_service;

const REPORTER: &str = "my:reporting/reporter@1.0.0";

/// The component, ready to be instantiated any number of times. What one instance does changes no other.
pub struct Pipeline {
    engine: Engine,
    component: PipelinePre<Meter>,
    limits: Limits,
    origin: Arc<Origin>,
    /// What the calls are told to, where they are.
    trace: Option<Trace>,
}

impl Pipeline {
    /// Loads a composed component; see [`Cache::load`]. Each instance of it is held to the limits by itself.
    pub fn load(file: &Path, limits: Limits, notice: impl Fn(&str)) -> anyhow::Result<Pipeline> {
        Pipeline::link(file, limits, notice, None)
    }

    /// Loads a composition with spies, which tell the trace of every call.
    pub fn load_traced(file: &Path, limits: Limits, notice: impl Fn(&str), trace: Trace) -> anyhow::Result<Pipeline> {
        Pipeline::link(file, limits, notice, Some(trace))
    }

    fn link(file: &Path, limits: Limits, notice: impl Fn(&str), trace: Option<Trace>) -> anyhow::Result<Pipeline> {
        let engine = engine::engine(&limits)?;
        let Loaded { component, hash } = Cache::of_user().load(&engine, file, notice)?;
        let unfit = |error: anyhow::Error| anyhow!("cannot read the component `{}`: {error:#}", file.display());
        // Nothing else is linked in: whatever the component may do beyond computing, it can't.
        let mut linker = Linker::new(&engine);
        if let Some(trace) = &trace {
            trace.link(&component, &mut linker).map_err(unfit)?;
        }
        let component = linker.instantiate_pre(&component).and_then(PipelinePre::new);
        let component = component.map_err(|error| unfit(error.into()))?;
        let file = file.into();
        Ok(Pipeline {
            engine,
            component,
            limits,
            origin: Arc::new(Origin { file, hash }),
            trace,
        })
    }

    /// Creates one user in an instance of its own, by these rules or the defaults.
    pub fn create_user(&self, user: &User, rules: Option<&RulesFile>) -> Result<CreateUserResult, Failure> {
        let (mut instance, world) = self.instantiate("create the user")?;
        let service = world.my_user_service_user_service();
        if let Some(rules) = rules {
            let settings = instance.call(|store| world.my_config_config().call_settings(store, &rules.text))?;
            let settings = settings.map_err(|error| rules.refused(&error))?;
            let settings = Settings {
                rules: settings.rules,
                unique_email: settings.unique_email,
            };
            instance.call(|store| service.call_configure(store, &settings))?;
        }
        let bytes = user.name.len() + user.email.len();
        let called = ("service", "my:user-service/user-service@1.0.0#create-user", bytes);
        let call = || instance.call(|store| service.call_create_user(store, user));
        traced(self.trace.as_ref(), called, call, |answer| {
            answer.user_id.as_ref().map_or(0, String::len)
        })
    }

    /// The default rules, as a file to start from.
    pub fn default_rules(&self) -> Result<String, Failure> {
        let (mut instance, world) = self.instantiate("print the rules")?;
        instance.call(|store| world.my_config_config().call_template(store))
    }

    /// Whether a run would take these rules.
    pub fn check_rules(&self, rules: &RulesFile) -> Result<(), Failure> {
        let (mut instance, world) = self.instantiate(&format!("check the rules `{}`", rules.name))?;
        let answer = instance.call(|store| world.my_config_config().call_validate(store, &rules.text))?;
        answer.map_err(|error| rules.refused(&error))
    }

    /// Opens a job in an instance of its own. The longest record is the limit's, unless the options have their own.
    pub fn open(&self, options: &Options) -> Result<Job, Failure> {
        let longest = u32::try_from(self.limits.of(Limit::RecordBytes)).ok();
        let options = Options {
            max_record_bytes: options.max_record_bytes.or(longest),
            ..options.clone()
        };
        let (mut instance, world) = self.instantiate("start the run")?;
        let job = world.my_pipeline_job().job();
        let handle = instance.call(|store| job.call_open(store, &options))?;
        Ok(Job {
            handle: handle.map_err(failed)?,
            instance,
            world,
            trace: self.trace.clone(),
        })
    }

    fn instantiate(&self, doing: &str) -> Result<(Instance, World), Failure> {
        let mut instance = Instance::new(&self.engine, &self.limits, &self.origin, doing)?;
        let world = instance.call(|store| self.component.instantiate(store))?;
        Ok((instance, world))
    }
}

/// A run; see `job` in `wit/job.wit`.
///
/// After a failure it is of no more use, and each further call fails with [`Failure::Spent`].
pub struct Job {
    instance: Instance,
    world: World,
    handle: ResourceAny,
    trace: Option<Trace>,
}

impl Job {
    pub fn begin(&mut self, name: &str, format: Option<InputFormat>) -> Result<Output, Failure> {
        let doing = format!("run `{name}`");
        // What is left of the input before is done first, and is still that one's.
        if self.instance.record.is_none() {
            self.instance.doing.clone_from(&doing);
        }
        let called = ("driver", "my:pipeline/job@1.0.0#begin", name.len());
        let output = self.call(called, size, |job, store, handle| {
            job.call_begin(store, handle, name, format)
        })?;
        self.instance.doing = doing;
        self.instance.record = Some(output.counts.read);
        Ok(output)
    }

    pub fn feed(&mut self, chunk: &[u8]) -> Result<Output, Failure> {
        let called = ("driver", "my:pipeline/job@1.0.0#feed", chunk.len());
        let output = self.call(called, size, |job, store, handle| job.call_feed(store, handle, chunk))?;
        self.instance.record = Some(output.counts.read);
        Ok(output)
    }

    pub fn finish(mut self) -> Result<FinalOutput, Failure> {
        let called = ("driver", "my:pipeline/job@1.0.0#finish", 0);
        let bytes = |last: &FinalOutput| {
            size(&last.output) + last.reports.iter().map(|report| report.content.len()).sum::<usize>()
        };
        let last = self.call(called, bytes, |job, store, handle| job.call_finish(store, handle))?;
        let longest = self.instance.limits().of(Limit::ReportBytes);
        match last.reports.iter().find(|report| report.content.len() as u64 > longest) {
            Some(report) => {
                self.instance.doing = format!("take the report `{}`", report.name);
                self.instance.record = Some(last.output.counts.read);
                Err(self.instance.met(Limit::ReportBytes, REPORTER))
            }
            None => Ok(last),
        }
    }

    fn call<R>(
        &mut self,
        called: (&str, &str, usize),
        bytes: impl FnOnce(&R) -> usize,
        call: impl FnOnce(&GuestJob<'_>, &mut Store<Meter>, ResourceAny) -> wasmtime::Result<Result<R, JobError>>,
    ) -> Result<R, Failure> {
        let job = self.world.my_pipeline_job().job();
        let (instance, handle) = (&mut self.instance, self.handle);
        let call = || {
            let answer = instance.call(|store| call(&job, store, handle))?;
            answer.map_err(|error| {
                instance.spend();
                failed(error)
            })
        };
        traced(self.trace.as_ref(), called, call, bytes)
    }
}

/// Makes a call, and tells the trace of it, where there is one.
fn traced<R>(
    trace: Option<&Trace>,
    called: (&str, &str, usize),
    call: impl FnOnce() -> Result<R, Failure>,
    result_bytes: impl FnOnce(&R) -> usize,
) -> Result<R, Failure> {
    match trace {
        Some(trace) => trace.call(called, call, |result| result.as_ref().map_or(0, result_bytes)),
        None => call(),
    }
}

fn size(output: &Output) -> usize {
    output.users.len() + output.rejects.len()
}

fn failed(error: JobError) -> Failure {
    match error.kind {
        JobErrorKind::Input | JobErrorKind::Rules => Failure::Input(error.message),
        JobErrorKind::Usage | JobErrorKind::Limit | JobErrorKind::Report | JobErrorKind::Internal => {
            Failure::Guest(error.message)
        }
    }
}
