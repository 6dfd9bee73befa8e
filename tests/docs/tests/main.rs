//! The pages are true. (Commands in them are run by tests/suites/readme.rs, Rust programs as tests of this crate.)

mod cycles;
mod figures;
mod folders;
mod generated;
mod lines;
mod links;
mod programs;
