//! The composed component, loaded, and what a host calls of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::Engine;
use wasmtime::component::Linker;

use crate::bindings::exports::my::pipeline::job::Options;
use crate::bindings::exports::my::user_service::user_service::{CreateUserResult, Settings, User};
use crate::bindings::{Pipeline as World, PipelinePre};
use crate::compiled::{Cache, Loaded};
use crate::engine;
use crate::failure::Failure;
use crate::imports;
use crate::instance::{Instance, Origin};
use crate::job::Job;
use crate::limits::{Limit, Limits};
use crate::meter::Meter;
use crate::rules::RulesFile;
use crate::trace::Trace;

pub use crate::bindings::exports::my::pipeline::job;
pub use crate::bindings::exports::my::user_service::user_service;

const CONFIG: &str = "my:config/config@1.0.0";
const SERVICE: &str = "my:user-service/user-service@1.0.0";

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
            let settings = instance.call(Some(CONFIG), |store| {
                world.my_config_config().call_settings(store, &rules.text)
            })?;
            let settings = settings.map_err(|error| rules.refused(&error))?;
            let settings = Settings {
                rules: settings.rules,
                unique_email: settings.unique_email,
            };
            instance.call(Some(SERVICE), |store| service.call_configure(store, &settings))?;
        }
        let bytes = user.name.len() + user.email.len();
        let called = ("service", "my:user-service/user-service@1.0.0#create-user", bytes);
        let call = || instance.call(Some(SERVICE), |store| service.call_create_user(store, user));
        Trace::around(self.trace.as_ref(), called, call, |answer| {
            answer.user_id.as_ref().map_or(0, String::len)
        })
    }

    /// The default rules, as a file to start from.
    pub fn default_rules(&self) -> Result<String, Failure> {
        let (mut instance, world) = self.instantiate("print the rules")?;
        instance.call(Some(CONFIG), |store| world.my_config_config().call_template(store))
    }

    /// Whether a run would take these rules.
    pub fn check_rules(&self, rules: &RulesFile) -> Result<(), Failure> {
        let (mut instance, world) = self.instantiate(&format!("check the rules `{}`", rules.name))?;
        let answer = instance.call(Some(CONFIG), |store| {
            world.my_config_config().call_validate(store, &rules.text)
        })?;
        answer.map_err(|error| rules.refused(&error))
    }

    /// Opens a job in an instance of its own. The longest record is the limit's, unless the options have their own.
    pub fn open(&self, options: &Options) -> Result<Job, Failure> {
        let longest = u32::try_from(self.limits.of(Limit::RecordBytes)).ok();
        let options = Options {
            max_record_bytes: options.max_record_bytes.or(longest),
            ..options.clone()
        };
        let (instance, world) = self.instantiate("start the run")?;
        Job::open(instance, world, &options, self.trace.clone())
    }

    fn instantiate(&self, doing: &str) -> Result<(Instance, World), Failure> {
        let mut instance = Instance::new(&self.engine, &self.limits, &self.origin, doing)?;
        let world = instance.call(None, |store| self.component.instantiate(store))?;
        Ok((instance, world))
    }
}
