//! Component `command`: a job as a program. It reads stdin and writes the lines to stdout, the totals to stderr.
//!
//! usage: NAME [--watch]; NAME is the input's name, for messages. With `--watch`, stderr lists what is read and taken, in this order.
//!
//! Exit codes as those of `pipeline`: 0 if all records were accepted, 1 if some were rejected, 2 if the input can't be read or stdout
//! can't be written. A reader of stdout that leaves ends the run with 0.
#![cfg(target_arch = "wasm32")]

mod watch;

use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::future::join;
use futures::stream::StreamExt;
use wit_bindgen::StreamReader;

wit_bindgen::generate!({
    world: "my:pipeline-stream/command@0.1.0",
    path: ["../../../wit", "../wit"],
    generate_all,
});

use my::pipeline_stream::job;
use my::pipeline_stream::types::{Error, Options, Totals};
use wasi::cli::types::ErrorCode;
use wasi::cli::{environment, exit, stderr, stdin, stdout};
use watch::Log;

struct Component;

export!(Component);

impl exports::wasi::cli::run::Guest for Component {
    async fn run() -> Result<(), ()> {
        let mut arguments = environment::get_arguments().into_iter().skip(1);
        let options = Options {
            name: arguments.next().unwrap_or_else(|| "stdin".into()),
            max_record_bytes: None,
        };
        let is_watched = arguments.any(|argument| argument == "--watch");
        let (log, messages) = unbounded();
        let (code, ()) = join(run(options, is_watched, Log(log)), print(messages)).await;
        match code {
            0 => Ok(()),
            code => {
                exit::exit_with_code(code);
                Err(())
            }
        }
    }
}

async fn run(options: Options, is_watched: bool, log: Log) -> u8 {
    let (input, read) = stdin::read_via_stream();
    let (written, result) = if is_watched {
        let (writer, watched) = wit_stream::new();
        let job = async {
            let (lines, end) = job::run_lines(options, watched).await;
            let (writer, taken) = wit_stream::new();
            let (written, ()) = join(write(taken), watch::reader(lines, writer, &log)).await;
            (written, end.await)
        };
        join(job, watch::source(input, writer, &log)).await.0
    } else {
        let (lines, end) = job::run_lines(options, input).await;
        (write(lines).await, end.await)
    };
    finish(written, read.await, result, &log)
}

/// Logs how it ended. Returns the exit code.
fn finish(written: Result<(), ErrorCode>, read: Result<(), ErrorCode>, result: Result<Totals, Error>, log: &Log) -> u8 {
    let failure = match (written, read, result) {
        (Err(ErrorCode::Pipe), _, _) => return 0,
        (Err(error), _, _) => format!("cannot write to stdout: {}", reason(error)),
        (_, Err(error), _) => format!("cannot read stdin: {}", reason(error)),
        (_, _, Err(Error::Input(message) | Error::Limit(message))) => message,
        (_, _, Ok(totals)) => {
            let (read, accepted, rejected) = (totals.read, totals.accepted, totals.rejected);
            log.say(format!("{read} read, {accepted} accepted, {rejected} rejected"));
            return u8::from(rejected > 0);
        }
    };
    log.say(format!("error: {failure}"));
    2
}

/// All that wasi:cli reports.
fn reason(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::Io => "input/output error",
        ErrorCode::IllegalByteSequence => "invalid or incomplete character",
        ErrorCode::Pipe => "broken pipe",
    }
}

async fn write(lines: StreamReader<u8>) -> Result<(), ErrorCode> {
    stdout::write_via_stream(lines).await
}

/// Writes the messages to stderr, one after the other, until nobody can log any more. They quote the input, so invisible
/// characters are escaped, and of a long one the middle is left out.
async fn print(mut messages: UnboundedReceiver<String>) {
    let (mut writer, text) = wit_stream::new();
    // There is nowhere left to report an error of stderr.
    let written = stderr::write_via_stream(text);
    while let Some(message) = messages.next().await {
        writer
            .write_all(format!("{}\n", escape::message(&message)).into_bytes())
            .await;
    }
    drop(writer);
    let _ = written.await;
}
