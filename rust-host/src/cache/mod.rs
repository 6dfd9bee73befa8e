//! Compiled components, kept between runs.

pub mod compiled;
mod owned_dir;
