//! The output folder as a folder: an earlier one stays what it is, and a new one follows the system's rules.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

#[cfg(target_os = "linux")]
use rustix::fs::{XattrFlags, getxattr, setxattr};
use tests::folder::{files, names, same};
use tests::host::{Answer, Host};
use tests::inputs::{nothing_left_behind, scratch};
use tests::{mount, skip};

#[test]
fn what_the_system_puts_into_a_folder_stays_in_it() {
    let theirs = [
        ".DS_Store",
        ".directory",
        ".gitkeep",
        ".nfs000000000000001",
        "Thumbs.db",
        "desktop.ini",
        "Desktop.ini",
    ];
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        fs::create_dir_all(out.join("lost+found")).unwrap();
        for name in theirs {
            fs::write(out.join(name), name).unwrap();
        }
        for input in ["good.csv", "better.csv"] {
            let answer = host.call(scratch.path(), &["run", input, "--out", "out"]);
            assert_eq!(answer.code, 0, "{answer:?}");
        }
        assert_eq!(names(&out).len(), 6 + theirs.len() + 1);
        assert!(out.join("lost+found").is_dir());
        for name in theirs {
            assert_eq!(fs::read_to_string(out.join(name)).unwrap(), name);
        }
    }
}

/// The folder's inode, mode, owner and group.
fn status(folder: &Path) -> (u64, u32, u32, u32) {
    let data = fs::metadata(folder).expect("a folder");
    (data.ino(), data.mode() & 0o7777, data.uid(), data.gid())
}

#[cfg(target_os = "linux")]
#[test]
fn an_earlier_folder_stays_the_same_folder() {
    for host in Host::ALL {
        for input in [None, Some("better.csv")] {
            let scratch = scratch();
            let out = scratch.path().join("out");
            fs::create_dir(&out).unwrap();
            if let Some(input) = input {
                assert_eq!(host.call(scratch.path(), &["run", input, "--out", "out"]).code, 0);
            }
            fs::set_permissions(&out, Permissions::from_mode(0o2710)).unwrap();
            if mount::is_root() {
                std::os::unix::fs::chown(&out, Some(65534), Some(65533)).unwrap();
                // Changing the owner clears this bit.
                fs::set_permissions(&out, Permissions::from_mode(0o2710)).unwrap();
            }
            let labelled = setxattr(&out, "user.label", b"personal", XattrFlags::CREATE);
            let before = status(&out);
            let answer = host.call(scratch.path(), &["run", "good.csv", "--out", "out"]);
            assert_eq!(answer.code, 0, "{answer:?}");
            assert_eq!(status(&out), before, "{}", host.name());
            assert_eq!(files(&out).len(), 6);
            match labelled {
                Ok(()) => {
                    let mut label = [0; 8];
                    assert_eq!(getxattr(&out, "user.label", &mut label), Ok(8), "{}", host.name());
                    assert_eq!(&label, b"personal");
                }
                Err(error) => skip(&format!("this file system has no attributes: {error}")),
            }
        }
    }
}

#[test]
fn an_empty_folder_and_the_current_one_can_be_written_to() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        fs::create_dir(&out).unwrap();
        for input in ["../good.csv", "../better.csv"] {
            let before = status(&out);
            // The shell sees the files, so it is still in that folder.
            let script = format!("\"$0\" run {input} --out . --quiet && ls");
            let output = Command::new("sh")
                .args(["-c", &script])
                .arg(host.path())
                .current_dir(&out)
                .output();
            let answer = Answer::from(output.expect("there is a shell"));
            assert_eq!((answer.code, answer.stdout.lines().count()), (0, 6), "{answer:?}");
            assert_eq!(status(&out), before, "{}", host.name());
            assert_eq!(files(&out).len(), 6);
            nothing_left_behind(scratch.path(), &["out"]);
        }
    }
}

/// A container's volume, in a folder that can only be read.
#[cfg(target_os = "linux")]
#[test]
fn a_mount_point_can_be_written_to() {
    const SCRIPT: &str = r#"
        mount --bind . .
        cd "$PWD"
        mount -t tmpfs none out
        mount -o remount,bind,ro .
        "$HOST" run good.csv --out out
        "$HOST" run better.csv --out out
        cp -r out "$SEEN"
        exec "$HOST" run better.csv --out new"#;
    let expected = {
        let scratch = scratch();
        assert_eq!(
            Host::Wasmtime
                .call(scratch.path(), &["run", "better.csv", "--out", "out"])
                .code,
            0
        );
        files(&scratch.path().join("out"))
    };
    for host in Host::ALL {
        let scratch = scratch();
        let seen = tempfile::tempdir().expect("a folder");
        fs::create_dir(scratch.path().join("out")).unwrap();
        let mut command = match mount::shell(host, scratch.path(), SCRIPT) {
            Ok(command) => command,
            Err(reason) => return skip(&reason),
        };
        command.env("SEEN", seen.path());
        let answer = Answer::from(command.output().expect("it starts"));
        same(&files(&seen.path().join("out")), &expected).unwrap_or_else(|why| panic!("{why}: {answer:?}"));
        let message = "error: cannot write to `.`: read-only file system\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
    }
}

