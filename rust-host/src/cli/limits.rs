use std::marker::PhantomData;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};
use pipeline_host::{Failure, Limit, Limits};

use super::whole::whole;

/// The environment variable that an error is about: the limit it names was not given as a flag.
pub fn variable_in(error: &Error) -> Option<String> {
    let Some(ContextValue::String(named)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let is = |limit: &Limit, text: &str, end: char| {
        text.strip_prefix("--")
            .and_then(|text| text.strip_prefix(limit.name()))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(end))
    };
    let limit = Limit::ALL.into_iter().find(|limit| is(limit, named, ' '))?;
    let given = std::env::args_os().any(|argument| is(&limit, &argument.to_string_lossy(), '='));
    (!given && error.kind() == ErrorKind::ValueValidation).then(|| limit.variable())
}

/// What limits apply to.
pub trait Subject {
    /// Other defaults than those of [`Limit::default`].
    const DEFAULTS: &[(Limit, u64)] = &[];
    /// Limits that don't apply to it. They are accepted, so that the message can name what to use, but not listed.
    const HIDDEN: &[Limit] = &[];
}

/// A run, or one call of the component.
#[derive(Clone, Copy)]
pub struct OfRun;

impl Subject for OfRun {}

/// A flag for each limit, and an environment variable; the flag wins.
pub struct LimitFlags<S: Subject = OfRun>(Vec<(Limit, u64)>, PhantomData<S>);

impl<S: Subject> LimitFlags<S> {
    pub fn limits(&self) -> Result<Limits, Failure> {
        let mut numbers = S::DEFAULTS.iter().chain(&self.0);
        numbers
            .try_fold(Limits::default(), |limits, (limit, number)| {
                limits.with(*limit, *number)
            })
            .map_err(|error| Failure::Input(format!("cannot set the limits: {error}")))
    }

    /// A limit that was set, but doesn't apply.
    pub fn hidden(&self) -> Option<Limit> {
        let given = self.0.iter().map(|(limit, _)| *limit);
        given.into_iter().find(|limit| S::HIDDEN.contains(limit))
    }
}

impl<S: Subject> Args for LimitFlags<S> {
    fn augment_args(command: Command) -> Command {
        let flags = Limit::ALL.map(|limit| {
            let own = S::DEFAULTS.iter().find(|(one, _)| *one == limit);
            let default = own.map(|(_, number)| *number).or(limit.default());
            let default = default.map_or("none".into(), |number| number.to_string());
            Arg::new(limit.name())
                .long(limit.name())
                .env(limit.variable())
                .hide_env_values(true)
                .hide(S::HIDDEN.contains(&limit))
                .value_name(limit.unit())
                .value_parser(whole::<u64>(limit.range()))
                .help(format!("{} [default: {default}]", limit.about()))
        });
        command.next_help_heading("Limits").args(flags).next_help_heading(None)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: Subject> FromArgMatches for LimitFlags<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = |limit: Limit| matches.get_one::<u64>(limit.name()).map(|number| (limit, *number));
        Ok(LimitFlags(
            Limit::ALL.into_iter().filter_map(given).collect(),
            PhantomData,
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
