//! Makes components that return what they are given, of generated interfaces, composes them in a chain of Rust, Python and Rust, and
//! compares what each level returns on wasmtime and on Node with what was sent.
//!
//! usage: echoes FOLDER SEED ROUNDS SECONDS
//!
//! A round is one chain with several interfaces. No round starts after SECONDS.

mod components;
mod generate;
mod host;
mod interface;
mod node;
mod python;
mod rust;
mod values;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use wasmtime::{Result, bail, format_err};

use crate::components::{Failed, LEVELS, Workshop};
use crate::interface::{Interface, Type, package};
use crate::values::values;

/// How many interfaces a chain has. Most of a round is spent on CPython, however many there are.
const INTERFACES: usize = 6;

/// How many values each function gets, and how many smaller forms of one are tried.
const VALUES: usize = 30;
const SHRINKS: usize = 300;

/// How much of a tool's message is printed.
const LINES: usize = 30;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [folder, seed, rounds, seconds] = &arguments[..] else {
        eprintln!("usage: echoes FOLDER SEED ROUNDS SECONDS");
        return ExitCode::from(2);
    };
    match run(Path::new(folder), seed, rounds, seconds) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: fuzz interfaces: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, seed: &str, rounds: &str, seconds: &str) -> Result<()> {
    let number = |text: &str| {
        text.parse::<u64>()
            .map_err(|_| format_err!("found `{text}`, expected a number"))
    };
    let (seed, rounds) = (number(seed)?, number(rounds)?);
    let end = Instant::now() + Duration::from_secs(number(seconds)?);
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let workshop = Workshop::new(folder.into(), &checkout)?;
    println!("fuzzing interfaces, SEED={seed}");
    let (mut tried, mut sent) = (0, 0);
    while tried < rounds && Instant::now() < end {
        let own_seed = seed.wrapping_add(tried);
        tried += 1;
        let again = |error| format_err!("{error:#}\n`make -C tests/echoes fuzz SEED={own_seed} ROUNDS=1` repeats it");
        sent += round(&workshop, own_seed).map_err(again)?;
    }
    let (interfaces, levels) = (tried as usize * INTERFACES, LEVELS.len());
    println!("  {interfaces} interfaces, {sent} values, the same at {levels} levels on both hosts");
    Ok(())
}

/// Returns how many values were sent.
fn round(workshop: &Workshop, seed: u64) -> Result<usize> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut interfaces = Vec::new();
    for number in 0..INTERFACES {
        interfaces.push(made(&mut runner, &generate::interface(number))?.current());
    }
    let folder = match workshop.compose(&interfaces) {
        Ok(folder) => folder,
        Err(failed) => {
            let (smaller, Failed { tool, message }) = narrowed(workshop, interfaces, failed);
            let start: Vec<_> = message.trim().lines().take(LINES).collect();
            bail!("`{tool}` fails: {}\nfor\n{}", start.join("\n"), package(&smaller));
        }
    };
    let file = folder.join("chain.wasm");
    let mut hosts = Hosts {
        wasmtime: host::Chain::load(&file, &folder.join("compiled"))?,
        node: node::Chain::load(&file).map_err(|error| format_err!("{error:#}\nfor\n{}", package(&interfaces)))?,
    };
    let mut sent = 0;
    for interface in &interfaces {
        for function in 0..interface.functions.len() {
            let of = Type::Tuple(interface.functions[function].iter().map(|(_, of)| of.clone()).collect());
            for _ in 0..VALUES {
                sent += 1;
                let sender = |hosts: &mut Hosts, value: &Value| hosts.echo(interface, function, value);
                send(&mut hosts, &mut runner, interface, &of, sender)
                    .map_err(|error| format_err!("`f{function}`: {error:#}"))?;
            }
        }
        if let Some(of) = &interface.cell {
            let both = Type::Tuple(vec![of.clone(), of.clone()]);
            for _ in 0..VALUES {
                sent += 1;
                let sender = |hosts: &mut Hosts, value: &Value| hosts.handles(interface, of, value);
                send(&mut hosts, &mut runner, interface, &both, sender)
                    .map_err(|error| format_err!("`cell`: {error:#}"))?;
            }
        }
    }
    Ok(sent)
}

