//! How users and rejects are written.

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OutputFormat {
    #[default]
    Ndjson,
    Csv,
}

/// See `writing` in `wit/job.wit`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Writing {
    pub format: OutputFormat,
    pub keep_columns: bool,
    pub formula_guard: bool,
}
