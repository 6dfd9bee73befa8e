//! Which names a store can have.

use store::name::is_name;

#[test]
fn a_name_is_short_and_plain_and_starts_with_a_letter() {
    for good in ["a", "users", "a-1", &"a".repeat(32)] {
        assert!(is_name(good), "{good:?}");
    }
    for bad in ["", "1a", "-a", "Users", "a_b", "a b", "é", &"a".repeat(33)] {
        assert!(!is_name(bad), "{bad:?}");
    }
}
