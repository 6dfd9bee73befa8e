//! What is tried on each input that the fuzzer thinks of.

#[path = "../../tests/support/mod.rs"]
mod support;

pub use driver::format::Format;

/// Runs the input in many ways, which must all say the same, account for every record, and write what can be shown. The
/// sizes come from the input, so that a file alone is a case, and can be kept as a vector.
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
