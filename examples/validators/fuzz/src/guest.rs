//! The validators on wasmtime.

use std::path::Path;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Result, Store};

use crate::case::{self, Case};

wasmtime::component::bindgen!({ world: "my:pipeline/validator@2.0.0", path: "../../../wit" });

use exports::my::user_validator::validator::{Guest, Rule, Rules, User, UserBatch, ValidationError, Violation};
use my::user_validator::types::{EmailSyntax, TextColumn};

/// In seconds: a call that takes longer never ends.
const LONGEST_CALL: u64 = 60;

/// Python keeps each rule-set until its instance ends, so an instance answers this many cases. `node.js` has the same number.
const CASES_PER_INSTANCE: u32 = 1000;

/// How many users of a case are also passed one by one.
pub const ONE_BY_ONE: usize = 6;

const RULES: [(Rule, &str); 6] = [
    (Rule::NameEmpty, "name-empty"),
    (Rule::NameTooShort, "name-too-short"),
    (Rule::EmailInvalid, "email-invalid"),
    (Rule::DomainNotAllowed, "domain-not-allowed"),
    (Rule::TooYoung, "too-young"),
    (Rule::InvalidAge, "invalid-age"),
];

/// An engine whose calls end.
pub fn engine() -> Result<Engine> {
    let mut config = Config::new();
    config.concurrency_support(false).epoch_interruption(true);
    let engine = Engine::new(&config)?;
    let clock = engine.weak();
    thread::spawn(move || {
        while let Some(engine) = clock.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(Duration::from_secs(1));
        }
    });
    Ok(engine)
}

/// One validator, and its instance.
pub struct Candidate {
    engine: Engine,
    component: ValidatorPre<()>,
    instance: Option<Instance>,
}

struct Instance {
    store: Store<()>,
    world: Validator,
    answered: u32,
}

impl Candidate {
    /// Loads what `compile` has written.
    pub fn load(engine: &Engine, compiled: &Path) -> Result<Candidate> {
        // SAFETY: the Makefile had this program write the file, from the component beside it.
        let component = unsafe { Component::deserialize_file(engine, compiled) }?;
        let component = ValidatorPre::new(Linker::new(engine).instantiate_pre(&component)?)?;
        Ok(Candidate {
            engine: engine.clone(),
            component,
            instance: None,
        })
    }

    /// What the validator returns for a case. A trap is an answer too.
    pub fn answer(&mut self, case: &Case) -> Result<Value> {
        match case {
            Case::Judged { rules, users } => {
                let answer = self.call(|guest, store| judge(guest, store, rules.as_ref(), users))?;
                Ok(answer.unwrap_or_else(trap))
            }
            Case::Batch { names, emails, ages } => {
                let emails = text_column(emails.clone());
                let batch = batch(text_column(names.clone()), emails.clone(), ages.clone());
                let violations = self.call(|guest, store| guest.call_validate_batch(store, &batch))?;
                let forms = self.call(|guest, store| guest.call_canonical_emails(store, &emails))?;
                Ok(json!({
                    "batch": violations.map_or_else(trap, violations_json),
                    "canonical": forms.map_or_else(trap, |forms| json!([forms.text, forms.ends])),
                }))
            }
        }
    }

    /// Calls the instance. None: it trapped, and is gone.
    fn call<T>(&mut self, call: impl FnOnce(&Guest, &mut Store<()>) -> Result<T>) -> Result<Option<T>> {
        let mut instance = match self.instance.take() {
            Some(instance) if instance.answered < CASES_PER_INSTANCE => instance,
            _ => self.start()?,
        };
        instance.answered += 1;
        instance.store.set_epoch_deadline(LONGEST_CALL);
        match call(instance.world.my_user_validator_validator(), &mut instance.store) {
            Ok(answer) => {
                self.instance = Some(instance);
                Ok(Some(answer))
            }
            Err(error) if error.downcast_ref() == Some(&wasmtime::Trap::Interrupt) => Err(error),
            Err(_) => Ok(None),
        }
    }

    fn start(&self) -> Result<Instance> {
        let mut store = Store::new(&self.engine, ());
        store.set_epoch_deadline(LONGEST_CALL);
        let world = self.component.instantiate(&mut store)?;
        Ok(Instance {
            store,
            world,
            answered: 0,
        })
    }
}

fn trap() -> Value {
    "trap".into()
}

fn judge(guest: &Guest, store: &mut Store<()>, rules: Option<&case::Rules>, users: &[case::User]) -> Result<Value> {
    let rules = rules.map(rules_record);
    let set = match &rules {
        None => None,
        Some(rules) => Some(guest.rule_set().call_constructor(&mut *store, rules)?),
    };
    let names = text_column(case::column(users.iter().map(|(name, _, _)| name.as_str())));
    let emails = text_column(case::column(users.iter().map(|(_, email, _)| email.as_str())));
    let batch = batch(names, emails.clone(), users.iter().map(|(_, _, age)| *age).collect());
    let mut alone = Vec::new();
    let mut valid = Vec::new();
    for (name, email, age) in users.iter().take(ONE_BY_ONE) {
        let user = User {
            name: name.clone(),
            email: email.clone(),
            age: *age,
        };
        let errors = match set {
            None => guest.call_validate_user(&mut *store, &user)?,
            Some(set) => guest.rule_set().call_validate_user(&mut *store, set, &user)?,
        };
        alone.push(errors.into_iter().map(error_json).collect::<Value>());
        valid.push(guest.call_validate_email(&mut *store, email)?);
    }
    let violations = match set {
        None => guest.call_validate_batch(&mut *store, &batch)?,
        Some(set) => guest.rule_set().call_validate_batch(&mut *store, set, &batch)?,
    };
    let forms = guest.call_canonical_emails(&mut *store, &emails)?;
    let mut messages = Vec::new();
    for (rule, _) in RULES {
        let error = match set {
            None => guest.call_describe(&mut *store, rule)?,
            Some(set) => guest.rule_set().call_describe(&mut *store, set, rule)?,
        };
        messages.push(error_json(error));
    }
    if let Some(set) = set {
        set.resource_drop(store)?;
    }
    Ok(json!({
        "users": alone,
        "emails": valid,
        "batch": violations_json(violations),
        "canonical": [forms.text, forms.ends],
        "messages": messages,
    }))
}

fn rules_record(rules: &case::Rules) -> Rules {
    Rules {
        min_age: rules.min_age,
        max_age: rules.max_age,
        name_min_length: rules.name_min_length,
        allowed_domains: rules.allowed_domains.clone(),
        denied_domains: rules.denied_domains.clone(),
        email_syntax: if rules.is_strict {
            EmailSyntax::Strict
        } else {
            EmailSyntax::Simple
        },
    }
}

fn text_column((text, ends): case::Column) -> TextColumn {
    TextColumn { text, ends }
}

fn batch(names: TextColumn, emails: TextColumn, ages: Vec<u32>) -> UserBatch {
    UserBatch {
        names,
        emails,
        ages,
        kept_columns: None,
    }
}

fn error_json(error: ValidationError) -> Value {
    json!([error.field, error.message])
}

fn violations_json(violations: Vec<Violation>) -> Value {
    let name = |wanted| RULES.iter().find(|(rule, _)| *rule == wanted).map(|(_, name)| name);
    violations
        .into_iter()
        .map(|one| json!([one.row, name(one.rule)]))
        .collect()
}
