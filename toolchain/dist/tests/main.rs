//! The release: what each file of it holds, and that it works where nothing else of this checkout is.

mod archive;
mod images;
mod package;
mod papers;
mod registry;
mod released;
