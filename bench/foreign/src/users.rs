//! The library in Go; see go/cmd/foreign-users.

use libloading::{Error, Library};

/// `struct rows` of the library.
#[repr(C)]
pub struct Rows {
    pub emails: *const u8,
    pub ends: *const u32,
    pub records: *const u64,
    pub count: usize,
}

type Take = unsafe extern "C" fn(*const Rows, *mut u64, *mut u8) -> usize;
type Nothing = unsafe extern "C" fn(u32) -> u32;

pub const ID_LENGTH: usize = 30;

pub struct Users {
    take: Take,
    nothing: Nothing,
}

/// What became of the rows: the first record with each one's address, and the ids of those that are the first.
#[derive(Default)]
pub struct Taken {
    pub firsts: Vec<u64>,
    pub ids: Vec<u8>,
}

impl Users {
    pub fn load(path: &str) -> Result<Users, Error> {
        // SAFETY: the functions have these types there. A library in Go can't be unloaded.
        unsafe {
            let library = Box::leak(Box::new(Library::new(path)?));
            Ok(Users {
                take: *library.get("users_take")?,
                nothing: *library.get("users_nothing")?,
            })
        }
    }

    /// Asks for all rows. `records` has each row's number, or 0 for a row that isn't asked for.
    pub fn take(&self, emails: &str, ends: &[u32], records: &[u64], taken: &mut Taken) {
        let rows = Rows {
            emails: emails.as_ptr(),
            ends: ends.as_ptr(),
            records: records.as_ptr(),
            count: records.len(),
        };
        taken.firsts.clear();
        taken.firsts.resize(records.len(), 0);
        taken.ids.clear();
        taken.ids.resize(records.len() * ID_LENGTH, 0);
        // SAFETY: the lists have `count` values, and `ids` has room for as many ids. Go keeps no pointer to them.
        let accepted = unsafe { (self.take)(&rows, taken.firsts.as_mut_ptr(), taken.ids.as_mut_ptr()) };
        taken.ids.truncate(accepted * ID_LENGTH);
    }

    /// Calls a function that returns its argument.
    pub fn call(&self, count: u32) {
        for n in 0..count {
            // SAFETY: it has no other effect.
            assert_eq!(unsafe { (self.nothing)(n) }, n, "call Go");
        }
    }
}
