//! Text in another encoding becomes UTF-8.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Comes before the bytes of a sequence that the encoding doesn't have. It never occurs in UTF-8, so the record is
/// rejected, with all its bytes.
const NOT_TEXT: u8 = 0xFF;
const ROOM: usize = 64 * 1024;

/// The longest sequence that may turn out to be none, and what was read after it.
const RECENT: usize = 8;

pub struct Transcoder {
    decoder: Decoder,
    /// The last bytes of earlier calls.
    recent: Vec<u8>,
    ended: bool,
}

impl Transcoder {
    /// By the byte order mark at the beginning of the text, or else the requested encoding. `None` for UTF-8.
    pub fn of(requested: Option<&'static Encoding>, beginning: &[u8]) -> Option<Transcoder> {
        let encoding = match beginning {
            [0xFF, 0xFE, ..] => UTF_16LE,
            [0xFE, 0xFF, ..] => UTF_16BE,
            [0xEF, 0xBB, 0xBF, ..] => UTF_8,
            _ => requested.unwrap_or(UTF_8),
        };
        (encoding != UTF_8).then(|| Transcoder {
            decoder: encoding.new_decoder_with_bom_removal(),
            recent: Vec::new(),
            ended: false,
        })
    }

    pub fn name(&self) -> &'static str {
        self.decoder.encoding().name()
    }

    pub fn transcode(&mut self, bytes: &[u8], last: bool, text: &mut Vec<u8>) {
        if self.ended || (bytes.is_empty() && !last) {
            return;
        }
        self.ended = last;
        let mut used = self.recent.len();
        let mut bytes = [&self.recent, bytes].concat();
        loop {
            let rest = &bytes[used..];
            let start = text.len();
            text.resize(start + ROOM.min(rest.len() * 3 + 16), 0);
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(rest, &mut text[start..], last);
            text.truncate(start + written);
            used += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    text.push(NOT_TEXT);
                    let end = used.saturating_sub(after.into());
                    text.extend_from_slice(&bytes[end.saturating_sub(length.into())..end]);
                }
            }
        }
        self.recent = bytes.split_off(bytes.len().saturating_sub(RECENT));
    }
}
