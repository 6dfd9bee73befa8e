//! The bytes of a workbook, which can be read only as long as there is memory for what becomes of them.

use std::cell::Cell;
use std::io::{Cursor, Error, ErrorKind, Read, Result, Seek, SeekFrom};
use std::rc::Rc;

/// Half of what `build.rs` allows: a list that grows while the next bytes are unpacked may need twice its size.
const MOST_MEMORY: usize = 512 << 20;

#[derive(Clone)]
pub struct Content {
    bytes: Cursor<Shared>,
    /// The memory was used up. The error that says so passes through layers that may hide it.
    exceeded: Rc<Cell<bool>>,
}

/// The bytes are never copied.
#[derive(Clone)]
struct Shared(Rc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Content {
    pub fn new(bytes: Vec<u8>) -> Content {
        Content {
            bytes: Cursor::new(Shared(Rc::new(bytes))),
            exceeded: Rc::default(),
        }
    }

    pub fn bytes(&self) -> &[u8] {
        self.bytes.get_ref().as_ref()
    }

    pub fn has_exceeded(&self) -> bool {
        self.exceeded.get()
    }
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if memory() > MOST_MEMORY {
            self.exceeded.set(true);
            return Err(Error::from(ErrorKind::OutOfMemory));
        }
        self.bytes.read(buffer)
    }
}

impl Seek for Content {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.bytes.seek(to)
    }
}

/// How much memory this component has. It never gets smaller, but what is free is used again.
#[cfg(target_arch = "wasm32")]
fn memory() -> usize {
    const PAGE: usize = 64 << 10;
    core::arch::wasm32::memory_size::<0>() * PAGE
}

/// Only the component is limited.
#[cfg(not(target_arch = "wasm32"))]
fn memory() -> usize {
    0
}
