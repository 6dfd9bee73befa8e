//! The file that a component was loaded from, for its graph.

use std::path::PathBuf;
use std::sync::OnceLock;

use inspector::{Graph, file};

/// The file is read again only when the graph is asked for, and once.
pub struct Origin {
    file: PathBuf,
    hash: blake3::Hash,
    graph: OnceLock<Option<Graph>>,
}

impl Origin {
    pub fn new(file: PathBuf, hash: blake3::Hash) -> Origin {
        let graph = OnceLock::new();
        Origin { file, hash, graph }
    }

    /// The component's graph; none if the file has changed since it was loaded.
    pub fn graph(&self) -> Option<&Graph> {
        let inspected = || {
            let wasm = file::component(&self.file).ok()?;
            let same = blake3::hash(&wasm) == self.hash;
            same.then(|| inspector::inspect(&wasm).ok()).flatten()
        };
        self.graph.get_or_init(inspected).as_ref()
    }
}
