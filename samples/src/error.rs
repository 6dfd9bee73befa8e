//! Why a file could not be written.

use std::path::{Path, PathBuf};
use std::{fmt, io};

#[derive(Debug)]
pub enum Error {
    /// `--bad` and `--dup` add up to more than all records.
    Shares { bad: u32, dup: u32 },
    /// The output couldn't be created or written.
    Write { path: PathBuf, source: io::Error },
}

impl Error {
    pub fn write(path: &Path, source: io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source,
        }
    }

    /// As for `pipeline`: 2 for wrong usage, 4 if the output can't be written.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Shares { .. } => 2,
            Self::Write { .. } => 4,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shares { bad, dup } => write!(
                f,
                "can't mix the records: `--bad {bad}` and `--dup {dup}` are {} in a thousand together, expected 1000 at most",
                u64::from(*bad) + u64::from(*dup)
            ),
            Self::Write { path, source } => write!(f, "can't write `{}`: {source}", path.display()),
        }
    }
}

impl std::error::Error for Error {}
