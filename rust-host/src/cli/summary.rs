use std::path::Path;

use pipeline_host::run::pipeline::job::FinalOutput;
use pipeline_host::terminal::inert;

use super::colours::Colours;

/// How many of the commonest errors are told.
const ERRORS: usize = 3;

/// What became of a run: the counts, where the report is, and the commonest errors, each with where one is.
pub fn summary(last: &FinalOutput, out: &Path, colours: &Colours) -> String {
    let counts = &last.output.counts;
    let rejected = format!("{} rejected", counts.rejected);
    let mut lines = vec![format!(
        "{} read, {}, {}: {}",
        counts.read,
        colours.good(&format!("{} accepted", counts.accepted)),
        match counts.rejected {
            0 => rejected,
            _ => colours.bad(&rejected),
        },
        inert(&out.join("report.html").to_string_lossy()),
    )];
    let errors = &last.totals.errors;
    // The first has the largest count.
    let width = errors.first().map_or(0, |error| error.count.to_string().len());
    for error in errors.iter().take(ERRORS) {
        let example = last.examples.iter().find(|example| {
            let mut problems = example.problems.iter();
            problems.any(|problem| problem.field == error.field && problem.rule == error.rule)
        });
        let place = example.map(|example| format!(" ({}:{})", inert(&example.input), example.line));
        lines.push(format!(
            "  {}  {}{}",
            colours.strong(&format!("{:>width$}", error.count)),
            inert(&format!("{}: {}", error.field, error.message)),
            colours.faint(&place.unwrap_or_default()),
        ));
    }
    match errors.len().saturating_sub(ERRORS) {
        0 => {}
        1 => lines.push(format!("  {:>width$}  and 1 more kind of error", "")),
        more => lines.push(format!("  {:>width$}  and {more} more kinds of error", "")),
    }
    lines.join("\n")
}
