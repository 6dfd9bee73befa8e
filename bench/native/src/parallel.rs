//! A run on several threads, with the output of a run on one. The file is cut into blocks of lines. Each thread reads the next
//! block, decodes it, applies the rules, looks its addresses up when it is its turn, encodes it, and writes the output to its
//! place in the files.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Context, Result, ensure};
use driver::format::Format;
use driver::job::JobOptions;
use driver::partition::judge::Judge;
use driver::partition::preamble::Preamble;

use crate::register::{Shards, Share};
use crate::summary;
use crate::turns::Turns;

const BLOCK: u64 = 256 * 1024;
/// How much is read at a time to find the end of a line.
const MORE: u64 = 4 * 1024;

struct Run<'a> {
    name: &'a str,
    input: Blocks,
    preamble: Preamble,
    /// The next block.
    next: AtomicU64,
    /// By the block's number.
    places: Turns<Place>,
    shards: Shards,
    /// Where the next lines go, by the number of the block's first record.
    ends: Turns<(u64, u64)>,
    users: File,
    rejects: File,
}

/// Where a block begins: with the line that the block before wasn't the end of.
struct Place {
    offset: u64,
    record: u64,
    line: u64,
}

/// Runs, unless the input can't be read in blocks.
pub fn run(input: &str, out: &Path, threads: usize) -> Result<bool> {
    let file = File::open(input).with_context(|| format!("cannot read `{input}`"))?;
    let size = file.metadata()?.len();
    let preamble = preamble(input, &file, size)?;
    if !preamble.splits {
        return Ok(false);
    }
    let create = |name| {
        let path = out.join(name);
        File::create(&path).with_context(|| format!("cannot write `{}`", path.display()))
    };
    let head = preamble.bytes;
    let run = Run {
        name: input,
        places: Turns::new(
            0,
            Place {
                offset: head,
                record: 1,
                line: preamble.lines + 1,
            },
        ),
        preamble,
        input: Blocks { file, head, size },
        next: AtomicU64::new(0),
        shards: Shards::new(threads),
        ends: Turns::new(1, (0, 0)),
        users: create("users.ndjson")?,
        rejects: create("rejects.ndjson")?,
    };
    let totals = thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(|| judged(&run))).collect();
        let shares = started.into_iter().map(|thread| match thread.join() {
            Ok(share) => share,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        let all = shares.reduce(|mut all, share| {
            all.add(&share);
            all
        });
        all.map(|all| all.tally().totals())
    });
    let summary = totals.as_ref().map(summary::render).unwrap_or_default();
    let path = out.join("summary.json");
    fs::write(&path, summary).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(true)
}

/// Judges blocks until there are no more. The others wait for a thread that fails, so a failure ends the process.
fn judged<'a>(run: &'a Run) -> Share<'a> {
    run.judge().unwrap_or_else(|error| {
        eprintln!("Error: {error:?}");
        std::process::exit(1);
    })
}

impl Run<'_> {
    fn judge(&self) -> Result<Share<'_>> {
        let mut share = Share::new(&self.shards);
        let mut judge = Judge::new(&mut share, JobOptions::default());
        judge.begin_input(self.name, &self.preamble)?;
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.input.count() {
                break;
            }
            self.go_through(number, &mut judge)?;
        }
        drop(judge);
        Ok(share)
    }

    fn go_through(&self, number: u64, judge: &mut Judge<&mut Share>) -> Result<()> {
        let is_last = number + 1 == self.input.count();
        let (offset, bytes) = self.input.block(number)?;
        let end = offset + bytes.len() as u64;
        // A block most likely begins with a record. If it doesn't, it is read again.
        let mut read = judge.read_block(bytes, is_last)?;
        let mut place = self.places.take(number);
        if place.offset != offset {
            let bytes = self.input.bytes(place.offset, end)?;
            read = judge.read_block(bytes, is_last)?;
        }
        let Place { record, line, .. } = *place;
        if !read.failed {
            place.offset += read.bytes;
            place.record += read.records;
            place.line += read.lines;
            place.pass(number + 1);
        }
        let (lines, counts) = judge.judge_block(record, line)?;
        ensure!(
            counts.read == read.records,
            "found {counts:?} in a block of {} records",
            read.records
        );
        if counts.read == 0 {
            return Ok(());
        }
        let mut ends = self.ends.take(record);
        let (users, rejects) = *ends;
        *ends = (users + lines.users.len() as u64, rejects + lines.rejects.len() as u64);
        ends.pass(record + counts.read);
        self.users.write_all_at(&lines.users, users)?;
        self.rejects.write_all_at(&lines.rejects, rejects)?;
        Ok(())
    }
}

/// The lines after the head of a file, by the range in which they begin.
struct Blocks {
    file: File,
    head: u64,
    size: u64,
}

impl Blocks {
    fn count(&self) -> u64 {
        (self.size - self.head).div_ceil(BLOCK).max(1)
    }

    /// Where the block begins, and its lines.
    fn block(&self, number: u64) -> Result<(u64, Vec<u8>)> {
        let from = self.head + number * BLOCK;
        let to = self.size.min(from + BLOCK);
        // A line begins where the range does if the byte before ends one.
        let before = u64::from(number > 0);
        let mut bytes = self.bytes(from - before, to)?;
        let start = match memchr::memchr(b'\n', &bytes[..bytes.len().saturating_sub(1)]) {
            _ if number == 0 => 0,
            Some(end) => end + 1,
            // None begins in this range.
            None => usize::MAX,
        };
        let mut ended = bytes.len().saturating_sub(1);
        let mut next = to;
        while next < self.size && memchr::memchr(b'\n', &bytes[ended..]).is_none() {
            ended = bytes.len();
            let to = self.size.min(next + MORE);
            bytes.extend(self.bytes(next, to)?);
            next = to;
        }
        let end = memchr::memchr(b'\n', &bytes[ended..]).map_or(bytes.len(), |at| ended + at + 1);
        let start = start.min(end);
        bytes.truncate(end);
        bytes.drain(..start);
        Ok((from - before + start as u64, bytes))
    }

    fn bytes(&self, from: u64, to: u64) -> Result<Vec<u8>> {
        let mut bytes = vec![0; (to - from) as usize];
        self.file.read_exact_at(&mut bytes, from)?;
        Ok(bytes)
    }
}

fn preamble(name: &str, file: &File, size: u64) -> Result<Preamble> {
    let (reading, limit) = (Rc::default(), JobOptions::default().max_record_bytes as usize);
    let mut length = size.min(BLOCK);
    loop {
        let mut bytes = vec![0; length as usize];
        file.read_exact_at(&mut bytes, 0)?;
        let last = length == size;
        if let Some(found) = Preamble::read(name, Some(Format::Csv), &reading, &bytes, last, limit)? {
            return Ok(found);
        }
        length = size.min(2 * length);
    }
}
