//! Compressed input: gzip and zstd.

use std::io::Write;

use flate2::write::GzDecoder;
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::error::InputError;

/// Kinds of files that aren't text, by their first bytes, and what to do.
const OTHERS: [(&[u8], &str, &str); 7] = [
    (b"BZh", "bzip2 data", "text, gzip or zstd"),
    (b"\xFD7zXZ\0", "xz data", "text, gzip or zstd"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", "text, gzip or zstd"),
    (b"%PDF-", "a PDF document", "text"),
    (b"PAR1", "a Parquet file", "text"),
    (b"SQLite f", "a SQLite database", "text"),
    (b"Obj\x01", "an Avro file", "text"),
];
const GZIP: &[u8] = b"\x1F\x8B";
const ZSTD: u32 = 0xFD2F_B528;
/// The first of sixteen: frames that carry something else than data.
const SKIPPABLE: u32 = 0x184D_2A50;
pub const WHAT: &str = "the input";

/// `None` if the bytes aren't compressed. Fails if they are a kind of file that isn't text.
pub fn recognize(beginning: &[u8]) -> Result<Option<Unpacker>, InputError> {
    if beginning.starts_with(GZIP) {
        return Ok(Some(Unpacker::Gzip(Gzip::Between)));
    }
    if magic(beginning).is_some_and(|magic| magic == ZSTD || magic & !15 == SKIPPABLE) {
        return Ok(Some(Unpacker::Zstd(Box::default())));
    }
    match OTHERS.iter().find(|(magic, ..)| beginning.starts_with(magic)) {
        Some((_, found, expected)) => Err(InputError::of_file(WHAT, *found, *expected)),
        None => Ok(None),
    }
}

pub fn too_large(limit: u64) -> InputError {
    InputError::of_file(
        WHAT,
        format!("more than {limit} bytes after unpacking"),
        "at most that many (option `--max-unpacked-bytes`)",
    )
}

pub enum Unpacker {
    Gzip(Gzip),
    Zstd(Box<Zstd>),
}

impl Unpacker {
    pub fn name(&self) -> &'static str {
        match self {
            Unpacker::Gzip(_) => "gzip",
            Unpacker::Zstd(_) => "zstd",
        }
    }

    pub fn unpack(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), InputError> {
        match self {
            Unpacker::Gzip(gzip) => gzip.unpack(bytes, out),
            Unpacker::Zstd(zstd) => zstd.unpack(bytes, out),
        }
    }

    /// Checks that the data is complete.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), InputError> {
        match self {
            Unpacker::Gzip(gzip) => gzip.finish(out),
            Unpacker::Zstd(zstd) => zstd.finish(),
        }
    }

    pub fn is_closed(&self) -> bool {
        match self {
            Unpacker::Gzip(gzip) => matches!(gzip, Gzip::Closed),
            Unpacker::Zstd(zstd) => matches!(zstd.part, Part::Closed),
        }
    }
}

fn broken(format: &str) -> InputError {
    InputError::of_file(
        WHAT,
        format!("broken {format} data"),
        format!("{format} data that can be unpacked"),
    )
}

/// A frame that can't be unpacked, though it may be whole.
fn unusable(error: FrameDecoderError) -> InputError {
    let (found, expected) = match error {
        FrameDecoderError::DictNotProvided { .. } => ("zstd data that needs a dictionary", "zstd data without one"),
        FrameDecoderError::WindowSizeTooBig { .. } => (
            "zstd data that refers back too far",
            "zstd data packed without `--long`, or with at most `--long=27`",
        ),
        _ => return broken("zstd"),
    };
    InputError::of_file(WHAT, found, expected)
}

fn cut_off(format: &str) -> InputError {
    InputError::of_file(WHAT, format!("{format} data that is cut off"), "its end")
}

fn wrong_checksum(format: &str) -> InputError {
    let found = format!("{format} data with a wrong checksum");
    InputError::of_file(WHAT, found, format!("{format} data that is undamaged"))
}

/// Unpacks the members of gzip data, one after the other.
pub enum Gzip {
    Between,
    Member(Box<GzDecoder<Vec<u8>>>),
    Closed,
}

