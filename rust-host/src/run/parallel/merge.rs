//! Combines what the threads have found to the result of the run.

use crate::bindings::JobOptions;
use crate::bindings::job::{Counts, FinalOutput, Output};
use crate::bindings::partition::{Part, RunInput};
use crate::failure::Failure;
use crate::run::job::Job;
use crate::run::parallel::order::Done;
use crate::run::parallel::plan::Planned;

pub fn merge(
    job: &mut Job,
    options: &JobOptions,
    inputs: Vec<(Planned, Done)>,
    counts: Counts,
    parts: &[Part],
) -> Result<FinalOutput, Failure> {
    let input = |(Planned { name, head }, done): (Planned, Done)| RunInput {
        name,
        records: done.records,
        ignored_columns: head.ignored_columns,
        reading: head.reading,
        notes: head.notes,
        source_notes: head.source_notes,
        findings: Some(done.findings),
    };
    let inputs: Vec<RunInput> = inputs.into_iter().map(input).collect();
    let merged = job.stateless(|partition, store| partition.call_merge(store, options, &inputs, parts))?;
    let merged = merged.map_err(|error| job.failed(&error))?;
    job.check_reports(&merged.reports, counts.read)?;
    Ok(FinalOutput {
        output: Output {
            users: Vec::new(),
            rejects: Vec::new(),
            counts,
        },
        totals: merged.totals,
        sources: merged.sources,
        examples: merged.examples,
        reports: merged.reports,
    })
}
