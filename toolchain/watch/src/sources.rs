//! The files that are watched: those in the folders of `plan` that git doesn't ignore.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use anyhow::{Context, Result};
use ignore::gitignore::Gitignore;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode, event::ModifyKind};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};

use crate::plan;

/// How long it is quiet before a save counts: an editor writes, renames and deletes, and may save several files.
const QUIET: Duration = Duration::from_millis(100);

pub enum Message {
    Events(DebounceEventResult),
    End,
}

pub struct Sources {
    root: PathBuf,
    ignored: Gitignore,
    watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Sources {
    pub fn watch(root: &Path, sender: Sender<Message>) -> Result<Sources> {
        let watcher = new_debouncer(QUIET, None, move |events| drop(sender.send(Message::Events(events))))
            .context("cannot watch files")?;
        let (ignored, error) = Gitignore::new(root.join(".gitignore"));
        if let Some(error) = error {
            return Err(error).context("cannot read `.gitignore`");
        }
        let mut sources = Sources {
            root: root.into(),
            ignored,
            watcher,
        };
        // Shows a new folder of stages. All of the checkout would include what is built.
        sources.add(root, RecursiveMode::NonRecursive)?;
        for folder in plan::folders() {
            let path = root.join(folder);
            if path.is_dir() {
                sources.add(&path, RecursiveMode::Recursive)?;
            }
        }
        Ok(sources)
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) -> Result<()> {
        self.watcher
            .watch(path, mode)
            .with_context(|| format!("cannot watch `{}`", path.display()))
    }

    /// The files that events are about, relative to the checkout.
    pub fn changed(&mut self, events: &[DebouncedEvent]) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for event in events {
            if matches!(
                event.kind,
                EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
            ) {
                continue;
            }
            for path in &event.paths {
                let Ok(relative) = path.strip_prefix(&self.root) else {
                    continue;
                };
                if relative == Path::new(plan::STAGES) && path.is_dir() {
                    // If it can't be watched, the next event is missing, but this one isn't.
                    let _ = self.add(path, RecursiveMode::Recursive);
                }
                if self.is_source(relative) {
                    changed.push(relative.into());
                }
            }
        }
        changed
    }

    fn is_source(&self, path: &Path) -> bool {
        let is_watched = plan::folders().any(|folder| path.starts_with(folder));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What editors write beside a file.
        let is_temporary =
            name.starts_with(['.', '#']) || name.ends_with(['~']) || name.chars().all(|c| c.is_ascii_digit());
        let is_ignored = || {
            let is_folder = self.root.join(path).is_dir();
            self.ignored.matched_path_or_any_parents(path, is_folder).is_ignore()
        };
        is_watched && !is_temporary && !is_ignored()
    }
}
