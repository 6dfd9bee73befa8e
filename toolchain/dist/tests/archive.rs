//! The archive, in a root folder that has nothing else but the C library.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::released::{checkout, exit_with, expected, file, files, succeed, unpack};

/// A root folder with the unpacked archive in `/opt`, and the libraries that the loader names.
struct Root(TempDir);

impl Root {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        unpack(&file("-gnu.tar.gz"), &folder.path().join("opt"), 1);
        let libraries = succeed(Command::new("ldd").arg(folder.path().join("opt/bin/pipeline")));
        for library in String::from_utf8(libraries.stdout)
            .expect("text")
            .split_whitespace()
            .filter(|word| word.starts_with('/'))
        {
            let copy = folder.path().join(library.trim_start_matches('/'));
            fs::create_dir_all(copy.parent().unwrap()).expect("a folder");
            fs::copy(library, copy).expect("a library");
        }
        fs::create_dir(folder.path().join("home")).expect("a folder");
        fs::create_dir(folder.path().join("tmp")).expect("a folder");
        Self(folder)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    /// A command of the root, run in `/home`. Without the rights of root, in a namespace of its own.
    fn call(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command
            .args(["--map-root-user", "--root"])
            .arg(self.0.path())
            .args(["--wd", "/home", program])
            .args(arguments);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", "/home");
        command
    }

    /// Puts the components that this machine has compiled where the host looks for them. It compiles the others.
    fn fill_cache(&self) {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        let cache = std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .unwrap_or(home.join(".cache"));
        let compiled = self.path("home/.cache/polyglot-pipeline/compiled");
        for entry in fs::read_dir(cache.join("polyglot-pipeline/compiled"))
            .into_iter()
            .flatten()
        {
            let path = entry.expect("an entry").path();
            let copy = compiled.join(path.file_name().unwrap());
            if path.is_file() && !copy.exists() {
                fs::copy(&path, copy).expect("a compiled component");
            }
        }
    }
}

/// Whether this machine allows a changed root. A container may not, even to root.
fn may_change_root() -> bool {
    let probe = Command::new("unshare")
        .args(["--map-root-user", "--root", "/", "true"])
        .output();
    let may = probe.is_ok_and(|output| output.status.success());
    if !may {
        println!("skipped: this machine doesn't allow `unshare --map-root-user`");
    }
    may
}

#[test]
fn every_command_works_with_no_more_than_the_c_library() {
    if !may_change_root() {
        return;
    }
    let root = Root::new();
    let pipeline = "/opt/bin/pipeline";
    exit_with(
        &mut root.call(pipeline, &["run", "/opt/users.csv", "--generated-at", ""]),
        1,
    );
    exit_with(&mut root.call(pipeline, &["run", "/opt/users.csv"]), 1);
    // The reports name the input as it was given.
    let mut found = files(&root.path("home/pipeline-out"));
    assert!(found.keys().eq(expected().keys()), "{:?}", found.keys());
    let named = |bytes: Vec<u8>| {
        String::from_utf8(bytes)
            .expect("text")
            .replace("/opt/users.csv", "users.csv")
    };
    for (name, bytes) in &mut found {
        assert_eq!(named(bytes.clone()), named(expected()[name].clone()), "{name}");
    }

    root.fill_cache();
    symlink("../opt/bin/pipeline", root.path("home/linked")).expect("a link");
    let text = |arguments: &[&str], code| {
        String::from_utf8(exit_with(&mut root.call("/home/linked", arguments), code).stdout).expect("text")
    };
    let ann = ["create", "--name", "Ann", "--email", "ann@example.com", "--age", "30"];
    assert_eq!(text(&ann, 0).trim(), "usr_24nkqm53jkbp3hvs0jy686a8z2");
    succeed(&mut root.call("/home/linked", &[&ann[..], &["--trace"]].concat()));
    text(&["run", "/opt/users.csv", "--store", "users.db", "--quiet"], 1);
    assert_eq!(
        text(&["users", "list", "--store", "users.db", "--limit", "1"], 0)
            .lines()
            .count(),
        1
    );
    assert!(text(&["query", "--store", "users.db", "select count(*) from users"], 0).contains("31"));
    assert!(text(&["rules"], 0).contains("min-age"));
    assert!(text(&["inspect"], 0).contains("validator"));
    text(
        &[
            "verify",
            "--policy",
            "/opt/share/polyglot-pipeline/policies/pipeline.toml",
        ],
        0,
    );
    text(&["completions", "bash"], 0);
    text(&["man"], 0);
    for store in [&["--store", "users.db"][..], &[]] {
        serves(root.call(
            "/home/linked",
            &[&["serve", "--addr", "127.0.0.1:0"][..], store].concat(),
        ));
    }
}

/// Starts a server, creates a user through it, and stops it.
fn serves(mut command: Command) {
    struct Server(Child);
    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
    let mut server = Server(command.stdout(Stdio::piped()).spawn().expect("a server"));
    let mut line = String::new();
    let mut output = BufReader::new(server.0.stdout.take().expect("its output"));
    output.read_line(&mut line).expect("its first line");
    let address = line
        .trim()
        .rsplit("http://")
        .next()
        .expect("an address")
        .trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("cannot connect to `{line}`: {error}"));
    let body = r#"{"name":"Zoe","email":"zoe@example.org","age":30}"#;
    let head = format!(
        "POST /users HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[test]
fn paths_of_this_machine_are_not_in_the_host() {
    let host = fs::read(checkout("bin/pipeline")).expect("the host was built");
    let root = checkout("").canonicalize().expect("the checkout");
    let home = std::env::var_os("HOME").map(PathBuf::from).expect("a home folder");
    let places = [".cargo", ".rustup", ".cache"].map(|name| home.join(name));
    for place in places.iter().chain([&root]) {
        assert!(!contains(&host, place), "`{}` is in bin/pipeline", place.display());
    }
}

fn contains(bytes: &[u8], place: &Path) -> bool {
    let place = place.as_os_str().as_encoded_bytes();
    bytes.windows(place.len()).any(|window| window == place)
}
