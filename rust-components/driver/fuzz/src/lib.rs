//! What the fuzzer does with each input.

#[path = "../../tests/support/mod.rs"]
mod support;

pub use driver::format::Format;

/// Runs the input with several chunk and block sizes. The output must be the same for all, account for every record, and
/// have no invisible characters. The sizes are derived from the input, so that a file is a complete case and can be kept as
/// a vector.
pub fn decode(format: Format, input: &[u8]) {
    let sum = input
        .iter()
        .fold(5381u32, |sum, byte| sum.wrapping_mul(33) ^ u32::from(*byte));
    let chunk = 1 + (sum as usize >> 8) % 50;
    let limit = match sum % 4 {
        0 => 1 + (sum >> 16) % 60,
        _ => 1 << 24,
    };
    support::any_split_says_the_same(input, format, chunk, (limit, None));
}
