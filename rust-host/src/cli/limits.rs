use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use pipeline_host::{Failure, Limit, Limits};

/// A flag for each limit, and an environment variable; the flag wins.
pub struct LimitFlags(Vec<(Limit, u64)>);

impl LimitFlags {
    pub fn limits(&self) -> Result<Limits, Failure> {
        self.over(Limits::default())
    }

    /// The same, with other defaults.
    pub fn over(&self, defaults: Limits) -> Result<Limits, Failure> {
        let mut flags = self.0.iter();
        flags
            .try_fold(defaults, |limits, (limit, number)| limits.with(*limit, *number))
            .map_err(|error| Failure::Input(format!("cannot set the limits: {error}")))
    }
}

impl Args for LimitFlags {
    fn augment_args(command: Command) -> Command {
        let flags = Limit::ALL.map(|limit| {
            let (least, most) = (*limit.range().start() as i64, *limit.range().end() as i64);
            let default = limit.default().map_or("none".into(), |number| number.to_string());
            Arg::new(limit.name())
                .long(limit.name())
                .env(limit.variable())
                .hide_env_values(true)
                .value_name(limit.unit())
                .value_parser(value_parser!(i64).range(least..=most))
                .help(format!("{} [default: {default}]", limit.about()))
        });
        command.next_help_heading("Limits").args(flags).next_help_heading(None)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LimitFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<LimitFlags, Error> {
        let given = |limit: Limit| {
            matches
                .get_one::<i64>(limit.name())
                .map(|number| (limit, number.unsigned_abs()))
        };
        Ok(LimitFlags(Limit::ALL.into_iter().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = LimitFlags::from_arg_matches(matches)?;
        Ok(())
    }
}
