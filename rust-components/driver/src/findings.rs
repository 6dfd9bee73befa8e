//! What was found in an input besides its records, and what people should know of that, in words.

use crate::column_notes::list;
use crate::guess::NotUtf8;
use crate::object::SkippedKeys;

/// See `findings` in `wit/partition.wit`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    pub has_content: bool,
    pub empty_rows: u64,
    pub not_utf8: NotUtf8,
    pub skipped: SkippedKeys,
}

impl Findings {
    /// Adds what was found in the next block.
    pub fn add(&mut self, next: &Findings) {
        self.has_content |= next.has_content;
        self.empty_rows += next.empty_rows;
        self.not_utf8.append(&next.not_utf8);
        self.skipped.append(&next.skipped);
    }

    /// The notes that follow those which the beginning of the input determines.
    pub fn notes(&self, records: u64) -> Vec<String> {
        let keys = skipped_keys(&self.skipped).map(|words| left_out("keys", &words));
        let empty = empty_rows(self.empty_rows);
        let nothing = (records == 0 && self.has_content).then(|| NO_RECORD.into());
        [keys, not_utf8(&self.not_utf8), empty, nothing]
            .into_iter()
            .flatten()
            .collect()
    }
}

pub const NO_RECORD: &str = "no record, though something follows the header";

/// `what`: columns or keys.
pub fn left_out(what: &str, words: &str) -> String {
    format!("{what} left out: {words}; `--keep-columns` keeps them")
}

/// The keys that are not used, in words.
pub fn skipped_keys(skipped: &SkippedKeys) -> Option<String> {
    let names: Vec<&str> = skipped.keys.iter().map(String::as_str).collect();
    let more = if skipped.has_more {
        ["others".into()].into()
    } else {
        Vec::new()
    };
    list(&names, more)
}

pub fn not_utf8(found: &NotUtf8) -> Option<String> {
    (found.records > 0).then(|| {
        let (records, likely) = (plural(found.records, "record isn't", "records aren't"), found.likely());
        format!("{records} UTF-8, but probably {likely}; `--encoding {likely}` reads all as that")
    })
}

pub fn empty_rows(rows: u64) -> Option<String> {
    (rows > 0).then(|| format!("{} skipped", plural(rows, "empty row", "empty rows")))
}

pub fn plural(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
