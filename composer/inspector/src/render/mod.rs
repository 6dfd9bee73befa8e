//! The graph as text: a tree for a terminal, JSON for programs, Mermaid for pages.

mod facts;
mod json;
mod mermaid;
mod tree;

pub use json::json;
pub use mermaid::mermaid;
pub use tree::tree;
