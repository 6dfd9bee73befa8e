//! Calls one component by itself as it was called in a recorded run, and finds the first difference.
//!
//! A recording is a trace with values (`--trace-values`). The component's exports get the recorded arguments, its imports are
//! answered with the recorded results, and everything that it returns or passes on is compared.

mod compare;
mod handles;
mod imports;
mod player;
mod recording;
mod run;

pub use player::Difference;
pub use recording::{Call, Recording};
pub use run::{Outcome, replay};
