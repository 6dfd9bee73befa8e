//! Component `command`: a job as a program. It reads stdin and writes the lines to stdout, the totals to stderr.
//!
//! Exit codes as those of `pipeline`: 0 if all records were accepted, 1 if some were rejected, 2 if the input can't be read or stdout
//! can't be written. A reader of stdout that leaves ends the run with 0.
#![cfg(target_arch = "wasm32")]

use wit_bindgen::StreamReader;

wit_bindgen::generate!({
    world: "my:pipeline-stream/command@0.1.0",
    path: ["../../../wit", "../wit"],
    generate_all,
});

use my::pipeline_stream::job;
use my::pipeline_stream::types::{Error, Options};
use wasi::cli::types::ErrorCode;
use wasi::cli::{environment, exit, stderr, stdin, stdout};

struct Component;

export!(Component);

impl exports::wasi::cli::run::Guest for Component {
    async fn run() -> Result<(), ()> {
        let name = environment::get_arguments().into_iter().nth(1);
        let options = Options {
            name: name.unwrap_or_else(|| "stdin".into()),
            max_record_bytes: None,
        };
        let (input, read) = stdin::read_via_stream();
        let (lines, end) = job::run_lines(options, input).await;
        let written = write(lines).await;
        let result = end.await;
        let code = match (written, read.await, result) {
            (Err(ErrorCode::Pipe), _, _) => 0,
            (Err(error), _, _) => fail(&format!("cannot write to stdout: {error:?}")).await,
            (_, Err(error), _) => fail(&format!("cannot read stdin: {error:?}")).await,
            (_, _, Err(Error::Input(message) | Error::Limit(message))) => fail(&message).await,
            (_, _, Ok(totals)) => {
                let (read, accepted, rejected) = (totals.read, totals.accepted, totals.rejected);
                say(&format!("{read} read, {accepted} accepted, {rejected} rejected")).await;
                u8::from(rejected > 0)
            }
        };
        match code {
            0 => Ok(()),
            code => {
                exit::exit_with_code(code);
                Err(())
            }
        }
    }
}

async fn write(lines: StreamReader<u8>) -> Result<(), ErrorCode> {
    stdout::write_via_stream(lines).await
}

async fn fail(message: &str) -> u8 {
    say(&format!("error: {message}")).await;
    2
}

async fn say(line: &str) {
    let (mut writer, text) = wit_stream::new();
    let written = stderr::write_via_stream(text);
    writer.write_all(format!("{line}\n").into_bytes()).await;
    drop(writer);
    // There is nowhere left to report it.
    let _ = written.await;
}
