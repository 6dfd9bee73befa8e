//! A caller in Rust. The compiler rejects wrong uses of a handle; to show what a validator does then, this one uses its number.
#![cfg(any(target_arch = "wasm32", clippy))]

use std::cell::RefCell;

wit_bindgen::generate!({ world: "my:callers/calling@1.0.0", path: ["../../../../wit", "../wit"], generate_all });

use exports::my::callers::caller::Guest;
use my::user_validator::types::{EmailSyntax, Rules, User};
use my::user_validator::validator::RuleSet;

struct Component;

export!(Component);

thread_local! {
    static HELD: RefCell<Vec<RuleSet>> = const { RefCell::new(Vec::new()) };
}

impl Guest for Component {
    fn hold(ages: Vec<u32>) {
        HELD.with_borrow_mut(|held| held.extend(ages.into_iter().map(|age| made(age, &[]))));
    }

    fn judge(age: u32) -> Vec<bool> {
        HELD.with_borrow(|held| held.iter().map(|set| accepts(set, age)).collect())
    }

    fn drop_one(place: u32) {
        HELD.with_borrow_mut(|held| held.remove(place as usize));
    }

    fn give() -> RuleSet {
        HELD.with_borrow_mut(Vec::pop).expect("one is kept")
    }

    fn take(given: RuleSet) {
        HELD.with_borrow_mut(|held| held.push(given));
    }

    fn judge_by(lent: &RuleSet, age: u32) -> bool {
        accepts(lent, age)
    }

    fn rounds(count: u32) {
        let domains = domains();
        for _ in 0..count {
            drop(made(0, &domains));
        }
    }

    fn hoard(count: u32) {
        let domains = domains();
        HELD.with_borrow_mut(|held| held.extend((0..count).map(|_| made(0, &domains))));
    }

    fn use_after_drop() {
        let set = made(0, &[]);
        let again = again(&set);
        drop(set);
        accepts(&again, 30);
    }

    fn drop_twice() {
        let set = made(0, &[]);
        let again = again(&set);
        drop(set);
        drop(again);
    }
}

fn made(age: u32, denied: &[String]) -> RuleSet {
    RuleSet::new(&Rules {
        min_age: age,
        max_age: 150,
        name_min_length: 2,
        allowed_domains: Vec::new(),
        denied_domains: denied.to_vec(),
        email_syntax: EmailSyntax::Simple,
    })
}

fn accepts(set: &RuleSet, age: u32) -> bool {
    let (name, email) = ("Ann".into(), "ann@example.com".into());
    set.validate_user(&User { name, email, age }).is_empty()
}

fn domains() -> Vec<String> {
    let label = "a".repeat(60);
    let domain = |number| format!("{label}.{label}.{label}.d{number}.example");
    (0..500).map(domain).collect()
}

/// A second owner, which the compiler wouldn't allow.
fn again(set: &RuleSet) -> RuleSet {
    unsafe { RuleSet::from_handle(set.handle()) }
}
