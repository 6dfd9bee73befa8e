//! Compressed tar files whose bytes depend only on what is in them, and the folder of the release.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};

/// Files by path, in one order. Each is owned by root and has the time of the release.
pub struct Pack {
    time: u64,
    files: BTreeMap<String, (Vec<u8>, bool)>,
}

impl Pack {
    pub fn new(time: u64) -> Self {
        Self {
            time,
            files: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), (content.into(), false));
    }

    pub fn add_program(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), (content.into(), true));
    }

    pub fn into_tar_gz(self) -> Result<Vec<u8>> {
        let gzip = GzBuilder::new().write(Vec::new(), Compression::default());
        let mut tar = tar::Builder::new(gzip);
        for (path, (content, is_program)) in &self.files {
            let mut header = Header::new_ustar();
            header.set_entry_type(EntryType::Regular);
            header.set_size(content.len() as u64);
            header.set_mode(if *is_program { 0o755 } else { 0o644 });
            header.set_mtime(self.time);
            header.set_uid(0);
            header.set_gid(0);
            tar.append_data(&mut header, path, content.as_slice())
                .with_context(|| format!("pack `{path}`"))?;
        }
        Ok(tar.into_inner()?.finish()?)
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the files and their checksums, in place of an earlier release.
pub fn publish(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("replace `{}`", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("create `{}`", folder.display()))?;
    let mut sums = String::new();
    for (name, content) in files {
        fs::write(folder.join(name), content).with_context(|| format!("write `{name}`"))?;
        sums += &format!("{}  {name}\n", sha256(content));
        println!("{:>10}  {name}", content.len());
    }
    let mut file = fs::File::create(folder.join("SHA256SUMS")).context("write `SHA256SUMS`")?;
    file.write_all(sums.as_bytes()).context("write `SHA256SUMS`")
}
