//! Paths of files that are written, as values of options. The message is the same on both hosts.

use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};
use inspector::file::STDIN;

/// Parses the path of a file or folder. Where files are read, `-` is standard input. A file or folder of this name would be a
/// surprise to anyone who expects standard output.
pub fn place() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| match path == Path::new(STDIN) {
        true => Err("expected a path; `./-` is the one of that name"),
        false => Ok(path),
    })
}
