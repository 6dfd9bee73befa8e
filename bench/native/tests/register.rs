//! The register's own rules. bench/check compares whole runs with the pipeline's.

use native::register::Register;

#[test]
fn an_id_depends_on_the_address_in_lower_case_alone() {
    let id = |name, email| Register::default().create_user(name, email, 36).unwrap();
    assert_eq!(
        id("Eilidh", "eilidh.halvorsen0@example.com"),
        "usr_5da17bbbtcrk7mwv1gzhjgjpr5"
    );
    assert_eq!(
        id("Another", "Eilidh.Halvorsen0@EXAMPLE.com"),
        "usr_5da17bbbtcrk7mwv1gzhjgjpr5"
    );
}

#[test]
fn an_address_in_other_case_is_a_duplicate() {
    let mut register = Register::default();
    register.create_user("Ana", "nobody", 12).unwrap_err();
    register.create_user("Ana", "ana@example.com", 36).unwrap();
    let problems = register.create_user("Ann", "ANA@example.com", 36).unwrap_err();
    assert_eq!(
        problems,
        [("email", "Duplicate email, first seen in record 2".to_owned())]
    );
}

#[test]
fn every_address_is_found_again_after_the_table_has_grown() {
    let mut register = Register::default();
    let email = |n: u32| format!("user{n}@example.com");
    for n in 0..10_000 {
        register.create_user("Ana", &email(n), 36).unwrap();
    }
    for n in 0..10_000 {
        let problems = register.create_user("Ana", &email(n), 36).unwrap_err();
        assert_eq!(
            problems[0].1,
            format!("Duplicate email, first seen in record {}", n + 1)
        );
    }
    let totals = register.totals();
    assert_eq!(
        (totals.read, totals.accepted, totals.rejected),
        (20_000, 10_000, 10_000)
    );
    assert_eq!(totals.top_domains, [("example.com".to_owned(), 10_000)]);
}
