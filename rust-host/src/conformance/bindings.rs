//! The world of a validator by itself.

wasmtime::component::bindgen!({ world: "my:pipeline/validator@2.0.0", path: "../wit" });

pub use exports::my::user_validator::validator::{Guest, Rule, Rules, User, UserBatch};
pub use my::user_validator::types::{EmailSyntax, TextColumn};
