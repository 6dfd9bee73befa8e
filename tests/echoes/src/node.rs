//! The chain on Node, in a process of its own: node.js.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use wasmtime::{Result, bail};

use crate::interface::{Interface, Type};
use crate::values::described;

pub struct Chain {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Chain {
    /// Translates a composition, and starts it.
    pub fn load(file: &Path) -> Result<Chain> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("node.js");
        let mut process = Command::new("node")
            .arg(script)
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = process.stdin.take().expect("it is a pipe");
        let answers = BufReader::new(process.stdout.take().expect("it is a pipe"));
        let mut chain = Chain {
            process,
            requests,
            answers,
        };
        // Sent when it has started.
        chain.answer()?;
        Ok(chain)
    }

    pub fn echo(&mut self, level: &str, interface: &Interface, function: usize, arguments: &[Value]) -> Result<Value> {
        let types = interface.functions[function]
            .iter()
            .map(|(_, of)| described(interface, of));
        let arguments = types.zip(arguments).map(|(of, value)| json!([of, value]));
        self.ask(&json!({
            "export": format!("{level}{}", interface.number),
            "function": format!("f{function}"),
            "arguments": arguments.collect::<Value>(),
            "returned": returned(interface, &interface.returned(function)),
        }))
    }

    pub fn handles(&mut self, level: &str, interface: &Interface, of: &Type, values: &[Value; 2]) -> Result<Value> {
        self.ask(&json!({
            "export": format!("{level}{}", interface.number),
            "type": described(interface, of),
            "returned": returned(interface, of),
            "values": values,
        }))
    }

    fn ask(&mut self, request: &Value) -> Result<Value> {
        // Node takes more characters for the end of a line than `\n`.
        let line = request
            .to_string()
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029");
        writeln!(self.requests, "{line}")?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Value> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("node.js ended, see above");
        }
        let answer: Value = serde_json::from_str(&line)?;
        match answer.get("error") {
            Some(error) => bail!("{}", error.as_str().unwrap_or_default()),
            None => Ok(answer["value"].clone()),
        }
    }
}

/// A type, and whether it has a name: jco throws the errors of results without one. Those with a name come by an alias: gaps.test.js.
fn returned(interface: &Interface, of: &Type) -> Value {
    json!({ "type": described(interface, of), "named": matches!(of, Type::Named(_)) })
}

impl Drop for Chain {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
