//! The composed component, loaded, and one instance of it.

use std::path::Path;

use anyhow::anyhow;
use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::{Engine, Store};

use crate::bindings::PipelinePre;
use crate::bindings::querier::QuerierPre;
use crate::bindings::exports::my::pipeline::job::{FinalOutput, InputFormat, JobError, JobErrorKind, Options, Output};
use crate::bindings::exports::my::user_service::user_service::{CreateUserResult, ServiceError, Settings, User};
use crate::bindings::my::user_service::types::StoreFailure;
use crate::compiled::Cache;
use crate::engine;
use crate::failure::Failure;
use crate::rules::RulesFile;
use crate::store::Host;

pub use crate::bindings::exports::my::pipeline::job;
pub use crate::bindings::exports::my::user_service::user_service;

/// The component, ready to be instantiated any number of times.
pub struct Pipeline {
    engine: Engine,
    instance: PipelinePre<Host>,
    /// How to ask questions about the store, where the component can answer them.
    querier: Option<QuerierPre<Host>>,
}

/// Where a component's store comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// It has one of its own, which lasts as long as an instance.
    Own,
    /// The host brings it.
    Host,
}

impl Pipeline {
    /// Loads a composed component; see [`Cache::load`].
    pub fn load(file: &Path, storage: Storage, notice: impl Fn(&str)) -> anyhow::Result<Pipeline> {
        let engine = engine::engine()?;
        let component: Component = Cache::of_user().load(&engine, file, notice)?;
        let unfit = |why: String| anyhow!("cannot read the component `{}`: {why}", file.display());
        let mut linker = Linker::new(&engine);
        // Without a store nothing is linked in: whatever the component may do beyond computing, it can't.
        if storage == Storage::Host {
            let ty = component.component_type();
            if !ty.imports(&engine).any(|(name, _)| name.starts_with("my:storage/kv@")) {
                return Err(unfit("found one with a store of its own, expected one for `--store`".into()));
            }
            Host::link(&mut linker)?;
        }
        let instance = linker.instantiate_pre(&component).map_err(|error| unfit(format!("{error:#}")))?;
        let querier = QuerierPre::new(instance.clone()).ok();
        let instance = PipelinePre::new(instance).map_err(|error| unfit(format!("{error:#}")))?;
        Ok(Pipeline {
            engine,
            instance,
            querier,
        })
    }

    /// Creates one user in an instance of its own, by these rules or the defaults.
    pub fn create_user(&self, user: &User, rules: Option<&RulesFile>) -> Result<CreateUserResult, Failure> {
        let (mut store, pipeline) = self.instantiate(Host::default())?;
        let service = pipeline.my_user_service_user_service();
        if let Some(rules) = rules {
            let settings = pipeline.my_config_config().call_settings(&mut store, &rules.text);
            let settings = settings.map_err(trapped)?.map_err(|error| rules.refused(&error))?;
            let settings = Settings {
                rules: settings.rules,
                unique_email: settings.unique_email,
                keep_users: false,
            };
            let answer = service.call_configure(&mut store, &settings);
            answer.map_err(trapped)?.map_err(refused)?;
        }
        let answer = service.call_create_user(&mut store, user);
        answer.map_err(trapped)?.map_err(refused)
    }

    /// The default rules, as a file to start from.
    pub fn default_rules(&self) -> Result<String, Failure> {
        let (mut store, pipeline) = self.instantiate(Host::default())?;
        pipeline.my_config_config().call_template(&mut store).map_err(trapped)
    }

    /// Whether a run would take these rules.
    pub fn check_rules(&self, rules: &RulesFile) -> Result<(), Failure> {
        let (mut store, pipeline) = self.instantiate(Host::default())?;
        let answer = pipeline.my_config_config().call_validate(&mut store, &rules.text);
        answer.map_err(trapped)?.map_err(|error| rules.refused(&error))
    }

    /// Opens a job in an instance of its own.
    pub fn open(&self, options: &Options, host: Host) -> Result<Job, Failure> {
        let (mut store, pipeline) = self.instantiate(host)?;
        let job = pipeline.my_pipeline_job().job();
        let handle = job.call_open(&mut store, options).map_err(trapped)?.map_err(failed)?;
        Ok(Job {
            store,
            pipeline,
            handle,
        })
    }

    pub(crate) fn instantiate(&self, host: Host) -> Result<(Store<Host>, crate::bindings::Pipeline), Failure> {
        let mut store = Store::new(&self.engine, host);
        let pipeline = self.instance.instantiate(&mut store).map_err(trapped)?;
        Ok((store, pipeline))
    }
}

/// A run; see `job` in `wit/job.wit`.
///
/// After a failure it is of no more use, and each further call fails: an instance that trapped may be in any state.
pub struct Job {
    store: Store<Host>,
    pipeline: crate::bindings::Pipeline,
    handle: ResourceAny,
}

impl Job {
    pub fn begin(&mut self, name: &str, format: Option<InputFormat>) -> Result<Output, Failure> {
        let job = self.pipeline.my_pipeline_job().job();
        let answer = job.call_begin(&mut self.store, self.handle, name, format);
        answer.map_err(trapped)?.map_err(failed)
    }

    pub fn feed(&mut self, chunk: &[u8]) -> Result<Output, Failure> {
        let job = self.pipeline.my_pipeline_job().job();
        let answer = job.call_feed(&mut self.store, self.handle, chunk);
        answer.map_err(trapped)?.map_err(failed)
    }

    /// Ends it, and gives back the host's part, with whatever is to be committed.
    pub fn finish(mut self) -> Result<(FinalOutput, Host), Failure> {
        let job = self.pipeline.my_pipeline_job().job();
        let answer = job.call_finish(&mut self.store, self.handle);
        let output = answer.map_err(trapped)?.map_err(failed)?;
        Ok((output, self.store.into_data()))
    }
}

pub(crate) fn trapped(error: wasmtime::Error) -> Failure {
    let cause = error.root_cause().to_string();
    Failure::Guest(format!("the component failed: {cause}"))
}

fn failed(error: JobError) -> Failure {
    match error.kind {
        JobErrorKind::Input | JobErrorKind::Rules => Failure::Input(error.message),
        JobErrorKind::Store => Failure::Store(error.message),
        JobErrorKind::Usage | JobErrorKind::Limit | JobErrorKind::Report | JobErrorKind::Internal => {
            Failure::Guest(error.message)
        }
    }
}

/// The service's error, where the host asks it without the driver.
pub(crate) fn refused(error: ServiceError) -> Failure {
    let reason = match error {
        ServiceError::Store(StoreFailure { store, error, .. }) => format!("the store `{store}` failed: {error:?}"),
        ServiceError::ForeignValue(found) => {
            format!("the store `{}` holds under `{}` what this service hasn't written", found.store, found.key)
        }
        ServiceError::NotKept => "the store keeps no users".into(),
    };
    Failure::Store(format!("stage `service`: {reason}"))
}
