//! The component that is checked, and one instance of it.

use std::path::Path;
use std::sync::Arc;

use wasmtime::component::{Linker, ResourceAny};
use wasmtime::{Engine, Store};

use super::bindings::{Guest, Rules, TextColumn, User, UserBatch, Validator, ValidatorPre};
use super::cases::RuleName;
use crate::cache::compiled::{Cache, Loaded};
use crate::failure::Failure;
use crate::sandbox::engine;
use crate::sandbox::imports;
use crate::sandbox::instance::{Instance, InstanceState};
use crate::sandbox::limits::Limits;
use crate::sandbox::origin::Origin;

pub const INTERFACE: &str = "my:user-validator/validator@2.0.0";

/// A component with the contract's exports.
pub struct Candidate {
    engine: Engine,
    component: ValidatorPre<InstanceState<()>>,
    limits: Limits,
    origin: Arc<Origin>,
}

/// What keeps a component from being a validator at all.
pub enum Unfit {
    /// It can't be read.
    Unreadable(anyhow::Error),
    /// It imports or exports something else than the contract says.
    Interface(String),
}

impl Candidate {
    pub fn load(file: &Path, limits: &Limits, notice: impl Fn(&str)) -> Result<Candidate, Unfit> {
        let engine = engine::engine(limits).map_err(|error| Unfit::Unreadable(error.into()))?;
        let loaded = Cache::of_user().load(&engine, file, notice);
        let Loaded { component, hash } = loaded.map_err(Unfit::Unreadable)?;
        if let Some(name) = imports::first(&engine, &component) {
            return Err(Unfit::Interface(format!(
                "found an import of `{name}`, expected none: a validator only computes"
            )));
        }
        let types = component.component_type();
        if types.get_export(&engine, INTERFACE).is_none() {
            let found: Vec<_> = types.exports(&engine).map(|(name, _)| format!("`{name}`")).collect();
            let found = if found.is_empty() {
                "none".into()
            } else {
                found.join(", ")
            };
            return Err(Unfit::Interface(format!(
                "found the exports {found}, expected `{INTERFACE}`"
            )));
        }
        let linked = Linker::new(&engine).instantiate_pre(&component);
        let component = linked
            .and_then(ValidatorPre::new)
            .map_err(|error| Unfit::Interface(format!("`{INTERFACE}` has other types than the contract: {error:#}")))?;
        Ok(Candidate {
            engine,
            component,
            limits: limits.clone(),
            origin: Arc::new(Origin::new(file.into(), hash)),
        })
    }

    /// A new instance. What one check leaves behind must not matter to the next.
    pub fn start(&self) -> Answer<Session> {
        let mut instance =
            Instance::new(&self.engine, &self.limits, &self.origin, "instantiate", ()).map_err(message)?;
        let component = &self.component;
        let world = instance
            .call(None, |store| component.instantiate(store))
            .map_err(message)?;
        Ok(Session { instance, world })
    }
}

/// The result of a call; an error is a message for people.
pub type Answer<T> = Result<T, String>;

fn message(error: impl Into<Failure>) -> String {
    error.into().to_string()
}

/// An instance, and the functions of the contract. A rule-set of none stands for the functions beside the resource.
pub struct Session {
    instance: Instance<()>,
    world: Validator,
}

impl Session {
    fn call<T>(
        &mut self,
        function: &str,
        call: impl FnOnce(&Guest, &mut Store<InstanceState<()>>) -> wasmtime::Result<T>,
    ) -> Answer<T> {
        self.instance.doing = format!("call `{function}`");
        let guest = self.world.my_user_validator_validator();
        self.instance
            .call(Some(INTERFACE), |store| call(guest, store))
            .map_err(message)
    }

    pub fn validate_email(&mut self, email: &str) -> Answer<bool> {
        self.call("validate-email", |guest, store| guest.call_validate_email(store, email))
    }

    pub fn canonical_emails(&mut self, emails: &TextColumn) -> Answer<TextColumn> {
        self.call("canonical-emails", |guest, store| {
            guest.call_canonical_emails(store, emails)
        })
    }

    /// The field and the message of each error.
    pub fn validate_user(&mut self, set: Option<ResourceAny>, user: &User) -> Answer<Vec<(String, String)>> {
        let errors = match set {
            None => self.call("validate-user", |guest, store| guest.call_validate_user(store, user)),
            Some(set) => self.call("rule-set.validate-user", |guest, store| {
                guest.rule_set().call_validate_user(store, set, user)
            }),
        }?;
        Ok(errors.into_iter().map(|error| (error.field, error.message)).collect())
    }

    pub fn validate_batch(&mut self, set: Option<ResourceAny>, batch: &UserBatch) -> Answer<Vec<(u32, RuleName)>> {
        let violations = match set {
            None => self.call("validate-batch", |guest, store| guest.call_validate_batch(store, batch)),
            Some(set) => self.call("rule-set.validate-batch", |guest, store| {
                guest.rule_set().call_validate_batch(store, set, batch)
            }),
        }?;
        Ok(violations
            .into_iter()
            .map(|one| (one.row, RuleName::of(one.rule)))
            .collect())
    }

    pub fn describe(&mut self, set: Option<ResourceAny>, rule: RuleName) -> Answer<(String, String)> {
        let rule = rule.rule();
        let error = match set {
            None => self.call("describe", |guest, store| guest.call_describe(store, rule)),
            Some(set) => self.call("rule-set.describe", |guest, store| {
                guest.rule_set().call_describe(store, set, rule)
            }),
        }?;
        Ok((error.field, error.message))
    }

    pub fn rule_set(&mut self, rules: &Rules) -> Answer<ResourceAny> {
        self.call("[constructor]rule-set", |guest, store| {
            guest.rule_set().call_constructor(store, rules)
        })
    }

    pub fn drop_rule_set(&mut self, set: ResourceAny) -> Answer<()> {
        self.call("drop a rule-set", |_, store| set.resource_drop(store))
    }

    /// The size of the memory, in bytes.
    pub fn memory(&self) -> u64 {
        self.instance.memory()
    }
}