/// As by a mount, or an attribute of the file.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_replaced_is_named_and_the_earlier_output_stays() {
    const SCRIPT: &str = r#"
        mount --bind out/report.svg out/report.svg
        exec "$HOST" run better.csv --out out"#;
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
        let before = files(&out);
        let mut command = match mount::shell(host, scratch.path(), SCRIPT) {
            Ok(command) => command,
            Err(reason) => return skip(&reason),
        };
        let answer = Answer::from(command.output().expect("it starts"));
        let message = "error: cannot write to `out/report.svg`: device or resource busy\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
        same(&files(&out), &before).unwrap_or_else(|why| panic!("{why}: {answer:?}"));
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

#[test]
fn what_is_new_follows_the_umask() {
    for host in Host::ALL {
        for (umask, folder, file) in [("0", 0o777, 0o666), ("27", 0o750, 0o640), ("77", 0o700, 0o600)] {
            let scratch = scratch();
            let script = format!("umask {umask}; exec \"$0\" run good.csv --out a/out --trace-file trace.json --quiet");
            let mut command = Command::new("sh");
            command
                .args(["-c", &script])
                .arg(host.path())
                .current_dir(scratch.path());
            let answer = Answer::from(command.output().expect("there is a shell"));
            assert_eq!(answer.code, 0, "{answer:?}");
            let mode = |path: &str| fs::metadata(scratch.path().join(path)).expect(path).mode() & 0o7777;
            assert_eq!([mode("a"), mode("a/out")], [folder, folder], "{}", host.name());
            for name in names(&scratch.path().join("a/out")) {
                assert_eq!(mode(&format!("a/out/{name}")), file, "{} {name}", host.name());
            }
            assert_eq!(mode("trace.json"), file);
        }
    }
}

#[test]
fn names_may_be_as_long_as_the_file_system_allows() {
    for host in Host::ALL {
        for (name, fits) in [
            ("n".repeat(255), true),
            ("ü".repeat(127), true),
            ("n".repeat(256), false),
        ] {
            let scratch = scratch();
            for _ in 0..2 {
                let answer = host.call(scratch.path(), &["run", "good.csv", "--out", &name]);
                if fits {
                    assert_eq!(answer.code, 0, "{answer:?}");
                    assert_eq!(files(&scratch.path().join(&name)).len(), 6);
                    nothing_left_behind(scratch.path(), &[&name]);
                } else {
                    let message = format!("error: cannot write to `{name}`: file name too long\n");
                    assert_eq!((answer.code, answer.stderr), (4, message), "{}", host.name());
                    nothing_left_behind(scratch.path(), &[]);
                }
            }
        }
    }
}

#[test]
fn a_link_is_followed_and_one_that_leads_nowhere_is_named() {
    for host in Host::ALL {
        let scratch = scratch();
        let folder = scratch.path();
        fs::create_dir(folder.join("real")).unwrap();
        for (link, target) in [("link", "real"), ("lost", "nowhere"), ("loop", "loop")] {
            symlink(target, folder.join(link)).unwrap();
        }
        for out in ["link", "link/"] {
            assert_eq!(host.call(folder, &["run", "good.csv", "--out", out]).code, 0);
            assert_eq!(files(&folder.join("real")).len(), 6);
        }
        for out in ["lost", "lost/", "lost/out", "lost/a/out/."] {
            let answer = host.call(folder, &["run", "good.csv", "--out", out]);
            let message =
                "error: cannot write to `lost`: found a link to `nowhere`, which doesn't exist, expected a folder\n";
            assert_eq!(
                (answer.code, answer.stderr.as_str()),
                (4, message),
                "{} {out}",
                host.name()
            );
        }
        let answer = host.call(folder, &["run", "good.csv", "--out", "loop"]);
        let message = "error: cannot write to `loop`: too many levels of symbolic links\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
        nothing_left_behind(folder, &["link", "loop", "lost", "real"]);
    }
}
