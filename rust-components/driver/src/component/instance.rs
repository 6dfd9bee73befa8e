//! One job or one judge per instance, since the service and its totals live as long as the instance.

use std::cell::Cell;

thread_local! {
    static USED: Cell<bool> = const { Cell::new(false) };
}

/// Reserves this instance. Returns whether it was already in use.
pub fn was_used() -> bool {
    USED.replace(true)
}
