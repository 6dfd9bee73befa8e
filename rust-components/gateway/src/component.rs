//! The adapter between the generated types and the core.

mod bindings;
mod composed;
mod handler;
mod http;
mod report;
mod users;
mod validation;

use heap as _;
