//! The composed component, loaded, and the functions that the host calls.

use std::path::Path;
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::Engine;
use wasmtime::component::Linker;

use crate::bindings::job::{InputFormat, Preview};
use crate::bindings::querier::{Querier, QuerierPre};
use crate::bindings::user_service::{CreateUserResult, Settings, User};
use crate::bindings::{JobOptions, Pipeline as World, PipelinePre};
use crate::cache::compiled::{Cache, Loaded};
use crate::failure::Failure;
use crate::run::instance::{PipelineInstance, PipelineState};
use crate::run::job::{self, JOB, Job};
use crate::run::rules::RulesFile;
use crate::run::service_error;
use crate::sandbox::engine::{self, Purpose};
use crate::sandbox::imports;
use crate::sandbox::limits::{Limit, Limits};
use crate::sandbox::origin::Origin;
use crate::store::StorageHost;
use crate::trace::Trace;

pub(crate) const CONFIG: &str = "my:config/config@2.0.0";
pub(crate) const SERVICE: &str = "my:user-service/user-service@2.0.0";

/// The component, ready to be instantiated any number of times. Instances don't affect each other.
pub struct Pipeline {
    engine: Engine,
    component: PipelinePre<PipelineState>,
    /// For queries about the store, if the component can answer them.
    querier: Option<QuerierPre<PipelineState>>,
    limits: Limits,
    origin: Arc<Origin>,
    /// Records the calls, if requested.
    trace: Option<Trace>,
}

/// The kind of composition: what it needs from its host.
#[derive(Clone)]
pub enum Kind {
    /// It needs nothing.
    Plain,
    /// It imports a store.
    Stored,
    /// It contains spies, which report every call to the trace.
    Traced(Trace),
}

impl Pipeline {
    /// Loads a composed component; see [`Cache::load`]. The limits apply to each instance separately.
    pub fn load(file: &Path, kind: Kind, limits: Limits, notice: impl Fn(&str)) -> anyhow::Result<Pipeline> {
        Pipeline::load_for(Purpose::Speed, file, kind, limits, notice)
    }

    /// The same, compiled for speed or for a debugger.
    pub fn load_for(
        purpose: Purpose,
        file: &Path,
        kind: Kind,
        limits: Limits,
        notice: impl Fn(&str),
    ) -> anyhow::Result<Pipeline> {
        let engine = engine::engine_for(purpose, &limits)?;
        let Loaded { component, hash } = Cache::of_user().load(&engine, file, notice)?;
        if matches!(kind, Kind::Plain)
            && let Some(name) = imports::first(&engine, &component)
        {
            let file = file.display();
            return Err(anyhow!(
                "cannot read the component `{file}`: found an import of `{name}`, expected none"
            ));
        }
        let unfit = |error: anyhow::Error| anyhow!("cannot read the component `{}`: {error:#}", file.display());
        // Nothing else is linked in, so all that the component can do is compute.
        let mut linker = Linker::new(&engine);
        match &kind {
            Kind::Plain => {}
            Kind::Stored => StorageHost::link(&component, &mut linker, |state: &mut PipelineState| &mut state.host)
                .map_err(unfit)?,
            Kind::Traced(trace) => trace.link(&component, &mut linker).map_err(unfit)?,
        }
        let linked = linker.instantiate_pre(&component);
        let linked = linked.map_err(|error| unfit(error.into()))?;
        let origin = Origin::new(file.into(), hash);
        if let Kind::Traced(trace) = &kind
            && let Some(graph) = origin.graph()
        {
            trace.resolve(graph);
        }
        Ok(Pipeline {
            engine,
            querier: QuerierPre::new(linked.clone()).ok(),
            component: PipelinePre::new(linked).map_err(|error| unfit(error.into()))?,
            limits,
            origin: Arc::new(origin),
            trace: match kind {
                Kind::Traced(trace) => Some(trace),
                _ => None,
            },
        })
    }

