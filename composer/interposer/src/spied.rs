//! What the parts of a spy are generated from.

use wit_parser::{InterfaceId, LiftLowerAbi, ManglingAndAbi, Resolve, SizeAlign, WorldKey};

/// The names that wit-component finds imports and exports by.
pub const NAMES: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// What a spy's functions are generated from.
pub struct Spied<'a> {
    pub resolve: &'a Resolve,
    pub sizes: &'a SizeAlign,
    pub key: &'a WorldKey,
    pub interface: InterfaceId,
    /// Whether the spy also passes on the values.
    pub values: bool,
}
