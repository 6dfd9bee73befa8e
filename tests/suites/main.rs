//! The suites of ordinary tests, in one binary: linking wasmtime takes longer than compiling a suite. One suite alone:
//! `cargo test --package tests --test suites output::`.

mod arguments;
mod bad_input;
mod cache;
mod compose;
mod contracts;
mod full;
mod hostile;
mod inert;
mod inspect;
mod killed;
mod library;
mod limits;
mod openapi;
mod output;
mod output_folders;
mod progress;
mod readme;
mod reject_samples;
mod screens;
mod secrets;
mod serving_badly;
mod serving_bounds;
mod serving_ends;
mod serving_http;
mod serving_users;
mod soak;
mod splits;
mod store;
mod store_failures;
mod store_files;
mod store_killed;
mod store_sql;
mod summary;
mod trace;
mod usage;
