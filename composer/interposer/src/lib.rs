//! Makes spies: components between two others that pass every call on, and report to a sink when it begins and ends.
//!
//! A spy exports an interface and imports the same one. Since both sides have the same types, what the canonical ABI
//! lifts for the export is, byte by byte, what it lowers for the import. So a spy passes pointers on without knowing
//! what they point to.

mod function;
mod module;
mod resources;
mod spied;
pub mod spy;
mod values;
