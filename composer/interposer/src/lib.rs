//! Makes spies, components that stand between two others and tell a sink what passes, and puts them into a composition.
//!
//! A spy exports an interface and imports the same. Since both sides of it have the same types, what the canonical ABI
//! lifts for the export is, byte by byte, what it lowers for the import: a spy passes pointers on and understands nothing.

pub mod composition;
mod function;
mod module;
mod resources;
pub mod spy;
