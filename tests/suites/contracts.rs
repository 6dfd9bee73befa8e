//! The contract of each component, through the component itself. These tests enforce the comments in `wit/`.

mod adapter;
mod config;
mod job;
mod reporter;
mod service;
mod storage;
mod stored_users;
mod validator;
