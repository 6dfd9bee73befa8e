//! Compiled components, kept between runs.

pub mod compiled;
mod functions;
mod owned_dir;
