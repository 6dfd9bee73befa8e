//! Component `crowd`: reads stdin, runs rounds of eight jobs at a time on it, all in one instance and each with other chunks, and writes the
//! lines to stdout if all jobs have the same. Its arguments are the name of the input and the number of rounds.
#![cfg(target_arch = "wasm32")]

use futures::future::join_all;
use wit_bindgen::{StreamReader, StreamResult, spawn_local};

wit_bindgen::generate!({
    world: "my:pipeline-stream/command@0.1.0",
    path: ["../../../wit", "../wit"],
    generate_all,
});

use my::pipeline_stream::job;
use my::pipeline_stream::types::Options;
use wasi::cli::{environment, stdin, stdout};

struct Component;

export!(Component);

const AT_A_TIME: u64 = 8;

impl exports::wasi::cli::run::Guest for Component {
    async fn run() -> Result<(), ()> {
        let [_, name, rounds] = environment::get_arguments().try_into().expect("a name and a number");
        let rounds: u64 = rounds.parse().expect("a number");
        let (stream, _read) = stdin::read_via_stream();
        let input = collect(stream, 65536).await;
        let expected = run(&name, &input, 0).await;
        for round in 0..rounds {
            let seeds = (1..=AT_A_TIME).map(|at| round * AT_A_TIME + at);
            let found = join_all(seeds.map(|seed| run(&name, &input, seed))).await;
            assert!(found.iter().all(|lines| *lines == expected), "a job has other lines");
        }
        let (mut writer, lines) = wit_stream::new();
        let written = stdout::write_via_stream(lines);
        writer.write_all(expected).await;
        drop(writer);
        written.await.map_err(drop)
    }
}

/// The lines of a job, whose chunks depend on the seed; 0: all of the input at once.
async fn run(name: &str, input: &[u8], seed: u64) -> Vec<u8> {
    let options = Options {
        name: name.into(),
        max_record_bytes: None,
    };
    let (mut writer, stream) = wit_stream::new();
    let mut sizes = Sizes(seed);
    let most = if seed == 0 { 65536 } else { sizes.next(65536) };
    let mut rest = input.to_vec();
    spawn_local(async move {
        while !rest.is_empty() {
            let size = if seed == 0 {
                rest.len()
            } else {
                sizes.next(20_000).min(rest.len())
            };
            let later = rest.split_off(size);
            assert!(
                writer.write_all(rest).await.is_empty(),
                "the input isn't read to its end"
            );
            rest = later;
        }
    });
    let (lines, end) = job::run_lines(options, stream).await;
    let lines = collect(lines, most).await;
    end.await.expect("the input can be read");
    lines
}

/// All bytes of a stream, read by at most so many.
async fn collect(mut stream: StreamReader<u8>, most: usize) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let (result, mut bytes) = stream.read(Vec::with_capacity(most)).await;
        all.append(&mut bytes);
        if !matches!(result, StreamResult::Complete(_)) {
            return all;
        }
    }
}

/// Xorshift.
struct Sizes(u64);

impl Sizes {
    /// From 1 to `most`; small ones are as frequent as large ones.
    fn next(&mut self, most: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bits = self.0 % u64::from(most.ilog2() + 1);
        (1 + (self.0 >> 20) % (1 << bits)) as usize
    }
}
