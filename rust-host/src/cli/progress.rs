use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::colours::is_dumb;

/// Shorter runs show no progress.
const DELAY: Duration = Duration::from_millis(400);

/// A progress bar on stderr, if that is a terminal that can clear a line.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: bool,
}

impl Progress {
    /// `total`: bytes to read, if known.
    pub fn start(total: Option<u64>, quiet: bool) -> Progress {
        let bar = match total {
            Some(total) => ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden())
                .with_style(style("{bar:30} {percent}%  {msg} records, {bytes_per_sec}, {eta} left")),
            None => ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
                .with_style(style("{spinner} {bytes} read  {msg} records, {bytes_per_sec}")),
        };
        let (started, shown) = (Instant::now(), quiet || is_dumb());
        Progress { bar, started, shown }
    }

    pub fn advance(&mut self, bytes: u64, records: u64) {
        self.bar.inc(bytes);
        if !self.shown && self.started.elapsed() >= DELAY {
            self.shown = true;
            // This draws nothing if stderr is not a terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        if !self.bar.is_hidden() {
            self.bar.set_message(HumanCount(records).to_string());
        }
    }

    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .expect("the template is valid")
        .progress_chars("━━╌")
}
