//! Folders that the caller may not search, and a umask that closes what the caller makes.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tests::host::{Answer, Host};
use tests::{mount, skip};

/// Runs a script with the permissions of an ordinary user. None if root can't give up its own.
fn ordinary(script: &str, host: Host) -> Option<Answer> {
    // Compiles the component, if that wasn't done: the cache must not get files with a mode of these tests.
    assert_eq!(host.call(Path::new("."), &["rules"]).code, 0);
    let mut command = Command::new("sh");
    if mount::is_root() {
        let without = ["--inh-caps=-all", "--bounding-set=-all"];
        let can = Command::new("setpriv").args(without).arg("true").status();
        if !can.is_ok_and(|status| status.success()) {
            skip("root can't give up its permissions: there is no `setpriv`");
            return None;
        }
        command = Command::new("setpriv");
        command.args(without).arg("sh");
    }
    command.args(["-c", script]).env("HOST", host.path());
    Some(Answer::from(command.output().expect("a shell")))
}

#[test]
fn a_folder_that_cannot_be_searched_is_named_as_one() {
    for host in Host::ALL {
        let scratch = tempfile::tempdir().expect("a folder");
        let (folder, out) = (scratch.path(), scratch.path().join("out"));
        fs::write(folder.join("users.csv"), "name,email,age\n").expect("an input");
        fs::create_dir(&out).expect("a folder");
        fs::set_permissions(&out, Permissions::from_mode(0o600)).expect("it is ours");
        let script = format!("cd '{}' && exec \"$HOST\" run users.csv --out out", folder.display());
        let Some(answer) = ordinary(&script, host) else { return };
        fs::set_permissions(&out, Permissions::from_mode(0o700)).expect("it is ours");
        let message = "error: cannot write to `out`: permission denied\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
    }
}

#[test]
fn a_umask_that_closes_everything_leaves_nothing() {
    for host in Host::ALL {
        let scratch = tempfile::tempdir().expect("a folder");
        fs::write(scratch.path().join("users.csv"), "name,email,age\n").expect("an input");
        let folder = scratch.path().display();
        let script = format!("cd '{folder}' && umask 777 && exec \"$HOST\" run users.csv --out out");
        let Some(answer) = ordinary(&script, host) else { return };
        let message = "error: cannot write to `out/users.ndjson`: permission denied\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
        let left: Vec<_> = fs::read_dir(scratch.path()).expect("a folder").flatten().collect();
        assert_eq!(left.len(), 1, "{}: {left:?}", host.name());
    }
}
