//! The adapter: two functions over the same chain.

use wit_bindgen::{FutureReader, StreamReader, spawn_local};

use crate::bindings::exports::my::pipeline_stream::job::Guest;
use crate::bindings::my::pipeline_stream::types::{Error, Options, OutcomeBatch, Totals};
use crate::bindings::my::pipeline_stream::{judge, reader, stage};
use crate::bindings::{Component, wit_future, wit_stream};
use crate::lines::write_lines;

type End = FutureReader<Result<Totals, Error>>;

impl Guest for Component {
    async fn run(options: Options, input: StreamReader<u8>) -> (StreamReader<OutcomeBatch>, End) {
        let (mut outcomes, stream) = wit_stream::new();
        let (end, future) = wit_future::new(|| unreachable!("it is always written"));
        let mut chain = Chain::new(options, input).await;
        spawn_local(async move {
            while let Some(outcome) = chain.outcomes.next().await {
                let counted = count(&outcome);
                if outcomes.write_one(outcome).await.is_some() {
                    break;
                }
                chain.add(counted);
            }
            drop(outcomes);
            let _ = end.write(chain.end().await).await;
        });
        (stream, future)
    }

    async fn run_lines(options: Options, input: StreamReader<u8>) -> (StreamReader<u8>, End) {
        let (mut lines, stream) = wit_stream::new();
        let (end, future) = wit_future::new(|| unreachable!("it is always written"));
        let mut chain = Chain::new(options, input).await;
        spawn_local(async move {
            while let Some(outcome) = chain.outcomes.next().await {
                let counted = count(&outcome);
                let unread = lines.write_all(write_lines(&outcome)).await;
                if !unread.is_empty() {
                    break;
                }
                chain.add(counted);
            }
            drop(lines);
            let _ = end.write(chain.end().await).await;
        });
        (stream, future)
    }
}

/// The stages, one after the other.
struct Chain {
    outcomes: StreamReader<OutcomeBatch>,
    read: FutureReader<Result<u64, Error>>,
    totals: Totals,
}

impl Chain {
    async fn new(options: Options, input: StreamReader<u8>) -> Chain {
        let (batches, read) = reader::read(options, input).await;
        let changed = stage::transform(batches).await;
        Chain {
            outcomes: judge::judge(changed).await,
            read,
            totals: Totals {
                read: 0,
                accepted: 0,
                rejected: 0,
            },
        }
    }

    fn add(&mut self, counted: Totals) {
        self.totals.read += counted.read;
        self.totals.accepted += counted.accepted;
        self.totals.rejected += counted.rejected;
    }

    async fn end(self) -> Result<Totals, Error> {
        let Chain { outcomes, read, totals } = self;
        // Whoever left early, the stages before must learn of it, or the reader would wait for them.
        drop(outcomes);
        read.await.map(|_| totals)
    }
}

fn count(outcome: &OutcomeBatch) -> Totals {
    let batch = &outcome.batch;
    let mut rows: Vec<u32> = outcome.violations.iter().map(|violation| violation.row).collect();
    rows.dedup();
    let rejected = (rows.len() + batch.unreadable.len()) as u64;
    let read = (batch.ages.len() + batch.unreadable.len()) as u64;
    Totals {
        read,
        accepted: read - rejected,
        rejected,
    }
}
