//! `pipeline`: the command line of the Rust host.

mod cli;

use std::alloc::{GlobalAlloc, Layout};
use std::io::{self, Write};
use std::process::ExitCode;

use cli::terminal::print_error;
use mimalloc::MiMalloc;
use pipeline_host::failure;

/// An instance consists of many small allocations, and a server makes one instance per request.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

struct Allocator;

// SAFETY: mimalloc is called with the caller's arguments, and its answer is passed on.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: see above.
        given(unsafe { MiMalloc.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: see above.
        given(unsafe { MiMalloc.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: see above.
        given(unsafe { MiMalloc.realloc(memory, layout, size) })
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: see above.
        unsafe { MiMalloc.dealloc(memory, layout) }
    }
}

#[inline]
fn given(memory: *mut u8) -> *mut u8 {
    match memory.is_null() {
        true => end_without_memory(),
        false => memory,
    }
}

/// Rust would abort the process, and the exit code would be that of a crash. Nothing here may allocate.
#[cold]
fn end_without_memory() -> ! {
    let _ = io::stderr().write_all(b"error: cannot go on: the system refuses the host more memory\n");
    std::process::exit(failure::SHORTAGE.into())
}

fn main() -> ExitCode {
    match cli::Cli::run_arguments() {
        Ok(code) => code,
        Err(error) => {
            print_error(&format!("{error:#}"));
            failure::exit_code(&error)
        }
    }
}
