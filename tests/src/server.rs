//! Servers of the gateway, each on its own port and ended by its process id.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use crate::checkout;
use crate::http::{Exchange, Reply};

/// Enough to compile a component on a busy machine.
const START: Duration = Duration::from_secs(300);

pub struct Server {
    child: Child,
    guard: Child,
    pub port: u16,
    said: Arc<Mutex<String>>,
    listeners: Vec<JoinHandle<()>>,
    /// Stderr, if it isn't read yet.
    unread: Option<ChildStderr>,
}

impl Server {
    /// `pipeline serve`, with more arguments.
    pub fn pipeline(arguments: &[&str]) -> Server {
        Server::start(serve(arguments))
    }

    /// `pipeline serve`, whose log is a pipe that nobody reads.
    pub fn unread(arguments: &[&str]) -> Server {
        Server::begin(serve(arguments), false).unwrap_or_else(|why| panic!("{why}"))
    }

    /// `pipeline serve`, with limits of the system: `ulimit …`. Fails with its end.
    pub fn limited(limit: &str, arguments: &[&str]) -> Result<Server, String> {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limit}; exec \"$@\""), "sh"]);
        let serve = serve(arguments);
        command.arg(serve.get_program()).args(serve.get_args());
        Server::begin(command, true)
    }

    /// Reads the log from now on.
    pub fn read_log(&mut self) {
        if let Some(log) = self.unread.take() {
            self.listeners.push(listen(log, self.said.clone()));
        }
    }

    /// The stock `wasmtime serve`.
    pub fn wasmtime(component: &Path) -> Server {
        let found = Command::new(checkout("toolchain/wasmtime")).output().expect("a shell");
        assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
        let path = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        let mut command = Command::new(path);
        command.args(["serve", "--addr", "127.0.0.1:0"]).arg(component);
        Server::start(command)
    }

    /// `jco serve`, which needs a given port. Another program can take the port before it does.
    pub fn jco(component: &Path, arguments: &[&str]) -> Server {
        let jco = std::env::var("NODE_MODULES").expect("`make` says where jco is");
        loop {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
            let port = free.local_addr().expect("an address").port().to_string();
            drop(free);
            let mut command = Command::new("node");
            command.arg(format!("{jco}/@bytecodealliance/jco/dist/jco.js"));
            command.arg("serve").arg(component);
            command.args(["--host", "127.0.0.1", "--port", &port]);
            command.args(arguments);
            match Server::begin(command, true) {
                Err(why) if why.contains("EADDRINUSE") => {}
                begun => return begun.unwrap_or_else(|why| panic!("{why}")),
            }
        }
    }

    /// The server of an example: a shell's command, which prints its address.
    pub fn of_command(words: &str) -> Server {
        let mut command = Command::new("sh");
        command.args(["-c", words]);
        Server::start(command)
    }

    fn start(command: Command) -> Server {
        Server::begin(command, true).unwrap_or_else(|why| panic!("{why}"))
    }

    fn begin(mut command: Command, read_log: bool) -> Result<Server, String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let said = Arc::<Mutex<String>>::default();
        let listeners = vec![listen(child.stdout.take().expect("it is piped"), said.clone())];
        let unread = child.stderr.take();
        let guard = guard(&child);
        let mut server = Server {
            child,
            guard,
            port: 0,
            said,
            listeners,
            unread,
        };
        if read_log {
            server.read_log();
        }
        let begun = Instant::now();
        while server.port == 0 {
            let ended = server.child.try_wait().expect("it can be asked");
            match ended {
                Some(_) => server.hear_out(),
                None => thread::sleep(Duration::from_millis(20)),
            }
            // A port that was given is not enough: another test's server may answer there.
            server.port = server.said().lines().find_map(port_in).unwrap_or(0);
            if server.port == 0 && (ended.is_some() || begun.elapsed() > START) {
                let code = ended.and_then(|status| status.code());
                return Err(format!(
                    "{command:?} doesn't serve, exit code {code:?}: {}",
                    server.said()
                ));
            }
        }
        Ok(server)
    }

    /// Everything it has printed to stdout and stderr.
    pub fn said(&self) -> String {
        self.said.lock().expect("no panic in here").clone()
    }

    /// Waits until it has printed these words.
    pub fn wait_for(&self, words: &str) {
        let begun = Instant::now();
        while !self.said().contains(words) {
            assert!(begun.elapsed() < START, "found no `{words}` in {}", self.said());
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn send(&self, exchange: &Exchange) -> Reply {
        let reply = exchange.try_send(self.port);
        reply.unwrap_or_else(|error| panic!("{error}; the server has printed {}", self.said()))
    }

    pub fn terminate(&self) {
        self.signal(Signal::SIGTERM);
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).expect("it runs");
    }

    /// A figure of its metrics.
    pub fn metric(&self, name: &str) -> u64 {
        let metrics = self.send(&Exchange::get("/metrics")).body;
        let value = metrics
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.map_or(0, |value| value.parse().expect("a number"))
    }

    /// The most memory that it has used, in bytes.
    pub fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .expect("a line");
        1024 * line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number")
    }

    /// Ends it at once, for a server that is never dropped.
    pub fn kill(&self) {
        let _ = kill(self.pid(), Signal::SIGKILL);
    }

    /// Reads the rest of what a server that has ended, or its child processes, printed.
    fn hear_out(&mut self) {
        let _ = killpg(self.pid(), Signal::SIGKILL);
        for listener in self.listeners.drain(..) {
            listener.join().expect("no panic in it");
        }
    }

    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.guard.kill();
        let _ = self.guard.wait();
        // The whole group: jco's server is a child process.
        let _ = killpg(self.pid(), Signal::SIGKILL);
        let _ = self.child.wait();
    }
}

/// `pipeline serve` on a free port, unless the arguments name an address.
fn serve(arguments: &[&str]) -> Command {
    let mut command = Command::new(checkout("bin/pipeline"));
    command.arg("serve");
    if !arguments.contains(&"--addr") {
        command.args(["--addr", "127.0.0.1:0"]);
    }
    command.args(arguments);
    command
}

/// Ends a server's process group when this process is gone for any reason, since a server in a static is never dropped.
fn guard(server: &Child) -> Child {
    let wait = format!("read _; kill -9 -{}", server.id());
    let mut command = Command::new("sh");
    command.args(["-c", &wait]).stdin(Stdio::piped()).process_group(0);
    command.spawn().expect("there is a shell")
}

/// Parses `serving on http://127.0.0.1:1234`, as each server words it.
fn port_in(line: &str) -> Option<u16> {
    let (_, address) = line.split_once("http://").or_else(|| line.split_once("listening @ "))?;
    let (_, port) = address.rsplit_once(':')?;
    port.trim_end_matches(['/', '.']).parse().ok()
}

fn listen(pipe: impl Read + Send + 'static, said: Arc<Mutex<String>>) -> JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut said = said.lock().expect("no panic in here");
            said.push_str(&line);
            said.push('\n');
        }
    })
}
