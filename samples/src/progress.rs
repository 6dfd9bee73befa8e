//! How far it is, on stderr, where a person watches.

use std::io::{self, IsTerminal, Write};

pub struct Progress {
    rows: u64,
    shown: Option<u64>,
    watched: bool,
}

impl Progress {
    /// `data_on_terminal`: the records themselves go to a terminal, which a progress line would only spoil.
    pub fn new(rows: u64, data_on_terminal: bool) -> Self {
        Self {
            rows,
            shown: None,
            watched: io::stderr().is_terminal() && !data_on_terminal,
        }
    }

    pub fn hidden() -> Self {
        Self {
            rows: 0,
            shown: None,
            watched: false,
        }
    }

    pub fn show(&mut self, done: u64) {
        if !self.watched {
            return;
        }
        let percent = u128::from(done) * 100 / u128::from(self.rows.max(1));
        let percent = Some(percent as u64);
        if percent != self.shown {
            self.shown = percent;
            // Progress that can't be shown is no reason to stop.
            let _ = write!(io::stderr(), "\r{done} of {} records", self.rows);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
