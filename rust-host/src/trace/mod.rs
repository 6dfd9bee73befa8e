//! Records every call between the components of a traced composition, with its time and size.
//!
//! Spies are composed in between the components (see composer/interposer/README.md). Each has an import of its own, such as
//! `service-to-validator`, which it calls when a call begins and when it ends. The host records its own calls itself.
//!
//! Spies that pass on values have one more import for these, and are also put before the exports, so they report the host's
//! calls too.

mod calls;
mod chrome;
mod recorder;
mod spies;
mod table;
mod tree;

pub use calls::{Call, Edge, Totals, Values};
pub use recorder::{Called, Recorded, Trace};
