use clap::ValueEnum;
use pipeline_host::bindings::job::InputFormat;

/// The formats of inputs.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Csv,
    Ndjson,
    Json,
}

impl From<Format> for InputFormat {
    fn from(format: Format) -> InputFormat {
        match format {
            Format::Csv => InputFormat::Csv,
            Format::Ndjson => InputFormat::Ndjson,
            Format::Json => InputFormat::Json,
        }
    }
}
