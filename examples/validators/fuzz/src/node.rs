//! The validators on Node, in a process of their own.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;
use wasmtime::{Result, bail};

use crate::case::ascii;

pub struct Node {
    process: Child,
    cases: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Node {
    pub fn start(folder: &Path, names: &[&str]) -> Result<Node> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("node.js");
        let validators = names
            .iter()
            .map(|name| format!("{name}={}", folder.join(name).display()));
        let mut process = Command::new("node")
            .arg(script)
            .args(validators)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let cases = process.stdin.take().expect("it is a pipe");
        let answers = BufReader::new(process.stdout.take().expect("it is a pipe"));
        Ok(Node {
            process,
            cases,
            answers,
        })
    }

    /// Passes a case on. In ASCII, since Node takes more characters for the end of a line.
    pub fn ask(&mut self, case: &Value) -> Result<()> {
        Ok(writeln!(self.cases, "{}", ascii(case))?)
    }

    /// The answers to it, by language.
    pub fn answers(&mut self) -> Result<Value> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("node.js ended, see above");
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
