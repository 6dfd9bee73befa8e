use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use pipeline_host::Pipeline;
use pipeline_host::bindings::user_service::StoredUser;
use pipeline_host::run::users::StoredUsers;
use serde::Serialize;
use serde_json::value::RawValue;

use super::place::place;
use super::terminal::{self, inert_json, print_note};

/// Print the users in a store as JSON, one per line
#[derive(Args)]
#[command(after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Users {
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    the user exists, or the list was printed
  1    there is no such user
  2    wrong usage
  3    the component trapped
  5    store error: cannot be opened, is locked, full or corrupt, or is not a store file";

/// There is no such user; the store itself is fine.
const NO_SUCH_USER: u8 = 1;

#[derive(Subcommand)]
enum Verb {
    /// List users in the order of their ids
    #[command(override_usage = "pipeline users list [OPTIONS] --store <FILE>")]
    List {
        #[command(flatten)]
        store: StoreFlag,

        /// Start after the user with this id
        #[arg(long, value_name = "ID")]
        after: Option<String>,

        /// Maximum number of users
        #[arg(long, value_name = "COUNT", default_value_t = 100)]
        limit: u32,
    },
    /// Print the user with this id
    #[command(override_usage = "pipeline users get --store <FILE> <ID>")]
    Get {
        #[command(flatten)]
        store: StoreFlag,

        #[arg(value_name = "ID")]
        id: String,
    },
    /// Print the user with this e-mail address, in upper or lower case
    #[command(override_usage = "pipeline users find --store <FILE> <EMAIL>")]
    Find {
        #[command(flatten)]
        store: StoreFlag,

        #[arg(value_name = "EMAIL")]
        email: String,
    },
}

#[derive(Args)]
struct StoreFlag {
    /// SQLite file with the users
    #[arg(long = "store", value_name = "FILE", value_parser = place())]
    file: PathBuf,
}

impl Users {
    pub fn execute(self, load: impl FnOnce() -> Result<Pipeline>) -> Result<ExitCode> {
        match self.verb {
            Verb::List { store, after, limit } => {
                let users = StoredUsers::open(&load()?, &store.file)?.list(after.as_deref(), limit)?;
                let full = users.len() == limit as usize;
                let last = users.last().map(|user| user.id.clone());
                users.into_iter().try_for_each(print_user)?;
                if let Some(id) = last.filter(|_| full) {
                    print_note(&format!("there may be more: `--after {id}`"));
                }
                Ok(ExitCode::SUCCESS)
            }
            Verb::Get { store, id } => answer(StoredUsers::open(&load()?, &store.file)?.get(&id)?),
            Verb::Find { store, email } => answer(StoredUsers::open(&load()?, &store.file)?.find(&email)?),
        }
    }
}

fn answer(user: Option<StoredUser>) -> Result<ExitCode> {
    match user {
        Some(user) => print_user(user).map(|()| ExitCode::SUCCESS),
        None => {
            print_note("there is no such user");
            Ok(ExitCode::from(NO_SUCH_USER))
        }
    }
}

fn print_user(user: StoredUser) -> Result<()> {
    Ok(terminal::print_line(&inert_json(&serde_json::to_string(
        &Line::try_from(user)?,
    )?))?)
}

/// A user as JSON, with the keys in this order.
#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    email: String,
    age: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Box<RawValue>>,
    import: u64,
    record: u64,
}

impl TryFrom<StoredUser> for Line {
    type Error = anyhow::Error;

    fn try_from(user: StoredUser) -> Result<Line> {
        let columns = user.kept_columns.map(RawValue::from_string).transpose();
        Ok(Line {
            columns: columns
                .with_context(|| format!("cannot print the user `{}`: its columns are no JSON", user.id))?,
            id: user.id,
            name: user.name,
            email: user.email,
            age: user.age,
            import: user.accepted_in,
            record: user.accepted_as,
        })
    }
}
