//! Values of a component as JSON, by the component's own types.
//!
//! | type | JSON |
//! |---|---|
//! | numbers, `bool`, `string`, `char` | the same; `"nan"`, `"inf"` and `"-inf"` for what JSON doesn't have |
//! | `record`; `tuple`, `list` | an object; an array |
//! | `list<u8>` | `{"utf8": …}`, or `{"hex": …}` if it isn't UTF-8; an empty one is an empty array |
//! | `enum`; `flags` | the name; an array of names |
//! | `variant` | the name of the case, or `{"name": value}` |
//! | `option` | the value or null; `{"some": value}` around an option inside an option |
//! | `result` | `{"ok": value}` or `{"error": value}` |
//! | a handle | its number in the recording |

mod read;
mod write;

pub use read::{Handle, Misfit, read};
pub use write::Json;
