//! What comes before the decoders: the bytes of an input become text in UTF-8. Compression is recognized by its first
//! bytes, as are workbooks, and the encoding by a byte order mark.

mod transcode;
mod unpack;
mod workbook;

use crate::error::InputError;
use crate::reading::Reading;
use crate::workbook::Sheet;
use transcode::Transcoder;
use unpack::Unpacker;
pub use unpack::too_large;
use workbook::Workbook;

/// The first bytes that tell compression and other kinds of files apart.
const MAGIC: usize = 8;
/// A byte order mark has two or three bytes.
const MARK: usize = 3;
/// Compressed bytes are unpacked in pieces of this size, counted from the start of the input. So errors don't depend on
/// how the input is split, and little is unpacked at once.
const PIECE: usize = 4096;

/// Bytes on their way to the decoder.
pub struct Intake {
    /// Bytes that were fed, but not used yet.
    bytes: Vec<u8>,
    /// Nothing follows.
    ended: bool,
    /// None: it isn't one.
    workbook: Option<Workbook>,
    unpacker: Stage<Unpacker>,
    transcoder: Stage<Transcoder>,
    /// Unpacked bytes whose encoding isn't known yet.
    unpacked: Vec<u8>,
    unpacked_bytes: u64,
}

enum Stage<T> {
    /// More bytes are needed to decide.
    Unknown,
    /// The bytes stay as they are.
    Unchanged,
    Needed(T),
}

impl Default for Intake {
    fn default() -> Self {
        Intake {
            bytes: Vec::new(),
            ended: false,
            workbook: None,
            unpacker: Stage::Unknown,
            transcoder: Stage::Unknown,
            unpacked: Vec::new(),
            unpacked_bytes: 0,
        }
    }
}

impl Intake {
    pub fn add(&mut self, chunk: Vec<u8>) {
        if self.bytes.is_empty() {
            self.bytes = chunk;
        } else {
            self.bytes.extend_from_slice(&chunk);
        }
    }

    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Whether the text is the bytes of the input, as far as they were used.
    pub fn is_unchanged(&self) -> bool {
        self.found() == (None, None) && !self.is_workbook()
    }

    pub fn is_workbook(&self) -> bool {
        self.workbook.is_some()
    }

    /// The sheet that is read, if the input is a workbook.
    pub fn sheet(&self) -> Option<&dyn Sheet> {
        self.workbook.as_ref().and_then(Workbook::sheet)
    }

    /// The name of the compression and of the encoding, unless it is UTF-8.
    pub fn found(&self) -> (Option<&'static str>, Option<&'static str>) {
        let compression = match &self.unpacker {
            Stage::Needed(unpacker) => Some(unpacker.name()),
            _ => None,
        };
        let encoding = match &self.transcoder {
            Stage::Needed(transcoder) => Some(transcoder.name()),
            _ => None,
        };
        (compression, encoding)
    }

    /// Appends more text. Returns false if there is none until more bytes are added.
    pub fn step(&mut self, reading: &Reading, text: &mut Vec<u8>) -> Result<bool, InputError> {
        if let Stage::Unknown = self.unpacker {
            if self.workbook.is_none() && self.bytes.len() < MAGIC && !self.ended {
                return Ok(false);
            }
            if self.workbook.is_none() {
                self.workbook = Workbook::recognize(&self.bytes);
            }
            if let Some(workbook) = &mut self.workbook {
                return workbook.step(&mut self.bytes, self.ended, reading, text);
            }
            self.unpacker = match unpack::recognize(&self.bytes)? {
                Some(unpacker) => Stage::Needed(unpacker),
                None => Stage::Unchanged,
            };
        }
        match &mut self.unpacker {
            Stage::Needed(unpacker) => {
                let size = match self.bytes.len() {
                    length if length >= PIECE => PIECE,
                    length if self.ended => length,
                    _ => return Ok(false),
                };
                let before = self.unpacked.len();
                if size == 0 {
                    if unpacker.is_closed() {
                        return Ok(false);
                    }
                    unpacker.finish(&mut self.unpacked)?;
                } else {
                    unpacker.unpack(&self.bytes[..size], &mut self.unpacked)?;
                    self.bytes.drain(..size);
                }
                self.unpacked_bytes += (self.unpacked.len() - before) as u64;
                if self.unpacked_bytes > reading.max_unpacked_bytes {
                    return Err(unpack::too_large(reading.max_unpacked_bytes));
                }
                let closed = self.ended && self.bytes.is_empty() && unpacker.is_closed();
                let mut unpacked = std::mem::take(&mut self.unpacked);
                let is_beginning = matches!(self.transcoder, Stage::Unknown);
                let is_known = !is_beginning || unpacked.len() >= MAGIC || closed;
                if is_beginning && is_known {
                    refuse_packed(&unpacked)?;
                }
                if is_known {
                    self.pass(reading, &mut unpacked, closed, text);
                }
                self.unpacked = unpacked;
                Ok(true)
            }
            _ => {
                let had = !self.bytes.is_empty();
                let mut bytes = std::mem::take(&mut self.bytes);
                let ended = self.ended;
                self.pass(reading, &mut bytes, ended, text);
                self.bytes = bytes;
                Ok(had && self.bytes.is_empty())
            }
        }
    }

    /// Moves bytes to the text, through the transcoder if one is needed.
    fn pass(&mut self, reading: &Reading, bytes: &mut Vec<u8>, ended: bool, text: &mut Vec<u8>) {
        if let Stage::Unknown = self.transcoder {
            if bytes.len() < MARK && !ended {
                return;
            }
            self.transcoder = match Transcoder::of(reading.encoding, bytes) {
                Some(transcoder) => Stage::Needed(transcoder),
                None => Stage::Unchanged,
            };
        }
        match &mut self.transcoder {
            Stage::Needed(transcoder) => {
                transcoder.transcode(bytes, ended, text);
                bytes.clear();
            }
            _ if text.is_empty() => *text = std::mem::take(bytes),
            _ => text.append(bytes),
        }
    }
}

/// Fails if what was unpacked isn't text either.
fn refuse_packed(beginning: &[u8]) -> Result<(), InputError> {
    let found = match unpack::recognize(beginning)? {
        Some(unpacker) => unpacker.name(),
        None if Workbook::recognize(beginning).is_some() => "workbook or zip",
        None => return Ok(()),
    };
    let found = format!("{found} data within compressed data");
    Err(InputError::of_file(
        unpack::WHAT,
        found,
        "text within it; unpack it first",
    ))
}
