//! Calls the validators of all languages with generated cases, on wasmtime and on Node, and compares the answers. A case that
//! gives two answers is made smaller, and printed as a vector.
//!
//! usage: fuzz-validators compile COMPONENT FILE
//!        fuzz-validators run FOLDER SEED CASES SECONDS
//!
//! FOLDER has NAME.cwasm, which `compile` writes, and NAME/, which translate.js writes. The first case of SEED is that of the
//! next one as the second, and so on: a case has a seed of its own.

mod case;
mod characters;
mod comparison;
mod generate;
mod guest;
mod node;
mod vector;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use wasmtime::error::Context;
use wasmtime::{Result, bail};

use crate::case::Case;
use crate::comparison::{Difference, Validators};

/// How many smaller forms of a case are tried.
const SHRINKS: usize = 1000;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["compile", component, file] => compile(component, file),
        ["run", folder, seed, cases, seconds] => run(folder, seed, cases, seconds),
        _ => {
            eprintln!("usage: fuzz-validators compile COMPONENT FILE | run FOLDER SEED CASES SECONDS");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: fuzz the validators: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn compile(component: &str, file: &str) -> Result<()> {
    let compiled = guest::engine()?.precompile_component(&std::fs::read(component)?)?;
    Ok(std::fs::write(file, compiled)?)
}

fn run(folder: &str, seed: &str, cases: &str, seconds: &str) -> Result<()> {
    let number = |text: &str| {
        text.parse::<u64>()
            .with_context(|| format!("found `{text}`, expected a number"))
    };
    let (seed, cases): (u64, u64) = (number(seed)?, number(cases)?);
    let mut validators = Validators::start(Path::new(folder))?;
    let end = Instant::now() + Duration::from_secs(number(seconds)?);
    let strategy = generate::cases();
    let mut tried = 0;
    println!("fuzzing the validators, SEED={seed}");
    while tried < cases && Instant::now() < end {
        let own_seed = seed.wrapping_add(tried);
        tried += 1;
        let tree = strategy.new_tree(&mut runner(own_seed));
        let mut tree = tree.map_err(|reason| wasmtime::format_err!("cannot make a case of {own_seed}: {reason}"))?;
        if let Some(difference) = validators.compare(&tree.current())? {
            let (case, difference) = shrunk(&mut validators, &mut tree, difference)?;
            println!("{}", vector::printed(&case, &difference));
            bail!(
                "case {tried} has two answers, see above; `make fuzz SEED={own_seed} CASES=1` in examples/validators repeats it"
            );
        }
    }
    println!(
        "  {tried} cases, each with {} answers that are the same",
        validators.answers()
    );
    Ok(())
}

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// The smallest case that is found that still has two answers.
fn shrunk(
    validators: &mut Validators,
    tree: &mut impl ValueTree<Value = Case>,
    difference: Difference,
) -> Result<(Case, Difference)> {
    let mut smallest = (tree.current(), difference);
    let mut differs = true;
    for _ in 0..SHRINKS {
        let moved = if differs { tree.simplify() } else { tree.complicate() };
        if !moved {
            break;
        }
        let case = tree.current();
        let found = validators.compare(&case)?;
        differs = found.is_some();
        if let Some(difference) = found {
            smallest = (case, difference);
        }
    }
    Ok(smallest)
}
