//! All files of a run appear together, or none do; the earlier output stays until then.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tests::folder::{files, names, same};
use tests::host::{Answer, Host};
use tests::inputs::{GOOD, nothing_left_behind, scratch};
use tests::{checkout, mount, skip, times};

#[test]
fn a_later_run_replaces_an_earlier_one() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        assert_eq!(
            host.call(scratch.path(), &["run", "better.csv", "--out", "out"]).code,
            0
        );
        let better = files(&out);
        assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
        assert_ne!(files(&out), better);
        assert_eq!(
            host.call(scratch.path(), &["run", "better.csv", "--out", "./out/"])
                .code,
            0
        );
        same(&files(&out), &better).unwrap();
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

/// The names of the files of a run, by the format of its output.
fn written(extension: &str) -> Vec<String> {
    let mut names = ["report.html", "report.md", "report.svg", "summary.json"]
        .map(String::from)
        .to_vec();
    names.extend(["rejects", "users"].map(|name| format!("{name}.{extension}")));
    names.sort();
    names
}

#[test]
fn a_run_in_another_format_removes_the_earlier_files() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        for format in ["csv", "ndjson", "csv"] {
            let answer = host.call(scratch.path(), &["run", "good.csv", "--out", "out", "--output", format]);
            assert_eq!(answer.code, 0, "{answer:?}");
            assert_eq!(names(&out), written(format), "{host:?}");
        }
        // One that fails leaves all of them.
        let before = files(&out);
        let answer = host.call(scratch.path(), &["run", "broken.csv", "missing.csv", "--out", "out"]);
        assert_eq!(answer.code, 2, "{answer:?}");
        same(&files(&out), &before).unwrap();
        let rejects = ["run", "out/rejects.csv", "--out", "out"];
        let answer = host.call(scratch.path(), &rejects);
        assert_eq!(answer.code, 2);
        assert!(
            answer
                .stderr
                .contains("its file `out/rejects.csv` (an input) would be replaced"),
            "{answer:?}"
        );
        same(&files(&out), &before).unwrap();
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

#[test]
fn a_run_that_fails_leaves_the_earlier_output() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
        let before = files(&out);
        assert_eq!(
            host.call(scratch.path(), &["run", "broken.csv", "--out", "out"]).code,
            2
        );
        same(&files(&out), &before).unwrap();
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        fs::create_dir(&out).unwrap();
        for name in ["thesis.txt", "zebra.txt", "users.ndjson"] {
            fs::write(out.join(name), "years of work").unwrap();
        }
        let answer = host.call(scratch.path(), &["run", "good.csv", "--out", "out"]);
        assert_eq!(answer.code, 4);
        assert_eq!(
            answer.stderr,
            "error: cannot write to `out`: found `thesis.txt` in it, expected an empty folder or an earlier run's output\n"
        );
        assert_eq!(names(&out), ["thesis.txt", "users.ndjson", "zebra.txt"]);
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

#[test]
fn missing_folders_above_are_made() {
    for host in Host::ALL {
        let scratch = scratch();
        assert_eq!(
            host.call(scratch.path(), &["run", "good.csv", "--out", "a/b/out"]).code,
            0
        );
        assert_eq!(files(&scratch.path().join("a/b/out")).len(), 6);
        assert_eq!(names(&scratch.path().join("a/b")), ["out"]);
    }
}

#[test]
fn a_folder_that_has_the_name_of_a_file_is_left_alone() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        fs::create_dir_all(out.join("report.md")).unwrap();
        fs::write(out.join("report.md/thesis.txt"), "years of work").unwrap();
        let answer = host.call(scratch.path(), &["run", "good.csv", "--out", "out"]);
        let message = "error: cannot write to `out`: found the folder `report.md` in it, expected an empty folder or an earlier \
                       run's output\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message));
        assert_eq!(names(&out), ["report.md"]);
        assert_eq!(names(&out.join("report.md")), ["thesis.txt"]);
    }
}

