//! What a fault in Rust does to the process; see harness/crash.py.

use std::hint::black_box;

use pyo3::prelude::*;

/// Indexes a list that is too short.
#[pyfunction]
pub fn panic() -> u32 {
    black_box([0u32; 2].as_slice())[black_box(2)]
}

/// Recursion without end.
#[pyfunction]
pub fn overflow(depth: u64) -> u64 {
    match black_box(depth) {
        u64::MAX => 0,
        depth => black_box(overflow(depth + 1)) + 1,
    }
}
