//! The same arguments give the same bytes, on any machine and in any later version. A change of the output requires a
//! new hash here, and new measurements wherever figures refer to the old file.

mod common;

use common::{csv, fnv1a, ndjson};

#[test]
fn the_bytes_of_a_seed_are_fixed() {
    assert_eq!(
        format!("{:016x}", fnv1a(&csv(10_000, 1, 30, 10))),
        "c8a5f511f48400b6",
        "CSV"
    );
    assert_eq!(
        format!("{:016x}", fnv1a(&ndjson(10_000, 1, 30, 10))),
        "5f80560dcb9a91f3",
        "NDJSON"
    );
}

#[test]
fn the_same_seed_gives_the_same_file_and_another_seed_another() {
    assert_eq!(csv(1000, 7, 30, 10), csv(1000, 7, 30, 10));
    assert_ne!(csv(1000, 7, 30, 10), csv(1000, 8, 30, 10));
}

#[test]
fn a_longer_file_starts_with_a_shorter_one() {
    assert!(csv(5000, 1, 30, 10).starts_with(&csv(3000, 1, 30, 10)));
    assert!(ndjson(5000, 1, 30, 10).starts_with(&ndjson(3000, 1, 30, 10)));
}
