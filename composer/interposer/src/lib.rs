//! Makes spies: components between two others that pass every call on, and report to a sink when it begins and ends.
//!
//! A spy exports an interface and imports the same. Since both sides of it have the same types, what the canonical ABI
//! lifts for the export is, byte by byte, what it lowers for the import: a spy passes pointers on, and needs no
//! knowledge of what they point to.

mod function;
mod module;
mod resources;
mod spied;
pub mod spy;
