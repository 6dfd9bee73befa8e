//! Why a file couldn't be inspected.

/// The file can't be read as a component. The message is one line and names the byte offset if there is one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("found an empty file, expected a component")]
    Empty,
    #[error("found a core module, expected a component; `wasm-tools component new` makes one of it")]
    CoreModule,
    #[error("found a WIT package, expected a component; `wasm-tools component wit` prints it")]
    WitPackage,
    #[error("found no WebAssembly: it starts with {0}, expected `\\0asm`")]
    NotWasm(String),
    #[error("at byte {offset:#x}: {message}")]
    Invalid { offset: usize, message: String },
    #[error("it has more {what} than the {limit} that are looked at")]
    TooMuch { what: &'static str, limit: usize },
    /// The validator should have rejected this, so it should never occur.
    #[error("it refers to {0} that isn't there")]
    Missing(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<wasmparser::Error> for Error {
    fn from(error: wasmparser::Error) -> Error {
        Error::Invalid {
            offset: error.offset(),
            // It can quote names from the file.
            message: escape::inert(error.message()),
        }
    }
}