/// By path, through links, and by device and inode; whether the file exists or not. Nothing is changed.
#[test]
fn files_of_a_call_that_are_the_same_are_refused() {
    let traced = checkout("build/traced.wasm");
    for host in Host::ALL {
        let scratch = scratch();
        let folder = scratch.path();
        assert_eq!(host.call(folder, &["run", "good.csv", "--out", "earlier"]).code, 0);
        fs::write(folder.join("rules.conf"), "unique-email = off\n").unwrap();
        fs::copy(&traced, folder.join("traced.wasm")).unwrap();
        fs::hard_link(folder.join("good.csv"), folder.join("hard.csv")).unwrap();
        for (target, link) in [("good.csv", "soft.csv"), ("earlier", "link"), ("new", "ahead")] {
            symlink(target, folder.join(link)).unwrap();
        }
        let trace = "`good.csv` (an input); name another file";
        let outside = "`earlier` (`--out`); name a file outside of it";
        let run = ["run", "good.csv"].as_slice();
        let create = ["create", "--name", "A", "--email", "a@b.c", "--age", "30"].as_slice();
        let cases: [(&[&str], &[&str], String); 16] = [
            (run, &["--trace-file", "good.csv"], format!("`good.csv` (`--trace-file`): it is the same file as {trace}")),
            (run, &["--trace-file", "./earlier/../good.csv"], format!("`./earlier/../good.csv` (`--trace-file`): it is the same file as {trace}")),
            (run, &["--trace-file", "soft.csv"], format!("`soft.csv` (`--trace-file`): it is the same file as {trace}")),
            (run, &["--trace-file", "hard.csv"], format!("`hard.csv` (`--trace-file`): it is the same file as {trace}")),
            (run, &["--rules", "rules.conf", "--trace-file", "rules.conf"], "`rules.conf` (`--trace-file`): it is the same file as `rules.conf` (`--rules`); name another file".into()),
            (run, &["--component", "traced.wasm", "--trace-file", "traced.wasm"], "`traced.wasm` (`--trace-file`): it is the same file as `traced.wasm` (`--component`); name another file".into()),
            (create, &["--rules", "rules.conf", "--trace-file", "rules.conf"], "`rules.conf` (`--trace-file`): it is the same file as `rules.conf` (`--rules`); name another file".into()),
            (create, &["--component", "traced.wasm", "--trace-file", "traced.wasm"], "`traced.wasm` (`--trace-file`): it is the same file as `traced.wasm` (`--component`); name another file".into()),
            (run, &["--out", "earlier", "--trace-file", "earlier/users.ndjson"], format!("`earlier/users.ndjson` (`--trace-file`): it is in the output folder, {outside}")),
            (run, &["--out", "earlier", "--trace-file", "link/a/trace.json"], format!("`link/a/trace.json` (`--trace-file`): it is in the output folder, {outside}")),
            (run, &["--out", "earlier", "--trace-file", "earlier"], format!("`earlier` (`--trace-file`): it is in the output folder, {outside}")),
            (run, &["--out", "new", "--trace-file", "ahead/t.json"], "`ahead/t.json` (`--trace-file`): it is in the output folder, `new` (`--out`); name a file outside of it".into()),
            (run, &["--out", "trace/out", "--trace-file", "trace"], "`trace/out` (`--out`): it is in the file `trace` (`--trace-file`); name another folder".into()),
            (run, &["--out", "good.csv"], "`good.csv` (`--out`): it is the same file as `good.csv` (an input); name another folder".into()),
            (&["run", "link/users.ndjson"], &["--out", "earlier"], "`earlier` (`--out`): its file `link/users.ndjson` (an input) would be replaced; name another folder".into()),
            (run, &["--out", "earlier", "--rules", "earlier/report.md"], "`earlier` (`--out`): its file `earlier/report.md` (`--rules`) would be replaced; name another folder".into()),
        ];
        let everything = || {
            (
                names(folder),
                files(&folder.join("earlier")),
                fs::read(folder.join("good.csv")).unwrap(),
            )
        };
        let before = everything();
        for (verb, options, expected) in cases {
            let answer = host.call(folder, &[verb, options].concat());
            let expected = format!("error: cannot write to {expected}\n");
            assert_eq!(
                (answer.code, answer.stderr),
                (2, expected),
                "{} {options:?}",
                host.name()
            );
            assert!(everything() == before, "{} {options:?}", host.name());
        }
        assert_eq!(
            fs::read_to_string(folder.join("rules.conf")).unwrap(),
            "unique-email = off\n"
        );
        assert!(fs::read(folder.join("traced.wasm")).unwrap() == fs::read(&traced).unwrap());

        // The standard input may be a file as well.
        let mut command = host.command(folder);
        command.args(["run", "-", "--trace-file", "hard.csv"]);
        command.stdin(fs::File::open(folder.join("good.csv")).unwrap());
        let answer = Answer::from(command.output().expect("the host starts"));
        let expected = "error: cannot write to `hard.csv` (`--trace-file`): it is the same file as `-` (an input); name another file\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (2, expected), "{}", host.name());
        assert!(everything() == before);
        let mut command = host.command(folder);
        command.args(["run", "-", "--out", "earlier"]);
        command.stdin(fs::File::open(folder.join("earlier/users.ndjson")).unwrap());
        let answer = Answer::from(command.output().expect("the host starts"));
        let expected = "error: cannot write to `earlier` (`--out`): its file `-` (an input) would be replaced; name another folder\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (2, expected), "{}", host.name());
        assert!(everything() == before);

        // Devices are the same file without harm, and neighbours aren't in the folder.
        let options = [
            "run",
            "good.csv",
            "--rules",
            "/dev/null",
            "--out",
            "earlier",
            "--trace-file",
            "/dev/null",
            "--quiet",
        ];
        let answer = host.call(folder, &options);
        assert_eq!(answer.code, 0, "{answer:?}");
        let options = [
            "run",
            "good.csv",
            "--out",
            "earlier",
            "--trace-file",
            "earlier.json",
            "--quiet",
        ];
        assert_eq!(host.call(folder, &options).code, 0);
    }
}

