//! A holder in Rust. The compiler rejects using a dropped handle and keeping a borrowed one; to show what happens without a
//! compiler's help, this holder bypasses it with the handle's number.
#![cfg(any(target_arch = "wasm32", clippy))]

use std::cell::{Cell, RefCell};

wit_bindgen::generate!({ world: "holding", path: "../../wit" });

use exports::my::ledger::holder::Guest;
use my::ledger::sessions::{Session, SessionError};

struct Component;

export!(Component);

thread_local! {
    static HELD: RefCell<Vec<Session>> = const { RefCell::new(Vec::new()) };
    static KEPT: Cell<u32> = const { Cell::new(0) };
}

impl Guest for Component {
    fn hold(count: u32) {
        HELD.with_borrow_mut(|held| held.extend((0..count).map(|_| Session::open())));
    }

    fn take(given: Session) {
        HELD.with_borrow_mut(|held| held.push(given));
    }

    fn drop_all() {
        HELD.take();
    }

    fn rounds(count: u32) -> u32 {
        (0..count).fold(0, |highest, _| {
            let session = Session::open();
            session.add(1).expect("it is open");
            highest.max(session.handle())
        })
    }

    fn add_to(lent: &Session, amount: u64) -> Result<u64, SessionError> {
        lent.add(amount)
    }

    fn use_after_close() -> Result<u64, SessionError> {
        let session = Session::open();
        session.close()?;
        session.add(1)
    }

    fn close_twice() -> Result<(), SessionError> {
        let session = Session::open();
        session.close()?;
        session.close()
    }

    fn use_after_drop() {
        let session = Session::open();
        let again = again(session.handle());
        drop(session);
        let _ = again.add(1);
    }

    fn drop_twice() {
        let session = Session::open();
        let again = again(session.handle());
        drop(session);
        drop(again);
    }

    fn break_down() {
        Session::open().break_down();
    }

    fn keep_lent(lent: &Session) {
        KEPT.set(lent.handle());
    }

    fn use_kept() -> Result<u64, SessionError> {
        again(KEPT.get()).add(1)
    }
}

/// A second owner, which the compiler wouldn't allow.
fn again(handle: u32) -> Session {
    unsafe { Session::from_handle(handle) }
}