impl Gzip {
    fn unpack(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), InputError> {
        loop {
            if let Gzip::Between = self {
                // A tape or disk pads what it holds with zeros, and gzip ignores them.
                let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                bytes = &bytes[zeros..];
                if !bytes.is_empty() {
                    *self = Gzip::Member(Box::new(GzDecoder::new(Vec::new())));
                }
            }
            let Gzip::Member(decoder) = self else {
                return Ok(());
            };
            if bytes.is_empty() {
                return Ok(());
            }
            let size = decoder.write(bytes).map_err(|_| broken("gzip"))?;
            bytes = &bytes[size..];
            out.append(decoder.get_mut());
            if size == 0 {
                self.end_member(out)?;
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), InputError> {
        if let Gzip::Member(decoder) = self {
            // A member that is complete accepts no further byte.
            if !matches!(decoder.write(b"\0"), Ok(0)) {
                return Err(cut_off("gzip"));
            }
            self.end_member(out)?;
        }
        *self = Gzip::Closed;
        Ok(())
    }

    fn end_member(&mut self, out: &mut Vec<u8>) -> Result<(), InputError> {
        if let Gzip::Member(decoder) = self {
            decoder.try_finish().map_err(|_| wrong_checksum("gzip"))?;
            out.append(decoder.get_mut());
        }
        *self = Gzip::Between;
        Ok(())
    }
}

/// Unpacks zstd block by block, so that little is unpacked at once.
#[derive(Default)]
pub struct Zstd {
    decoder: FrameDecoder,
    held: Vec<u8>,
    part: Part,
    checksum: bool,
}

/// What comes next.
#[derive(Default)]
enum Part {
    #[default]
    Frame,
    Block,
    /// As many bytes to skip.
    Skipped(usize),
    Closed,
}

impl Zstd {
    fn unpack(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), InputError> {
        self.held.extend_from_slice(bytes);
        let mut used = 0;
        while let Some(size) = self.one(used, out)? {
            used += size;
        }
        self.held.drain(..used);
        Ok(())
    }

    fn finish(&mut self) -> Result<(), InputError> {
        match self.part {
            Part::Frame if self.held.is_empty() => {
                self.part = Part::Closed;
                Ok(())
            }
            _ => Err(cut_off("zstd")),
        }
    }

    /// Reads the next part from `held`, from `used` on. Returns its size, or `None` if it is incomplete.
    fn one(&mut self, used: usize, out: &mut Vec<u8>) -> Result<Option<usize>, InputError> {
        let held = &self.held[used..];
        match self.part {
            Part::Closed => Ok(None),
            Part::Skipped(0) => {
                self.part = Part::Frame;
                Ok(Some(0))
            }
            Part::Skipped(left) => {
                let size = left.min(held.len());
                self.part = Part::Skipped(left - size);
                Ok((size > 0).then_some(size))
            }
            Part::Frame => {
                let Some(magic) = magic(held) else {
                    return Ok(None);
                };
                if magic & !15 == SKIPPABLE {
                    let Some(length) = held.get(4..8) else {
                        return Ok(None);
                    };
                    let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
                    self.part = Part::Skipped(length as usize);
                    return Ok(Some(8));
                }
                let Some(&descriptor) = held.get(4) else {
                    return Ok(None);
                };
                let size = frame_header(descriptor);
                let Some(mut header) = held.get(..size) else {
                    return Ok(None);
                };
                self.decoder.reset(&mut header).map_err(unusable)?;
                self.checksum = descriptor & 4 != 0;
                self.part = Part::Block;
                Ok(Some(size))
            }
            Part::Block => {
                let Some(header) = held.get(..3) else {
                    return Ok(None);
                };
                let header = u32::from_le_bytes([header[0], header[1], header[2], 0]);
                let (is_last, is_repeated) = (header & 1 != 0, header >> 1 & 3 == 1);
                let content = if is_repeated { 1 } else { header as usize >> 3 };
                let size = 3 + content + if is_last && self.checksum { 4 } else { 0 };
                let Some(mut block) = held.get(..size) else {
                    return Ok(None);
                };
                self.decoder
                    .decode_blocks(&mut block, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(|_| broken("zstd"))?;
                self.decoder.collect_to_writer(out).map_err(|_| broken("zstd"))?;
                if self.decoder.is_finished() {
                    let expected = self.decoder.get_checksum_from_data();
                    if self.checksum && expected != self.decoder.get_calculated_checksum() {
                        return Err(wrong_checksum("zstd"));
                    }
                    self.part = Part::Frame;
                }
                Ok(Some(size))
            }
        }
    }
}

fn magic(bytes: &[u8]) -> Option<u32> {
    let magic = bytes.get(..4)?;
    Some(u32::from_le_bytes(magic.try_into().expect("four bytes")))
}

/// The size of a frame's header, magic number included, by RFC 8878.
fn frame_header(descriptor: u8) -> usize {
    let single = descriptor >> 5 & 1;
    let window = usize::from(1 - single);
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let content = match descriptor >> 6 {
        0 => usize::from(single),
        1 => 2,
        2 => 4,
        _ => 8,
    };
    5 + window + dictionary + content
}
