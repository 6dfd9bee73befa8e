//! Both ends of a job, watched: bytes are passed on as they come, and the log gets a line for each step.

use futures::channel::mpsc::UnboundedSender;
use wit_bindgen::{StreamReader, StreamResult, StreamWriter};

/// Takes messages in their order, without waiting.
pub struct Log(pub UnboundedSender<String>);

impl Log {
    pub fn say(&self, message: String) {
        // Messages are printed as long as this exists.
        let _ = self.0.unbounded_send(message);
    }
}

/// As much as a stage reads at a time.
const CHUNK: usize = 64 << 10;

/// More than the lines of a batch, so that they are taken at once.
const LINES: usize = 1 << 20;

/// Reads the input, and goes on when the job has accepted what was read.
pub async fn source(mut input: StreamReader<u8>, mut writer: StreamWriter<u8>, log: &Log) {
    let mut chunk = 0;
    while let Some(bytes) = next(&mut input, CHUNK).await {
        chunk += 1;
        log.say(format!("source: read chunk {chunk}"));
        if !writer.write_all(bytes).await.is_empty() {
            log.say(format!("source: closed, nobody takes chunk {chunk}"));
            return;
        }
    }
    log.say(format!("source: ends after chunk {chunk}"));
}

/// Takes lines, and goes on when stdout has accepted them.
pub async fn reader(mut lines: StreamReader<u8>, mut writer: StreamWriter<u8>, log: &Log) {
    let mut taken = 0;
    while let Some(bytes) = next(&mut lines, LINES).await {
        let first = taken + 1;
        taken += bytes.iter().filter(|byte| **byte == b'\n').count();
        log.say(format!("reader: took lines {first} to {taken}"));
        if !writer.write_all(bytes).await.is_empty() {
            log.say("reader: left".into());
            return;
        }
    }
}

/// The next bytes, or none at the end.
async fn next(stream: &mut StreamReader<u8>, most: usize) -> Option<Vec<u8>> {
    let (result, bytes) = stream.read(Vec::with_capacity(most)).await;
    (!bytes.is_empty() || matches!(result, StreamResult::Complete(_))).then_some(bytes)
}
