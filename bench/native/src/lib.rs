//! The pipeline without a sandbox: the decoder, the encoder and the rules are the crates that the components
//! are built from; the service, which is Go in the pipeline, is written in Rust here, in the same way.

pub mod parallel;
pub mod register;
pub mod serial;
pub mod stages;
pub mod summary;
pub mod turns;
