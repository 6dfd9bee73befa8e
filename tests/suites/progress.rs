//! Progress is shown only on a terminal, and only if a run takes a while.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tests::host::{Answer, Host};

const HEADER: &[u8] = b"name,email,age\n";
/// Longer than a run waits before it shows progress.
const PAUSE: Duration = Duration::from_millis(900);

/// Runs this command on a file that arrives in two parts, with a pause between them.
fn run(scratch: &Path, mut command: Command) -> Answer {
    let pipe = scratch.join("slow.csv");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("there is mkfifo").success());
    let writer = std::thread::spawn(move || {
        let mut pipe = OpenOptions::new().write(true).open(pipe).expect("the host opens it");
        let rows = |name: &str| -> Vec<u8> {
            let row = |number| format!("{name},{name}{number}@example.com,30\n").into_bytes();
            (0..20_000).flat_map(row).collect()
        };
        pipe.write_all(&[HEADER, &rows("ann")].concat())
            .expect("the host reads");
        std::thread::sleep(PAUSE);
        pipe.write_all(&rows("ben")).expect("the host reads");
    });
    let output = command.current_dir(scratch).stdin(Stdio::null()).output();
    writer.join().expect("all was written");
    Answer::from(output.expect("the host starts"))
}

/// A run that shows its progress doesn't depend on who watches it.
#[test]
fn a_terminal_that_goes_away_ends_no_run() {
    for host in Host::ALL {
        let scratch = tempfile::tempdir().expect("a folder");
        // In a session of its own it gets no signal. The terminal ends with `script`, before progress is due.
        let command = format!(
            "setsid --fork sh -c '\"{}\" run slow.csv --out out --chunk-size 65536; touch ended'; \
             while ! ls -d .out.partial-*; do sleep 0.05; done",
            host.path().display()
        );
        let mut terminal = Command::new("script");
        terminal
            .args(["--quiet", "--command", &command, "/dev/null"])
            .env("TERM", "xterm");
        run(scratch.path(), terminal);
        let begun = Instant::now();
        while !scratch.path().join("ended").exists() {
            assert!(
                begun.elapsed() < Duration::from_secs(100),
                "{}: the run doesn't end",
                host.name()
            );
            sleep(Duration::from_millis(50));
        }
        assert!(scratch.path().join("out/users.ndjson").exists(), "{}", host.name());
    }
}

#[test]
fn a_terminal_shows_it_and_a_pipe_does_not() {
    for host in Host::ALL {
        let arguments = "run slow.csv --out out --chunk-size 65536";
        let scratch = tempfile::tempdir().expect("a folder");
        let mut piped = Command::new(host.path());
        piped.args(arguments.split(' '));
        let answer = run(scratch.path(), piped);
        let summary = "40000 read, 40000 accepted, 0 rejected: out/report.html";
        assert_eq!((answer.stdout.trim_end(), answer.stderr.as_str()), (summary, ""));

        let capable = [("", "xterm", true), (" --quiet", "xterm", false), ("", "dumb", false)];
        for (more, kind, shown) in capable {
            let scratch = tempfile::tempdir().expect("a folder");
            let mut terminal = Command::new("script");
            let command = format!("'{}' {arguments}{more}", host.path().display());
            terminal.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
            terminal.env("NO_COLOR", "1").env("TERM", kind);
            let answer = run(scratch.path(), terminal);
            let screen = answer.stdout;
            assert_eq!(answer.code, 0, "{screen}");
            assert_eq!(screen.contains(" records, "), shown, "{}: {screen}", host.name());
            let said = !more.contains("--quiet");
            assert_eq!(screen.contains(summary), said, "{}: {screen}", host.name());
        }
    }
}
