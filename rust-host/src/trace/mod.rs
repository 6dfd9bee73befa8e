//! Records every call between the components of a traced composition, with its time and size.
//!
//! Spies are composed in between the components (see composer/interposer/README.md). Each has an import of its own, such as
//! `service-to-validator`, which it calls when a call begins and when it ends. The host records its own calls itself.

mod calls;
mod chrome;
mod recorder;
mod table;
mod tree;

pub use calls::{Call, Edge, Totals};
pub use recorder::{Called, Trace};
