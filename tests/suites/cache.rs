//! Compiled and translated components run unchecked. So each host takes them only from a folder and files that the user
//! alone can write, and the same cases hold for both.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use tests::checkout;
use tests::folder::names;
use tests::host::{Answer, Host};

/// What is done to the cache between two calls.
enum Change {
    /// The mode of a folder: 0 is the one that holds what is kept, 1 the one around it, and so on.
    Around(usize, u32),
    /// The mode of what is kept itself, which is a file or a folder.
    Kept(u32),
    /// The mode of the files in it, if it is a folder, or of itself.
    Inside(u32),
    /// It is moved away, and a link to it is put in its place.
    Link,
    /// The owner of a folder around it, or of what is kept. Only root can do that.
    Owner(Option<usize>),
}

/// What the second call does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Then {
    /// It uses what is kept.
    Uses,
    /// It makes it again, and keeps that.
    Renews,
    /// It makes it again, and can't keep it.
    KeepsNothing,
}

/// Cases of a kept file and of the folders around it.
const CASES: [(Change, Then); 15] = [
    (Change::Around(0, 0o700), Then::Uses),
    (Change::Around(0, 0o755), Then::Uses),
    (Change::Around(0, 0o720), Then::KeepsNothing),
    (Change::Around(0, 0o702), Then::KeepsNothing),
    (Change::Around(0, 0o1777), Then::KeepsNothing),
    (Change::Around(1, 0o777), Then::KeepsNothing),
    (Change::Around(2, 0o770), Then::KeepsNothing),
    // Where the sticky bit is set, only owners can rename.
    (Change::Around(2, 0o1777), Then::Uses),
    (Change::Kept(0o720), Then::Renews),
    (Change::Kept(0o702), Then::Renews),
    (Change::Inside(0o620), Then::Renews),
    (Change::Inside(0o644), Then::Uses),
    (Change::Link, Then::Renews),
    (Change::Owner(None), Then::Renews),
    (Change::Owner(Some(1)), Then::KeepsNothing),
];

struct Scratch {
    host: Host,
    folder: TempDir,
}

impl Scratch {
    /// The notice of a call that needs a component compiled or translated.
    fn call(&self) -> String {
        let answer = Answer::from(self.command().output().expect("it starts"));
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        answer.stderr
    }

    fn command(&self) -> Command {
        let mut command = match self.host {
            // The validator is compiled in a moment.
            Host::Wasmtime => {
                let mut command = Command::new(checkout("build/tools/compile"));
                command.arg(checkout("build/validator.wasm"));
                command
            }
            Host::Node => {
                let mut command = self.host.command(self.folder.path());
                command.args(["create", "--name", "Ann", "--email", "a@example.com", "--age", "30"]);
                command.arg("--component").arg(checkout("build/pipeline.wasm"));
                command
            }
        };
        command.env("XDG_CACHE_HOME", self.root());
        command
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("a folder").join("cache")
    }

    /// The folder that holds what is kept.
    fn folder(&self) -> PathBuf {
        let kind = match self.host {
            Host::Wasmtime => "compiled",
            Host::Node => "translated",
        };
        self.root().join("polyglot-pipeline").join(kind)
    }

    fn around(&self, depth: usize) -> PathBuf {
        self.folder().ancestors().nth(depth).expect("a folder").into()
    }

    /// The compiled component or the translation.
    fn kept(&self) -> PathBuf {
        let entries = fs::read_dir(self.folder()).expect("the folder");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_none_or(|found| found != "functions"));
        assert_eq!(paths.len(), 1, "{paths:?}");
        paths.remove(0)
    }

    fn change(&self, change: &Change) -> PathBuf {
        match change {
            Change::Around(depth, mode) => set_mode(&self.around(*depth), *mode),
            Change::Kept(mode) => set_mode(&self.kept(), *mode),
            Change::Inside(mode) => {
                let kept = self.kept();
                let inside = kept.join("pipeline.js");
                set_mode(if kept.is_dir() { &inside } else { &kept }, *mode)
            }
            Change::Link => {
                let kept = self.kept();
                let elsewhere = self.folder.path().join("elsewhere");
                fs::rename(&kept, &elsewhere).expect("it is moved");
                symlink(&elsewhere, &kept).expect("a link");
                kept
            }
            Change::Owner(depth) => {
                let path = depth.map_or_else(|| self.kept(), |depth| self.around(depth));
                chown(&path, Some(12345), None).expect("root may do that");
                path
            }
        }
    }
}

fn set_mode(path: &Path, mode: u32) -> PathBuf {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    path.into()
}

#[test]
fn only_what_the_user_alone_can_write_is_used() {
    let is_root = is_root();
    for host in Host::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let scratch = Scratch { host, folder };
        let first = scratch.call();
        assert!(first.contains(", once ("), "{host:?}: {first}");
        let kept = scratch.folder.path().join("kept");
        fs::rename(scratch.root(), &kept).expect("it is ours");
        for (number, (change, then)) in CASES.iter().enumerate() {
            if matches!(change, Change::Owner(_)) && !is_root {
                eprintln!("not root: case {number} is skipped");
                continue;
            }
            let _ = fs::remove_dir_all(scratch.root());
            let copied = Command::new("cp").arg("-a").args([&kept, &scratch.root()]).status();
            assert!(copied.expect("it starts").success());
            assert_eq!(scratch.call(), "", "{host:?} {number}");
            let path = scratch.change(change);
            let second = scratch.call();
            let named = format!("others can write to `{}`", path.display());
            match then {
                Then::Uses => assert_eq!(second, "", "{host:?} {number}"),
                Then::Renews => {
                    assert!(
                        second.contains(&format!(" again: {named}")),
                        "{host:?} {number}: {second}"
                    );
                    assert_eq!(scratch.call(), "", "{host:?} {number}");
                }
                Then::KeepsNothing => {
                    let expected = format!("; the result isn't kept: {named}");
                    assert!(second.contains(&expected), "{host:?} {number}: {second}");
                }
            }
            let _ = fs::remove_dir_all(scratch.folder.path().join("elsewhere"));
            let _ = fs::remove_file(scratch.folder.path().join("elsewhere"));
        }
    }
}

/// A path that depends on the folder of a call would leave a cache in each, where it may be anyone's.
#[test]
fn nothing_is_kept_in_the_folder_of_the_call() {
    for host in Host::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let scratch = Scratch { host, folder };
        let mut command = scratch.command();
        command
            .env("HOME", "home")
            .env("XDG_CACHE_HOME", "cache")
            .current_dir(&scratch.folder);
        let answer = Answer::from(command.output().expect("it starts"));
        let expected = "; the result isn't kept: there is no home folder\n";
        assert!(
            answer.code == 0 && answer.stderr.ends_with(expected),
            "{host:?}: {answer:?}"
        );
        assert_eq!(names(scratch.folder.path()), [""; 0], "{host:?}");
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
