//! A holder of ids. Compare it with `holders/rust`, which does the same with less code.
#![cfg(any(target_arch = "wasm32", clippy))]

use std::cell::RefCell;

wit_bindgen::generate!({ world: "holding", path: "../wit" });

use exports::my::ledger_by_id::holder::Guest;
use my::ledger_by_id::sessions;

struct Component;

export!(Component);

thread_local! {
    static HELD: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

impl Guest for Component {
    fn hold() -> u32 {
        let id = sessions::open();
        HELD.with_borrow_mut(|held| held.push(id));
        id
    }

    fn drop_all() {
        HELD.take();
    }

    fn rounds(count: u32) {
        for _ in 0..count {
            let id = sessions::open();
            sessions::add(id, 1).expect("it is open");
        }
    }

    fn add(id: u32, amount: u64) -> Result<u64, ()> {
        sessions::add(id, amount)
    }

    fn close(id: u32) -> Result<(), ()> {
        sessions::close(id)
    }
}
