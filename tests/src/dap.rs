//! A client of a debug adapter, as an editor is one: the Debug Adapter Protocol over stdin and stdout.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Enough to compile a component on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

pub struct Adapter {
    child: Child,
    stdin: ChildStdin,
    messages: Receiver<Value>,
    sent: u64,
    /// Events that nobody has waited for yet.
    events: Vec<Value>,
}

impl Adapter {
    pub fn start(program: &Path, folder: &Path) -> Adapter {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("the adapter starts");
        let stdin = child.stdin.take().expect("stdin is piped");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (sender, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Adapter {
            child,
            stdin,
            messages,
            sent: 0,
            events: Vec::new(),
        }
    }

    /// Sends a request without waiting for its answer: that to `launch` comes after `configurationDone`.
    pub fn send(&mut self, command: &str, arguments: Value) -> u64 {
        self.sent += 1;
        let request = json!({"seq": self.sent, "type": "request", "command": command, "arguments": arguments});
        let text = request.to_string();
        write!(self.stdin, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the adapter reads");
        self.stdin.flush().expect("the adapter reads");
        self.sent
    }

    /// The body of the answer to a request, which must have succeeded.
    pub fn answer(&mut self, request: u64) -> Value {
        let is_answer = |message: &Value| message["type"] == "response" && message["request_seq"] == request;
        let mut answer = self.next(is_answer);
        assert_eq!(answer["success"], true, "{answer:#}");
        answer["body"].take()
    }

    pub fn call(&mut self, command: &str, arguments: Value) -> Value {
        let request = self.send(command, arguments);
        self.answer(request)
    }

    /// The body of the next event of this name.
    pub fn event(&mut self, name: &str) -> Value {
        let is_event = |message: &Value| message["type"] == "event" && message["event"] == name;
        // Nothing is to be waited for after the end of the program.
        let is_end = |message: &Value| message["event"] == "exited";
        let position = |is_wanted: &dyn Fn(&Value) -> bool| self.events.iter().position(is_wanted);
        let mut event = match position(&is_event).or_else(|| position(&is_end)) {
            Some(at) => self.events.remove(at),
            None => self.next(|message| is_event(message) || is_end(message)),
        };
        assert_eq!(event["event"], name, "{event:#}");
        event["body"].take()
    }

    fn next(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(message) = self.messages.recv_timeout(left) else {
                panic!(
                    "the adapter sent only {:#}",
                    Value::from(std::mem::take(&mut self.events))
                );
            };
            if is_wanted(&message) {
                return message;
            }
            if message["type"] == "event" {
                self.events.push(message);
            }
        }
    }
}

impl Drop for Adapter {
    /// Ends the adapter, which ends the program that it debugs.
    fn drop(&mut self) {
        if !thread::panicking() {
            self.send("disconnect", json!({"terminateDebuggee": true}));
        }
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A message: a header with its length, an empty line, and JSON.
fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", text)) => length = text.parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut content = vec![0; length?];
    from.read_exact(&mut content).ok()?;
    serde_json::from_slice(&content).ok()
}