    /// Creates one user in an instance of its own, validated by these rules or the defaults.
    pub fn create_user(&self, user: &User, rules: Option<&RulesFile>) -> Result<CreateUserResult, Failure> {
        let (mut instance, world) = self.instantiate("create the user", StorageHost::default())?;
        let service = world.my_user_service_user_service();
        if let Some(rules) = rules {
            let settings = instance.call(Some(CONFIG), |store| {
                world.my_config_config().call_settings(store, &rules.text)
            })?;
            let settings = settings.map_err(|error| rules.failure(&error))?;
            let settings = Settings {
                rules: settings.rules,
                unique_email: settings.unique_email,
                keep_users: false,
            };
            let answer = instance.call(Some(SERVICE), |store| service.call_configure(store, &settings))?;
            answer.map_err(service_error::failure)?;
        }
        let bytes = user.name.len() + user.email.len();
        let called = (SERVICE, "create-user", bytes);
        let call = || {
            let answer = instance.call(Some(SERVICE), |store| service.call_create_user(store, user))?;
            answer.map_err(service_error::failure)
        };
        Trace::around(self.trace.as_ref(), called, call, |answer| {
            answer.user_id.as_ref().map_or(0, String::len)
        })
    }

    /// The default rules, as a file to start from.
    pub fn default_rules(&self) -> Result<String, Failure> {
        let (mut instance, world) = self.instantiate("print the rules", StorageHost::default())?;
        Ok(instance.call(Some(CONFIG), |store| world.my_config_config().call_template(store))?)
    }

    /// Whether a run would accept these rules.
    pub fn check_rules(&self, rules: &RulesFile) -> Result<(), Failure> {
        let (mut instance, world) =
            self.instantiate(&format!("check the rules `{}`", rules.name), StorageHost::default())?;
        let answer = instance.call(Some(CONFIG), |store| {
            world.my_config_config().call_validate(store, &rules.text)
        })?;
        answer.map_err(|error| rules.failure(&error))
    }

    /// Opens a job in an instance of its own. The options may set a record limit other than the pipeline's.
    pub fn open(&self, options: &JobOptions, host: StorageHost) -> Result<Job, Failure> {
        let (instance, world) = self.instantiate("start the run", host)?;
        Job::open(instance, world, &self.within_limits(options), self.trace.clone())
    }

    /// Looks at the beginning of an input, in an instance of its own; see `peek` in `wit/job.wit`.
    pub fn peek(
        &self,
        name: &str,
        format: Option<InputFormat>,
        beginning: &[u8],
        whole: bool,
        sample: u32,
        options: &JobOptions,
    ) -> Result<Preview, Failure> {
        let options = self.within_limits(options);
        let (mut instance, world) = self.instantiate(&format!("look at `{name}`"), StorageHost::default())?;
        let job = world.my_pipeline_job();
        let answer = instance.call(Some(JOB), |store| {
            job.call_peek(store, &options, name, format, beginning, whole, sample)
        })?;
        answer.map_err(|error| job::failed(&mut instance, &error))
    }

    /// The options of a job, with the pipeline's limits.
    pub(crate) fn within_limits(&self, options: &JobOptions) -> JobOptions {
        let longest = u32::try_from(self.limits.of(Limit::RecordBytes)).ok();
        JobOptions {
            max_record_bytes: options.max_record_bytes.or(longest),
            ..options.clone()
        }
    }

    pub(crate) fn instantiate(&self, doing: &str, host: StorageHost) -> Result<(PipelineInstance, World), Failure> {
        let mut instance = self.instance(doing, host)?;
        let world = instance.call(None, |store| self.component.instantiate(store))?;
        Ok((instance, world))
    }

    /// An instance for queries about the store.
    pub(crate) fn querier(&self, doing: &str, host: StorageHost) -> Result<(PipelineInstance, Querier), Failure> {
        let querier = self.querier.as_ref().ok_or_else(|| {
            Failure::Input(format!(
                "cannot {doing}: found no export `my:pipeline/query`, expected one"
            ))
        })?;
        let mut instance = self.instance(doing, host)?;
        let querier = instance.call(None, |store| querier.instantiate(store))?;
        Ok((instance, querier))
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn is_traced(&self) -> bool {
        self.trace.is_some()
    }

    fn instance(&self, doing: &str, host: StorageHost) -> Result<PipelineInstance, Failure> {
        Ok(PipelineInstance::new(
            &self.engine,
            &self.limits,
            &self.origin,
            doing,
            host,
        )?)
    }
}
