//! The Rust host. It reads bytes, feeds them to the composed component, and writes what comes out; everything else happens
//! inside the component.
//!
//! Each module depends only on those further down, and no two files import each other:
//!
//! | module | subject |
//! |---|---|
//! | `cli`, of the command | verbs, flags, and what is printed |
//! | [`conformance`] | a validator by itself, held to its contract |
//! | [`serve`], [`run`] | the component behind HTTP; the component from files to files |
//! | [`replay`] | one component by itself, called as in a recorded run |
//! | [`trace`], [`bindings`] | which calls pass between components; the generated types of the components |
//! | [`store`] | persistent users: SQLite, provided as my:storage |
//! | [`failure`] | errors and exit codes |
//! | [`cache`], [`sandbox`] | compiled components on disk; an instance and its limits |
//! | [`values`], `io_error` | values of any component as JSON; the system's errors in words |

pub mod bindings;
pub mod cache;
pub mod conformance;
pub mod failure;
pub mod io_error;
pub mod replay;
pub mod run;
pub mod sandbox;
pub mod serve;
pub mod store;
pub mod trace;
pub mod values;

pub use failure::Failure;
pub use run::job::Job;
pub use run::pipeline::Pipeline;
pub use run::rules::RulesFile;
pub use sandbox::engine::Purpose;
pub use sandbox::limits::{Limit, Limits};
