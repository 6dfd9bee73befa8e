//! Component `config`: the settings of a run, from the text of a rules file.
//!
//! [`syntax`] reads lines, keys and values; [`settings`] knows the keys and the values they accept. All of it is plain
//! Rust; `component` translates to and from the generated types.

#[cfg(target_arch = "wasm32")]
mod component;
pub mod error;
mod nearest;
pub mod settings;
pub mod syntax;
pub mod value;

/// A rules file that sets every key to its default.
pub const TEMPLATE: &str = include_str!("template.conf");
