//! `make watch`: a saved file builds its component, composes the pipeline, runs the sample, and shows what changed in
//! the outcome. It builds with the Makefiles, so it decides only which folder a file belongs to.

mod outcome;
mod plan;
mod sources;
mod steps;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

use anyhow::{Context, Result, ensure};

use crate::outcome::Outcome;
use crate::sources::{Message, Sources};
use crate::steps::Steps;

fn main() -> Result<()> {
    let root = std::env::current_dir().context("cannot find the current folder")?;
    ensure!(
        root.join("build/tools/compose").is_file() && root.join("bin/pipeline").is_file(),
        "cannot watch `{}`: found no built checkout there; run `make watch` at the top of the checkout",
        root.display()
    );
    let (sender, messages) = channel();
    let steps = Steps::new(&root);
    steps.end_with(sender.clone())?;
    let mut sources = Sources::watch(&root, sender)?;

    let mut last = None;
    // Those that are built in another way than by `make compose`, so that the first save is as quick as the others.
    work(&steps, &plan::RUST.map(PathBuf::from).into(), &mut last);
    loop {
        println!("watching; Ctrl-C ends");
        let Some(changed) = next(&messages, &mut sources)? else {
            return Ok(());
        };
        let shown: Vec<_> = changed.iter().map(|path| path.display().to_string()).collect();
        println!("\n{}", escape::message(&shown.join(", ")));
        work(&steps, &changed, &mut last);
    }
}

/// Waits for changed files. Those that were saved during a build are there already. None: it is time to end.
fn next(messages: &Receiver<Message>, sources: &mut Sources) -> Result<Option<BTreeSet<PathBuf>>> {
    let mut changed = BTreeSet::new();
    while changed.is_empty() {
        let first = messages.recv()?;
        for message in std::iter::once(first).chain(messages.try_iter()) {
            match message {
                Message::End => return Ok(None),
                Message::Events(Ok(events)) => changed.extend(sources.changed(&events)),
                Message::Events(Err(errors)) => {
                    for error in errors {
                        eprintln!("cannot watch: {}", escape::message(&error.to_string()));
                    }
                }
            }
        }
    }
    Ok(Some(changed))
}

/// Builds, runs, and compares with the `last` outcome, which stays if anything fails.
fn work(steps: &Steps, changed: &BTreeSet<PathBuf>, last: &mut Option<Outcome>) {
    match run(steps, changed) {
        Ok(outcome) => {
            match last {
                Some(last) => print!("{}", outcome.since(last)),
                None => println!("{}", outcome.counts()),
            }
            *last = Some(outcome);
        }
        Err(error) if steps.ended() => drop(error),
        Err(error) => println!(
            "{}{}",
            escape::message(&format!("{error:#}")),
            if last.is_some() { "; the last outcome stays" } else { "" }
        ),
    }
}

const SAMPLE: &str = "samples/users.csv";
const OUT: &str = "build/watch";

fn run(steps: &Steps, changed: &BTreeSet<PathBuf>) -> Result<Outcome> {
    let targets = plan::targets(changed, steps.root());
    if !targets.is_empty() {
        let mut arguments = vec!["--silent", "--no-print-directory"];
        arguments.extend(targets.iter().map(String::as_str));
        steps.run(&targets.join(" "), Path::new("make"), &arguments, 0)?;
    }
    steps.run("compose", Path::new("build/tools/compose"), &["--only", "pipeline"], 0)?;
    // 1: some records were rejected.
    let arguments = ["run", "--quiet", SAMPLE, "--out", OUT];
    steps.run(&format!("run {SAMPLE}"), Path::new("bin/pipeline"), &arguments, 1)?;
    Outcome::read(&steps.root().join(OUT))
}
