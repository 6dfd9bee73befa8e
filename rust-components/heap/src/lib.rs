//! The allocator of the components that a server instantiates for every request.
//!
//! Rust's own begins by growing the memory, even if the pages that are there are unused. A server would have to map the new page
//! with each instance, and unmap it after it, which took more than a third of the time of a post. Here the first pages are part of
//! the memory that an instance starts with.

#![cfg(target_arch = "wasm32")]

use core::alloc::Layout;
use core::arch::wasm32::memory_grow;
use core::mem::MaybeUninit;

use talc::base::Talc;
use talc::base::binning::Binning;
use talc::cell::TalcSyncCell;
use talc::source::Source;
use talc::wasm::WasmBinning;

/// More than a user needs, in bytes.
const FIRST: usize = 128 << 10;
const PAGE: usize = 64 << 10;
/// At least what the allocator notes beside what it allocates, in bytes.
const NOTES: usize = 256;

static mut FIRST_PAGES: [MaybeUninit<u8>; FIRST] = [MaybeUninit::uninit(); FIRST];

#[global_allocator]
static HEAP: TalcSyncCell<Pages, WasmBinning> = TalcSyncCell::new_wasm(Pages { started: false });

#[derive(Debug)]
struct Pages {
    started: bool,
}

// SAFETY: it allocates nothing, and what it claims is used by nothing else: a static of its own, or pages that are new.
unsafe impl Source for Pages {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        let (start, size) = if talc.source.started {
            let pages = (layout.size() + layout.align() + NOTES).div_ceil(PAGE);
            match memory_grow::<0>(pages) {
                usize::MAX => return Err(()),
                before => ((before * PAGE) as *mut u8, pages * PAGE),
            }
        } else {
            talc.source.started = true;
            ((&raw mut FIRST_PAGES).cast(), FIRST)
        };
        // SAFETY: see above.
        unsafe { talc.claim(start, size) }.map(drop).ok_or(())
    }
}
