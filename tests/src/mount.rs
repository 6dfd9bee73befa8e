//! File systems for a single test, in a namespace that ends with it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::host::Host;

/// A command that runs a shell script as root in its own mount namespace, in which `HOST` is a host's path. Fails with the reason
/// if this system doesn't allow that.
pub fn shell(host: Host, folder: &Path, script: &str) -> Result<Command, String> {
    if !is_root() {
        return Err("without root, the user's cache would belong to another user in the namespace".into());
    }
    for namespaces in [["--mount"].as_slice(), &["--user", "--map-root-user", "--mount"]] {
        let mut command = Command::new("unshare");
        command
            .args(namespaces)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let probe = ["sh", "-c", "mount -t tmpfs none /mnt"];
        if command.args(probe).status().is_ok_and(|status| status.success()) {
            let mut command = Command::new("unshare");
            command
                .args(namespaces)
                .args(["sh", "-euc", script])
                .env("HOST", host.path())
                .current_dir(folder);
            return Ok(command);
        }
    }
    Err("this system doesn't allow mounting in a namespace".into())
}

pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|data| data.uid() == 0)
}
