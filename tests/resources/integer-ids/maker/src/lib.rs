//! Sessions by id: a table, and a list of its free slots.
#![cfg(any(target_arch = "wasm32", clippy))]

use std::cell::RefCell;

wit_bindgen::generate!({ world: "maker", path: "../wit" });

use exports::my::ledger_by_id::sessions::{Counts, Guest};

struct Component;

export!(Component);

#[derive(Default)]
struct Table {
    sums: Vec<Option<u64>>,
    free: Vec<u32>,
    opened: u64,
    closed: u64,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::default();
}

impl Guest for Component {
    fn open() -> u32 {
        TABLE.with_borrow_mut(|table| {
            table.opened += 1;
            let id = table.free.pop().unwrap_or_else(|| {
                table.sums.push(None);
                table.sums.len() as u32 - 1
            });
            table.sums[id as usize] = Some(0);
            id
        })
    }

    fn add(id: u32, amount: u64) -> Result<u64, ()> {
        TABLE.with_borrow_mut(|table| {
            let sum = table.sums.get_mut(id as usize).and_then(Option::as_mut).ok_or(())?;
            *sum = sum.wrapping_add(amount);
            Ok(*sum)
        })
    }

    fn close(id: u32) -> Result<(), ()> {
        TABLE.with_borrow_mut(|table| {
            table.sums.get_mut(id as usize).and_then(Option::take).ok_or(())?;
            table.closed += 1;
            table.free.push(id);
            Ok(())
        })
    }

    fn count() -> Counts {
        TABLE.with_borrow(|table| Counts {
            opened: table.opened,
            closed: table.closed,
        })
    }
}
