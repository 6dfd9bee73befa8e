//! What an instance does each time its engine's epoch advances while its code runs: it checks its time.

use wasmtime::{Store, StoreContextMut, UpdateDeadline};

use crate::sandbox::limits::Met;

/// `check` decides whether the code may continue, and `next` when to check again. `observe` sees the store before that.
pub fn check_time<T: 'static>(
    store: &mut Store<T>,
    observe: impl Fn(&StoreContextMut<'_, T>) + Send + Sync + 'static,
    check: impl Fn(&mut T) -> Result<(), Met> + Send + Sync + 'static,
    next: fn(u64) -> UpdateDeadline,
) {
    store.epoch_deadline_callback(move |mut store| {
        observe(&store);
        check(store.data_mut())?;
        Ok(next(1))
    });
    store.set_epoch_deadline(1);
}
