//! The likely encoding of text that isn't UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// How many bytes are looked at.
const MOST: usize = 64 * 1024;

/// Collects text that isn't UTF-8.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotUtf8 {
    pub records: u64,
    /// The first bytes of them, all together.
    pub bytes: Vec<u8>,
}

impl NotUtf8 {
    pub fn add(&mut self, record: &[u8]) {
        self.records += 1;
        self.look_at(record);
    }

    /// Adds the text that comes next.
    pub fn append(&mut self, next: &NotUtf8) {
        self.records += next.records;
        self.look_at(&next.bytes);
    }

    fn look_at(&mut self, text: &[u8]) {
        let room = MOST.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&text[..text.len().min(room)]);
    }

    pub fn likely(&self) -> &'static str {
        likely(&self.bytes)
    }
}

/// `None` if the text is UTF-8.
pub fn encoding_of_text(text: &[u8]) -> Option<&'static str> {
    let text = &text[..text.len().min(MOST)];
    if let Some(label) = utf16(text) {
        return Some(label);
    }
    // A character may be cut off at the end.
    simdutf8::compat::from_utf8(text)
        .is_err_and(|error| error.error_len().is_some())
        .then(|| likely(text))
}

fn likely(text: &[u8]) -> &'static str {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(text, true);
    label(detector.guess(None, Utf8Detection::Deny).name())
}

/// UTF-16 without a byte order mark: every second byte of Latin text is zero.
fn utf16(text: &[u8]) -> Option<&'static str> {
    let pairs = text.as_chunks::<2>().0;
    let half = pairs.len() / 2;
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count() > half;
    match (zeros(0), zeros(1)) {
        (false, true) => Some("utf-16le"),
        (true, false) => Some("utf-16be"),
        _ => None,
    }
}

/// In lower case, as most labels are written.
fn label(name: &'static str) -> &'static str {
    match name {
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "Big5" => "big5",
        "GBK" => "gbk",
        "KOI8-U" => "koi8-u",
        "IBM866" => "ibm866",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        other => other,
    }
}
