//! The contract of each component, through the component itself. The comments in `wit/` are what is held here.

mod contracts {
    pub mod config;
    pub mod job;
    pub mod reporter;
    pub mod service;
    pub mod validator;
}
