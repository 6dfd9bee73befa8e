//! Component `config`: the settings of a run, from the text of a rules file.
//!
//! [`syntax`] knows lines, keys and values; [`settings`] knows which there are and what they may be. All of it is plain
//! Rust; `component` translates to and from the generated types.

#[cfg(target_arch = "wasm32")]
mod component;
pub mod error;
mod nearest;
pub mod settings;
pub mod syntax;
mod value;

/// A rules file that sets every key to its default.
pub const TEMPLATE: &str = include_str!("template.conf");