/// Sends a value, and if it doesn't come back, smaller ones.
fn send(
    hosts: &mut Hosts,
    runner: &mut TestRunner,
    interface: &Interface,
    of: &Type,
    mut send: impl FnMut(&mut Hosts, &Value) -> Option<String>,
) -> Result<()> {
    let mut tree = made(runner, &values(interface, of))?;
    let Some(mut found) = send(hosts, &tree.current()) else {
        return Ok(());
    };
    let mut differs = true;
    for _ in 0..SHRINKS {
        if !(if differs { tree.simplify() } else { tree.complicate() }) {
            break;
        }
        let smaller = send(hosts, &tree.current());
        differs = smaller.is_some();
        found = smaller.unwrap_or(found);
    }
    bail!("{found}\nfor\n{}", interface.wit())
}

fn made<S: Strategy>(runner: &mut TestRunner, strategy: &S) -> Result<S::Tree> {
    strategy
        .new_tree(runner)
        .map_err(|reason| format_err!("cannot generate: {reason}"))
}

struct Hosts {
    wasmtime: host::Chain,
    node: node::Chain,
}

impl Hosts {
    /// What doesn't come back as it was sent.
    fn echo(&mut self, interface: &Interface, function: usize, arguments: &Value) -> Option<String> {
        let list = arguments.as_array().expect("a tuple");
        let expected = if list.len() == 1 { &list[0] } else { arguments };
        self.compare(expected, arguments, |hosts, level| {
            [
                ("wasmtime", hosts.wasmtime.echo(level, interface, function, list)),
                ("Node", hosts.node.echo(level, interface, function, list)),
            ]
        })
    }

    fn handles(&mut self, interface: &Interface, of: &Type, both: &Value) -> Option<String> {
        let values = [both[0].clone(), both[1].clone()];
        let [first, second] = &values;
        // get, set, peek, all, maybe of one, maybe of none
        let expected = serde_json::json!([first, first, second, [second, second], second, true]);
        self.compare(&expected, both, |hosts, level| {
            [
                ("wasmtime", hosts.wasmtime.handles(level, interface, of, &values)),
                ("Node", hosts.node.handles(level, interface, of, &values)),
            ]
        })
    }

    fn compare(
        &mut self,
        expected: &Value,
        sent: &Value,
        mut call: impl FnMut(&mut Hosts, &str) -> [(&'static str, Result<Value>); 2],
    ) -> Option<String> {
        for level in LEVELS {
            for (host, answer) in call(self, level) {
                let found = match answer {
                    Ok(found) if found == *expected => continue,
                    Ok(found) => format!("returned {found}, expected {expected}"),
                    Err(error) => format!("failed: {error:#}"),
                };
                return Some(format!("{level} on {host}: {sent} {found}"));
            }
        }
        None
    }
}

/// The smallest package that is found for which the same tool fails: without interfaces, functions, and definitions.
fn narrowed(workshop: &Workshop, interfaces: Vec<Interface>, failed: Failed) -> (Vec<Interface>, Failed) {
    let (mut smallest, mut last) = (interfaces, failed);
    // Each attempt takes seconds.
    for _ in 0..40 {
        let smaller = smaller(&smallest)
            .into_iter()
            .find_map(|candidate| match workshop.compose(&candidate) {
                Err(failed) if failed.tool == last.tool => Some((candidate, failed)),
                _ => None,
            });
        let Some((candidate, failed)) = smaller else { break };
        (smallest, last) = (candidate, failed);
    }
    (smallest, last)
}

fn smaller(interfaces: &[Interface]) -> Vec<Vec<Interface>> {
    if interfaces.len() > 1 {
        let (first, second) = interfaces.split_at(interfaces.len() / 2);
        return vec![first.to_vec(), second.to_vec()];
    }
    let interface = &interfaces[0];
    let mut all = Vec::new();
    if interface.cell.is_some() && !interface.functions.is_empty() {
        all.push(Interface {
            cell: None,
            ..interface.clone()
        });
        all.push(Interface {
            functions: Vec::new(),
            ..interface.clone()
        });
    }
    for at in 0..interface.functions.len() {
        if interface.functions.len() + usize::from(interface.cell.is_some()) > 1 {
            let mut less = interface.clone();
            less.functions.remove(at);
            all.push(less);
        }
    }
    all.extend(
        (0..interface.definitions.len())
            .rev()
            .filter_map(|at| interface.without(at)),
    );
    all.into_iter().map(|one| vec![one]).collect()
}