/// A mount gives a folder a second path, and so does another spelling where upper and lower case are the same.
#[cfg(target_os = "linux")]
#[test]
fn files_of_a_call_with_another_path_by_a_mount_are_refused() {
    const SCRIPT: &str = r#"
        mkdir mount && mount --bind . mount
        for more in 'mount/out/users.ndjson --out out' 'good.csv --out out --trace-file mount/out/a.json' \
            'good.csv --out out --trace-file mount/good.csv' 'out/report.md --out mount/out'; do
            ! "$HOST" run $more
        done"#;
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
        let expected = "\
error: cannot write to `out` (`--out`): its file `mount/out/users.ndjson` (an input) would be replaced; name another folder
error: cannot write to `mount/out/a.json` (`--trace-file`): it is in the output folder, `out` (`--out`); name a file outside of it
error: cannot write to `mount/good.csv` (`--trace-file`): it is the same file as `good.csv` (an input); name another file
error: cannot write to `mount/out` (`--out`): its file `out/report.md` (an input) would be replaced; name another folder
";
        assert_eq!((answer.code, answer.stderr.as_str()), (0, expected), "{}", host.name());
        same(&files(&out), &before).unwrap_or_else(|why| panic!("{why}"));
    }
}

#[test]
fn runs_to_the_same_folder_at_the_same_time_give_the_output_of_one() {
    let scratch = scratch();
    let out = scratch.path().join("out");
    let outputs = ["good.csv", "better.csv"].map(|input| {
        let answer = Host::Wasmtime.call(scratch.path(), &["run", input, "--out", "out"]);
        assert_eq!(answer.code, 0, "{answer:?}");
        files(&out)
    });
    for round in 0..times(10, 200) {
        if round % 2 == 0 {
            fs::remove_dir_all(&out).unwrap();
        }
        let start = |(host, input): (Host, &str)| {
            let mut command = host.command(scratch.path());
            command
                .args(["run", input, "--out", "out", "--quiet"])
                .stderr(Stdio::piped());
            command.spawn().expect("the host starts")
        };
        let calls = Host::ALL
            .into_iter()
            .flat_map(|host| [(host, "good.csv"), (host, "better.csv")]);
        let running: Vec<Child> = calls.chain([(Host::Wasmtime, "good.csv")]).map(start).collect();
        for child in running {
            let answer = Answer::from(child.wait_with_output().expect("the host ends"));
            assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        }
        assert!(outputs.contains(&files(&out)), "round {round}: {:?}", names(&out));
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

/// A run that has begun to write and waits for more input.
fn waiting_run(host: Host, folder: &Path) -> Child {
    let mut command = host.command(folder);
    command
        .args(["run", "-", "--out", "out"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the host starts");
    let pipe = child.stdin.as_mut().expect("stdin is piped");
    // More than a chunk, so that the host feeds some of it.
    pipe.write_all(GOOD.repeat(20_000).as_bytes()).expect("the host reads");
    let deadline = Instant::now() + Duration::from_secs(120);
    // The earlier output is there, so it writes in it.
    while !names(&folder.join("out"))
        .iter()
        .any(|name| name.starts_with(".partial-"))
    {
        assert!(Instant::now() < deadline, "the run hasn't begun to write");
        sleep(Duration::from_millis(5));
    }
    child
}

#[test]
fn an_interrupted_run_leaves_the_earlier_output() {
    for host in Host::ALL {
        for signal in ["-INT", "-TERM"] {
            let scratch = scratch();
            let out = scratch.path().join("out");
            assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
            let before = files(&out);
            let child = waiting_run(host, scratch.path());
            let killed = Command::new("kill").args([signal, &child.id().to_string()]).status();
            assert!(killed.expect("there is kill").success());
            let answer = Answer::from(child.wait_with_output().expect("the host ends"));
            assert_eq!(
                (answer.code, answer.stdout.as_str()),
                (130, ""),
                "{} {signal}",
                host.name()
            );
            same(&files(&out), &before).unwrap();
            nothing_left_behind(scratch.path(), &["out"]);
        }
    }
}

/// As by a program that tidies up temporary files.
#[test]
fn an_output_of_which_a_file_was_removed_is_not_published() {
    for host in Host::ALL {
        for name in ["users.ndjson", "rejects.ndjson"] {
            let scratch = scratch();
            let out = scratch.path().join("out");
            assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
            let before = files(&out);
            let child = waiting_run(host, scratch.path());
            let partial = names(&out).into_iter().find(|name| name.starts_with(".partial-"));
            let staged = out.join(partial.expect("it writes there")).join(name);
            let deadline = Instant::now() + Duration::from_secs(120);
            while fs::remove_file(&staged).is_err() {
                assert!(Instant::now() < deadline, "the run hasn't begun to write");
                sleep(Duration::from_millis(5));
            }
            let answer = Answer::from(child.wait_with_output().expect("the host ends"));
            let message = format!(
                "error: cannot write to `out/{name}`: another program removed it before the output was complete\n"
            );
            assert_eq!((answer.code, answer.stderr), (4, message), "{host:?}");
            same(&files(&out), &before).unwrap();
            nothing_left_behind(scratch.path(), &["out"]);
        }
    }
}

#[test]
fn a_folder_above_the_output_may_be_renamed_during_the_run() {
    for host in Host::ALL {
        let scratch = scratch();
        let [above, renamed] = ["above", "renamed"].map(|name| scratch.path().join(name));
        fs::create_dir(&above).unwrap();
        assert_eq!(host.call(&above, &["run", "../good.csv", "--out", "out"]).code, 0);
        let before = files(&above.join("out"));
        let child = waiting_run(host, &above);
        fs::rename(&above, &renamed).unwrap();
        let answer = Answer::from(child.wait_with_output().expect("the host ends"));
        assert_eq!((answer.code, answer.stderr.as_str()), (1, ""), "{host:?}");
        let after = files(&renamed.join("out"));
        assert_eq!(after.len(), before.len(), "{host:?}");
        assert_ne!(after, before, "{host:?}");
        nothing_left_behind(scratch.path(), &["renamed"]);
    }
}

#[test]
fn a_reader_of_stdout_that_has_gone_changes_nothing() {
    for host in Host::ALL {
        let scratch = scratch();
        let mut command = host.command(scratch.path());
        command
            .args(["run", "good.csv", "--out", "out"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the host starts");
        drop(child.stdout.take());
        let answer = Answer::from(child.wait_with_output().expect("the host ends"));
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", host.name());
        assert_eq!(files(&scratch.path().join("out")).len(), 6);
    }
}

#[test]
fn the_commands_run_from_any_folder_and_through_a_link() {
    for host in Host::ALL {
        let scratch = scratch();
        let link = scratch.path().join("linked");
        symlink(host.path(), &link).unwrap();
        let output = Command::new(&link)
            .args(["create", "--name", "Ann", "--email", "a@b.c", "--age", "30"])
            .output();
        let answer = Answer::from(output.expect("the host starts"));
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (0, "usr_5ngzvf275epd17rr31madxrmzp\n"),
            "{answer:?}"
        );
    }
}
