//! What the system refuses the host. No component is to blame for it.

use std::io::{self, ErrorKind};

use rustix::io::Errno;
use wasmtime::OutOfMemory;

/// The host got no more memory or address space.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing}: the system refuses the host more memory or address space; raise the limit (`ulimit -v`)")]
pub struct Shortage {
    doing: String,
}

impl Shortage {
    /// Whether this is why something failed. `doing` is what failed, such as "create the user".
    pub fn of(error: &wasmtime::Error, doing: impl FnOnce() -> String) -> Option<Shortage> {
        let refused = error.chain().any(|cause| {
            let system = cause.downcast_ref::<io::Error>().map(io::Error::kind);
            let number = cause.downcast_ref::<Errno>();
            cause.is::<OutOfMemory>() || system == Some(ErrorKind::OutOfMemory) || number == Some(&Errno::NOMEM)
        });
        refused.then(|| Shortage { doing: doing() })
    }
}
