//! All validators on both hosts, and what they answer.

use std::path::Path;

use serde_json::Value;
use wasmtime::Result;
use wasmtime::error::Context;

use crate::case::Case;
use crate::guest::{self, Candidate};
use crate::node::Node;

/// The first is the one that the others are compared with.
const NAMES: [&str; 5] = ["rust", "c", "go", "js", "python"];

pub struct Validators {
    on_wasmtime: Vec<Candidate>,
    on_node: Node,
}

/// Two answers to one case.
pub struct Difference {
    /// That of the first validator on wasmtime.
    pub first: Value,
    /// Another, and whose it is.
    pub other: Value,
    pub whose: String,
}

impl Validators {
    pub fn start(folder: &Path) -> Result<Validators> {
        let engine = guest::engine()?;
        let load = |name| {
            let file = folder.join(format!("{name}.cwasm"));
            Candidate::load(&engine, &file).with_context(|| format!("cannot load `{}`", file.display()))
        };
        let on_wasmtime = NAMES.into_iter().map(load).collect::<Result<_>>()?;
        let on_node = Node::start(folder, &NAMES)?;
        Ok(Validators { on_wasmtime, on_node })
    }

    /// How many answers each case has.
    pub fn answers(&self) -> usize {
        2 * NAMES.len()
    }

    pub fn compare(&mut self, case: &Case) -> Result<Option<Difference>> {
        // Node works on its answers at the same time.
        self.on_node.ask(&case.json())?;
        let mut answers = Vec::new();
        for (name, candidate) in NAMES.iter().zip(&mut self.on_wasmtime) {
            let answer = candidate
                .answer(case)
                .with_context(|| format!("`{name}` on wasmtime: {case:?}"))?;
            answers.push((format!("{name} on wasmtime"), answer));
        }
        let mut others = self.on_node.answers()?;
        for name in NAMES {
            answers.push((format!("{name} on Node"), others[name].take()));
        }
        let mut answers = answers.into_iter();
        let first = answers.next().expect("one is the first").1;
        let other = answers.find(|(_, answer)| *answer != first);
        Ok(other.map(|(whose, other)| Difference { first, other, whose }))
    }
}
