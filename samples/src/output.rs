//! Where the bytes go. A file is written beside its place and put there when it is complete, so that one that was
//! interrupted is never taken for one that is done. A device or a pipe is written to as it stands.

use std::fs::{self, File};
use std::io::{self, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};

pub enum Output {
    Stdout(StdoutLock<'static>),
    Device(File),
    File(Pending),
}

pub struct Pending {
    file: File,
    beside: PathBuf,
    place: PathBuf,
    published: bool,
}

impl Output {
    pub fn create(place: &Path) -> io::Result<Self> {
        if place.as_os_str() == "-" {
            return Ok(Self::Stdout(io::stdout().lock()));
        }
        // Through a link, to what it names; where nothing is yet, as it was given.
        let place = fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
        match fs::metadata(&place) {
            Ok(found) if found.is_dir() => {
                let message = "found a folder, expected the name of a file";
                return Err(io::Error::new(io::ErrorKind::IsADirectory, message));
            }
            // Replacing `/dev/null` by a file would be a disaster.
            Ok(found) if !found.is_file() => {
                return File::options().write(true).open(place).map(Self::Device);
            }
            _ => {}
        }
        let Some(name) = place.file_name() else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "expected the name of a file",
            ));
        };
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut partial = name.to_owned();
        partial.push(format!(".{}.partial", std::process::id()));
        let beside = place.with_file_name(partial);
        let file = File::create(&beside)?;
        Ok(Self::File(Pending {
            file,
            beside,
            place,
            published: false,
        }))
    }

    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout(stdout) if stdout.is_terminal())
    }

    /// Puts a file in its place.
    pub fn publish(self) -> io::Result<()> {
        match self {
            Self::Stdout(_) | Self::Device(_) => Ok(()),
            Self::File(mut pending) => {
                fs::rename(&pending.beside, &pending.place)?;
                pending.published = true;
                Ok(())
            }
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.published {
            // Another error is on its way to the user; this one would only hide it.
            let _ = fs::remove_file(&self.beside);
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::Device(device) => device.write(bytes),
            Self::File(pending) => pending.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::Device(device) => device.flush(),
            Self::File(pending) => pending.file.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_published_leaves_no_trace() {
        let folder = std::env::temp_dir().join(format!("samples-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let place = folder.join("users.csv");
        fs::write(&place, "older").unwrap();

        let mut output = Output::create(&place).unwrap();
        output.write_all(b"newer, but incomplete").unwrap();
        drop(output);

        assert_eq!(fs::read_to_string(&place).unwrap(), "older");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
