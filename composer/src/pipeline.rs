//! The composed component, loaded, and one instance of it.

use std::path::Path;

use anyhow::anyhow;
use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::{Engine, Store};

use crate::bindings::PipelinePre;
use crate::bindings::exports::my::pipeline::job::{FinalOutput, InputFormat, JobError, JobErrorKind, Options, Output};
use crate::bindings::exports::my::user_service::user_service::{CreateUserResult, Settings, User};
use crate::compiled::Cache;
use crate::engine;
use crate::failure::Failure;
use crate::imports;
use crate::rules::RulesFile;
use crate::trace::Trace;

pub use crate::bindings::exports::my::pipeline::job;
pub use crate::bindings::exports::my::user_service::user_service;

/// The component, ready to be instantiated any number of times.
pub struct Pipeline {
    engine: Engine,
    instance: PipelinePre<()>,
    /// What the calls are told to, where they are.
    trace: Option<Trace>,
}

impl Pipeline {
    /// Loads a composed component; see [`Cache::load`].
    pub fn load(file: &Path, notice: impl Fn(&str)) -> anyhow::Result<Pipeline> {
        Pipeline::link(file, notice, None)
    }

    /// Loads a composition with spies, which tell the trace of every call.
    pub fn load_traced(file: &Path, notice: impl Fn(&str), trace: Trace) -> anyhow::Result<Pipeline> {
        Pipeline::link(file, notice, Some(trace))
    }

    fn link(file: &Path, notice: impl Fn(&str), trace: Option<Trace>) -> anyhow::Result<Pipeline> {
        let engine = engine::engine()?;
        let component: Component = Cache::of_user().load(&engine, file, notice)?;
        if trace.is_none()
            && let Some(name) = imports::first(&engine, &component)
        {
            let file = file.display();
            return Err(anyhow!(
                "cannot read the component `{file}`: found an import of `{name}`, expected none"
            ));
        }
        let unfit = |error: anyhow::Error| anyhow!("cannot read the component `{}`: {error:#}", file.display());
        // Nothing else is linked in: whatever the component may do beyond computing, it can't.
        let mut linker = Linker::new(&engine);
        if let Some(trace) = &trace {
            trace.link(&component, &mut linker).map_err(unfit)?;
        }
        let instance = linker.instantiate_pre(&component).and_then(PipelinePre::new);
        let instance = instance.map_err(|error| unfit(error.into()))?;
        Ok(Pipeline {
            engine,
            instance,
            trace,
        })
    }

    /// Creates one user in an instance of its own, by these rules or the defaults.
    pub fn create_user(&self, user: &User, rules: Option<&RulesFile>) -> Result<CreateUserResult, Failure> {
        let (mut store, pipeline) = self.instantiate()?;
        let service = pipeline.my_user_service_user_service();
        if let Some(rules) = rules {
            let settings = pipeline.my_config_config().call_settings(&mut store, &rules.text);
            let settings = settings.map_err(trapped)?.map_err(|error| rules.refused(&error))?;
            let settings = Settings {
                rules: settings.rules,
                unique_email: settings.unique_email,
            };
            service.call_configure(&mut store, &settings).map_err(trapped)?;
        }
        let bytes = user.name.len() + user.email.len();
        let called = ("service", "my:user-service/user-service@1.0.0#create-user", bytes);
        let call = || service.call_create_user(&mut store, user).map_err(trapped);
        traced(self.trace.as_ref(), called, call, |answer| {
            answer.user_id.as_ref().map_or(0, String::len)
        })
    }

    /// The default rules, as a file to start from.
    pub fn default_rules(&self) -> Result<String, Failure> {
        let (mut store, pipeline) = self.instantiate()?;
        pipeline.my_config_config().call_template(&mut store).map_err(trapped)
    }

    /// Whether a run would take these rules.
    pub fn check_rules(&self, rules: &RulesFile) -> Result<(), Failure> {
        let (mut store, pipeline) = self.instantiate()?;
        let answer = pipeline.my_config_config().call_validate(&mut store, &rules.text);
        answer.map_err(trapped)?.map_err(|error| rules.refused(&error))
    }

    /// Opens a job in an instance of its own.
    pub fn open(&self, options: &Options) -> Result<Job, Failure> {
        let (mut store, pipeline) = self.instantiate()?;
        let job = pipeline.my_pipeline_job().job();
        let handle = job.call_open(&mut store, options).map_err(trapped)?.map_err(failed)?;
        Ok(Job {
            store,
            pipeline,
            handle,
            trace: self.trace.clone(),
        })
    }

    fn instantiate(&self) -> Result<(Store<()>, crate::bindings::Pipeline), Failure> {
        let mut store = Store::new(&self.engine, ());
        let pipeline = self.instance.instantiate(&mut store).map_err(trapped)?;
        Ok((store, pipeline))
    }
}

/// A run; see `job` in `wit/job.wit`.
///
/// After a failure it is of no more use, and each further call fails: an instance that trapped may be in any state.
pub struct Job {
    store: Store<()>,
    pipeline: crate::bindings::Pipeline,
    handle: ResourceAny,
    trace: Option<Trace>,
}

impl Job {
    pub fn begin(&mut self, name: &str, format: Option<InputFormat>) -> Result<Output, Failure> {
        let job = self.pipeline.my_pipeline_job().job();
        let call = || answer(job.call_begin(&mut self.store, self.handle, name, format));
        let called = ("driver", "my:pipeline/job@1.0.0#begin", name.len());
        traced(self.trace.as_ref(), called, call, size)
    }

    pub fn feed(&mut self, chunk: &[u8]) -> Result<Output, Failure> {
        let job = self.pipeline.my_pipeline_job().job();
        let call = || answer(job.call_feed(&mut self.store, self.handle, chunk));
        let called = ("driver", "my:pipeline/job@1.0.0#feed", chunk.len());
        traced(self.trace.as_ref(), called, call, size)
    }

    pub fn finish(mut self) -> Result<FinalOutput, Failure> {
        let job = self.pipeline.my_pipeline_job().job();
        let call = || answer(job.call_finish(&mut self.store, self.handle));
        let called = ("driver", "my:pipeline/job@1.0.0#finish", 0);
        traced(self.trace.as_ref(), called, call, |last| {
            size(&last.output) + last.reports.iter().map(|report| report.content.len()).sum::<usize>()
        })
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

fn answer<R>(answer: wasmtime::Result<Result<R, JobError>>) -> Result<R, Failure> {
    answer.map_err(trapped)?.map_err(failed)
}

fn trapped(error: wasmtime::Error) -> Failure {
    let cause = error.root_cause().to_string();
    Failure::Guest(format!("the component failed: {cause}"))
}

fn failed(error: JobError) -> Failure {
    match error.kind {
        JobErrorKind::Input | JobErrorKind::Rules => Failure::Input(error.message),
        JobErrorKind::Usage | JobErrorKind::Limit | JobErrorKind::Report | JobErrorKind::Internal => {
            Failure::Guest(error.message)
        }
    }
}
