use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};
use pipeline_host::serve::{self, Deferred, ServeOptions};
use pipeline_host::store::SharedStore;
use pipeline_host::{Failure, Limit};

use super::debugging::Debugging;
use super::limits::{LimitFlags, Subject};
use super::place::place;
use super::terminal::{inert, print_line, print_note};
use super::whole::whole;

/// The compositions, which `make compose` builds. The first is complete; the second imports the store, jobs and the reporter.
const CLOSED: &str = "gateway.wasm";
const OPEN: &str = "gateway-open.wasm";

/// The default limit of all requests together.
const TOTAL_MEMORY: u64 = 2 << 30;

/// A request.
struct OfRequest;

impl Subject for OfRequest {
    const DEFAULTS: &[(Limit, u64)] = &[(Limit::Timeout, 10), (Limit::Memory, 512 << 20)];
    const HIDDEN: &[Limit] = &[Limit::RecordBytes, Limit::ReportBytes];
}

/// Serve users, validation and reports over HTTP
///
/// Each request runs in its own instance, with its own limits: by default 10 seconds and 512 MiB of memory. Ctrl-C and
/// SIGTERM stop the server after open requests are answered. The log goes to stderr, one JSON object per line.
#[derive(Args)]
#[command(override_usage = "pipeline serve [OPTIONS]")]
pub struct Serve {
    /// Address or host name, and port, to listen on; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080", value_parser = host_and_port)]
    addr: String,

    /// SQLite file that stores users (created if missing) [default: in memory, until the server ends]
    #[arg(long, value_name = "FILE", value_parser = place())]
    store: Option<PathBuf>,

    /// Where users are stored: by the host, or inside the component, where they are lost with the instance
    #[arg(long, value_name = "WHOSE", default_value = "host", conflicts_with = "store")]
    store_of: StoreOf,

    /// Maximum size of a request body
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, value_parser = whole::<u64>(0..=u64::MAX))]
    max_body_bytes: u64,

    /// Maximum memory of all requests together; one that needs more is answered with 503
    #[arg(long, value_name = "BYTES", default_value_t = TOTAL_MEMORY, value_parser = whole::<u64>(1..=u64::MAX))]
    max_total_memory: u64,

    /// Maximum time to wait for a client to send or accept its next bytes, and for a free instance
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = whole::<u64>(1..=3600))]
    client_timeout: u64,

    /// Maximum number of requests at a time
    #[arg(long, value_name = "COUNT", default_value_t = 32, value_parser = whole::<u32>(1..=512))]
    instances: u32,

    /// Number of requests that an instance handles before it is discarded
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = whole::<u32>(1..=u32::MAX.into()))]
    reuse: u32,

    /// Maximum time to finish open requests at shutdown
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = whole::<u64>(0..=3600))]
    grace: u64,

    /// Log only errors
    #[arg(long, short)]
    quiet: bool,

    #[command(flatten)]
    pub debugging: Debugging,

    #[command(flatten)]
    limits: LimitFlags<OfRequest>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
enum StoreOf {
    /// SQLite in this process.
    Host,
    /// The composition's own.
    Inside,
}

/// Checks the form. Whether there is such a host is known once the server listens.
fn host_and_port(text: &str) -> Result<String, String> {
    let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty());
    match port.map(|(_, port)| port.parse::<u16>()) {
        Some(Ok(_)) => Ok(text.into()),
        _ => Err("expected a host and a port from 0 to 65535, such as `localhost:8080`".into()),
    }
}

impl Serve {
    /// `component` finds a composition, unless a flag names another one.
    pub fn execute(self, component: impl Fn(&str) -> Result<PathBuf>) -> Result<ExitCode> {
        if let Some(limit) = self.limits.hidden() {
            let name = limit.name();
            let why = format!(
                "cannot serve: the limit `{name}` applies to runs only; use `--max-body-bytes` to limit requests"
            );
            return Err(Failure::Input(why).into());
        }
        let limits = self.limits.limits()?;
        let store = match (self.store_of, &self.store) {
            (StoreOf::Inside, _) => None,
            (StoreOf::Host, None) => Some(SharedStore::in_memory()?),
            (StoreOf::Host, Some(file)) => Some(SharedStore::file(file)?),
        };
        let file = component(if store.is_some() { OPEN } else { CLOSED })?;
        let options = ServeOptions {
            // They are beside the composition that imports them.
            deferred: store.is_some().then(|| Deferred {
                job: file.with_file_name("job.wasm"),
                reporter: file.with_file_name("reporter.wasm"),
            }),
            component: file,
            address: self.addr,
            max_total_memory: self.max_total_memory,
            store,
            limits,
            max_body_bytes: self.max_body_bytes,
            client_timeout: Duration::from_secs(self.client_timeout),
            instances: self.instances,
            reuse: self.reuse,
            grace: Duration::from_secs(self.grace),
            quiet: self.quiet,
            purpose: self.debugging.purpose(),
        };
        let ready = |address: &str| Ok(print_line(&inert(&format!("serving on {address}")))?);
        serve::serve(options, ready, print_note)?;
        Ok(ExitCode::SUCCESS)
    }
}
