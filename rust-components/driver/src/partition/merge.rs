//! Combines the results of the partitions.

use crate::downstream::{Counts, Source};
use crate::error::JobError;
use crate::reject_samples::{RejectSample, RejectSamples, in_order};

/// Checks that the parts have all records of the inputs, and no more rejects than `max_errors` allows.
pub fn check(sources: &[Source], found: Counts, max_errors: Option<u64>) -> Result<(), JobError> {
    let Counts {
        read,
        accepted,
        rejected,
    } = found;
    let expected = sources.iter().map(|source| source.records).sum();
    if read != expected || accepted + rejected != read {
        return Err(JobError::Unaccounted {
            read: expected,
            accepted,
            rejected,
        });
    }
    match max_errors {
        Some(limit) if rejected > limit => Err(JobError::TooManyInAll { rejected, limit }),
        _ => Ok(()),
    }
}

/// The reject samples of a run from those of its partitions: the ones that a single job would have kept. Each of these
/// is among the samples of its partition.
pub fn merge_samples(mut parts: Vec<RejectSample>) -> Vec<RejectSample> {
    in_order(&mut parts);
    let mut samples = RejectSamples::default();
    for sample in parts {
        samples.add(sample.record, &sample.input, sample.line, &sample.problems);
    }
    samples.all()
}
