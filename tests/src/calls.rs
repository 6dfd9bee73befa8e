//! Calls of the Node host's command in processes that stay, by `js-host/test/calls.js`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::host::{Answer, Host};

/// A process, which answers one call at a time, and ends when its stdin does.
struct Process {
    child: Child,
    calls: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// As many as calls were made side by side.
static IDLE: Mutex<Vec<Process>> = Mutex::new(Vec::new());

/// Runs the command with these arguments, and nothing on stdin.
pub fn call(folder: &Path, arguments: &[&str]) -> Answer {
    let idle = IDLE.lock().expect("no test panics here").pop();
    let mut process = idle.unwrap_or_else(Process::start);
    let answer = process.call(folder, arguments);
    IDLE.lock().expect("no test panics here").push(process);
    answer
}

impl Process {
    fn start() -> Process {
        let command = Host::Node.path();
        let script = fs::read_to_string(&command).expect("the host's command is built");
        let (main, calls) = ("src/cli/main.js", "test/calls.js");
        assert!(script.contains(main), "found {script}, expected a call of `{main}`");
        let mut child = Command::new("sh")
            .args(["-c", &script.replace(main, calls)])
            .arg(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node starts");
        let calls = child.stdin.take().expect("stdin is piped");
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Process { child, calls, answers }
    }

    fn call(&mut self, folder: &Path, arguments: &[&str]) -> Answer {
        let call = json!({ "folder": folder, "arguments": arguments });
        let mut line = String::new();
        let sent = writeln!(self.calls, "{call}").and_then(|()| self.answers.read_line(&mut line));
        let answer: Value = match serde_json::from_str(&line) {
            Ok(answer) => answer,
            Err(_) => panic!("Node was sent {call}: {sent:?}, {line:?}, {:?}", self.child.wait()),
        };
        let text = |name: &str| answer[name].as_str().expect("text").to_owned();
        Answer {
            code: i32::try_from(answer["code"].as_i64().expect("a number")).expect("an exit code"),
            stdout: text("stdout"),
            stderr: text("stderr"),
        }
    }
}
