//! CSV readers, each on bytes in memory. Ours does more than the others: it finds the columns by the header, parses the
//! numbers, checks UTF-8, and fills the batch for the next component.

use std::rc::Rc;

use driver::batch::Batch;
use driver::format::Format;
use driver::partition::preamble::Preamble;
use driver::position::Position;

/// The driver's block size.
const BLOCK: usize = 256 * 1024;
const LONGEST_RECORD: usize = 16 << 20;

pub const NAMES: [&str; 4] = [
    "ours, into a batch",
    "csv, ByteRecord",
    "simd-csv, ByteRecord",
    "simd-csv, zero copy",
];

/// Reads everything, and returns the number of records after the header.
pub fn count(reader: usize, bytes: &[u8]) -> u64 {
    match reader {
        0 => ours(bytes),
        1 => {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
            let mut record = csv::ByteRecord::new();
            let mut records = 0;
            while reader.read_byte_record(&mut record).expect("memory can be read") {
                records += 1;
            }
            records
        }
        2 => {
            let mut reader = simd_csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
            let mut record = simd_csv::ByteRecord::new();
            let mut records = 0;
            while reader.read_byte_record(&mut record).expect("memory can be read") {
                records += 1;
            }
            records
        }
        _ => {
            let mut reader = simd_csv::ZeroCopyReaderBuilder::new().flexible(true).from_reader(bytes);
            let mut records = 0;
            while reader.read_byte_record().expect("memory can be read").is_some() {
                records += 1;
            }
            records
        }
    }
}

fn ours(bytes: &[u8]) -> u64 {
    let reading = Rc::default();
    let beginning = &bytes[..bytes.len().min(BLOCK)];
    let preamble = Preamble::read("input", Some(Format::Csv), &reading, beginning, true, LONGEST_RECORD);
    let preamble = preamble.ok().flatten().expect("the file has a header");
    let mut csv = preamble.decoder(&reading.columns);
    let mut batch = Batch::new(LONGEST_RECORD);
    let mut start = preamble.bytes as usize;
    let mut position = Position::default().after(&bytes[..start]);
    let mut records = 0;
    while start < bytes.len() {
        let end = bytes.len().min(start + BLOCK);
        let block = &bytes[start..end];
        let taken = csv.decode(block, position, end == bytes.len(), &mut batch);
        let taken = taken.unwrap_or_else(|_| panic!("the file can be read"));
        position = position.after(&block[..taken]);
        start += taken;
        records += (batch.rows() + batch.unreadable.len()) as u64;
        batch.clear();
    }
    records
}

/// Memory for the bytes.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// [`count`] of the bytes at a place.
///
/// # Safety
/// `bytes` points to `length` bytes from `allocate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn count_at(reader: usize, bytes: *const u8, length: usize) -> u64 {
    // SAFETY: the caller's promise.
    count(reader, unsafe { std::slice::from_raw_parts(bytes, length) })
}
