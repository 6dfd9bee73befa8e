//! Files in memory. Each test binary uses part of this.
#![allow(dead_code)]

use samples::args::Format;
use samples::rows::Mix;

pub fn csv(rows: u64, seed: u64, bad: u32, dup: u32) -> Vec<u8> {
    write(Format::Csv, rows, seed, bad, dup)
}

pub fn ndjson(rows: u64, seed: u64, bad: u32, dup: u32) -> Vec<u8> {
    write(Format::Ndjson, rows, seed, bad, dup)
}

fn write(format: Format, rows: u64, seed: u64, bad: u32, dup: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mix = Mix::new(bad, dup).expect("the shares add up");
    samples::write(&mut file, format, rows, seed, mix).expect("memory takes all");
    file
}

/// FNV-1a, 64 bits: enough to distinguish files.
pub fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The rows before they are written in either format.
pub struct Meant {
    pub name: Vec<u8>,
    pub email: String,
    pub age: u32,
    pub fault: Option<samples::fault::Fault>,
}

pub fn meant(rows: u64, seed: u64, bad: u32, dup: u32) -> Vec<Meant> {
    let mut source = samples::rows::Rows::new(seed, Mix::new(bad, dup).expect("the shares add up"));
    (0..rows)
        .map(|_| {
            let row = source.next_row();
            Meant {
                name: row.name.clone(),
                email: String::from_utf8(row.email.clone()).expect("addresses are ASCII"),
                age: row.age,
                fault: row.fault,
            }
        })
        .collect()
}
