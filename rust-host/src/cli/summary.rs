use std::path::Path;

use pipeline_host::bindings::job::FinalOutput;

use super::colours::Colours;
use super::next_step::next_step;
use super::terminal::inert;

/// How many of the most common errors are listed.
const ERRORS: usize = 3;

/// The summary of a run: the counts, the path of the report, the most common errors, each with the place of an example,
/// how the inputs were read, if not as usual, and what to do if hardly anything was accepted.
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
    // The first error has the largest count.
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
    for source in &last.sources {
        let reading = (!source.reading.is_empty()).then(|| format!("read as {}", source.reading));
        let notes = reading.iter().chain(&source.notes);
        lines.extend(notes.map(|note| inert(&format!("  {}: {note}", source.name))));
    }
    lines.extend(next_step(last).map(|step| inert(&format!("  next: {step}"))));
    lines.join("\n")
}
