use clap::{Args, ValueEnum};
use pipeline_host::bindings::Writing;
use pipeline_host::bindings::job::OutputFormat;

/// How users and rejects are written.
#[derive(Args)]
#[command(next_help_heading = "Writing")]
pub struct WritingFlags {
    /// Format of users and rejects [default: ndjson]
    #[arg(long, value_name = "FORMAT")]
    output: Option<Output>,

    /// Keep the other columns or keys of accepted users; a store doesn't
    #[arg(long)]
    keep_columns: bool,

    /// In CSV, put a `'` in front of what a spreadsheet could take for a formula; in an input `rejects.csv`, remove it
    #[arg(long)]
    formula_guard: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Output {
    Ndjson,
    Csv,
}

impl WritingFlags {
    pub fn writing(&self) -> Writing {
        Writing {
            format: match self.output {
                None | Some(Output::Ndjson) => OutputFormat::Ndjson,
                Some(Output::Csv) => OutputFormat::Csv,
            },
            keep_columns: self.keep_columns,
            formula_guard: self.formula_guard,
        }
    }
}
