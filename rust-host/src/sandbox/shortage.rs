//! What the system refuses the host. No component is to blame for it.

use std::io::{self, ErrorKind};

use rustix::io::Errno;
use wasmtime::OutOfMemory;

/// The host got no more of something. `doing` is what failed, such as "create the user".
#[derive(Debug, thiserror::Error)]
pub enum Shortage {
    #[error("cannot {doing}: the system refuses the host more memory or address space; raise the limit (`ulimit -v`)")]
    Memory { doing: String },
    #[error("cannot {doing}: the system refuses the host more open files; raise the limit (`ulimit -n`)")]
    Files { doing: String },
    /// Wasmtime keeps the first content of memories in a file in memory.
    #[error(
        "cannot {doing}: the system refuses the host a file as large as a component's memory; raise the limit (`ulimit -f`)"
    )]
    FileSize { doing: String },
}

impl Shortage {
    /// Whether this is why something failed.
    pub fn of(error: &wasmtime::Error, doing: impl FnOnce() -> String) -> Option<Shortage> {
        let mut refused = error.chain().filter_map(|cause| {
            let number = cause.downcast_ref::<Errno>().map(|number| number.raw_os_error());
            let system = cause.downcast_ref::<io::Error>();
            let number = system.map_or(number, io::Error::raw_os_error);
            match number.and_then(of_number) {
                None if number == Some(Errno::FBIG.raw_os_error()) => Some(Refused::FileSize),
                None if cause.is::<OutOfMemory>() => Some(Refused::Memory),
                None if system.is_some_and(|error| error.kind() == ErrorKind::OutOfMemory) => Some(Refused::Memory),
                found => found,
            }
        });
        refused.next().map(|refused| refused.shortage(doing()))
    }

    /// Whether this is why the system failed to do something.
    pub fn of_system(error: &io::Error, doing: impl FnOnce() -> String) -> Option<Shortage> {
        let refused = error.raw_os_error().and_then(of_number);
        refused.map(|refused| refused.shortage(doing()))
    }
}

#[derive(Clone, Copy)]
enum Refused {
    Memory,
    Files,
    FileSize,
}

impl Refused {
    fn shortage(self, doing: String) -> Shortage {
        match self {
            Refused::Memory => Shortage::Memory { doing },
            Refused::Files => Shortage::Files { doing },
            Refused::FileSize => Shortage::FileSize { doing },
        }
    }
}

fn of_number(number: i32) -> Option<Refused> {
    match Errno::from_raw_os_error(number) {
        Errno::NOMEM => Some(Refused::Memory),
        Errno::MFILE | Errno::NFILE => Some(Refused::Files),
        _ => None,
    }
}
