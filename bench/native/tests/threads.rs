//! A run on several threads writes what a run on one does.

use std::fmt::Write;
use std::fs;

use native::{parallel, serial};

/// Addresses in another case, records of several lines and of several blocks, a quote that isn't closed, no line end at the end.
fn users() -> String {
    let mut csv = String::from("name,email,age\n");
    for number in 0..40_000 {
        match number % 10 {
            3 => writeln!(csv, "\"Ada\n{number}\",ada{number}@example.com,36"),
            5 => writeln!(csv, "Ada,ADA{}@EXAMPLE.com,36", number / 2),
            7 => writeln!(csv, "Ada,{number},{number}"),
            _ => writeln!(csv, "Ada,ada{number}@example.com,36"),
        }
        .expect("a text has room");
        if number % 15_000 == 14_000 {
            writeln!(csv, "\"Bob\n{}\",bob@example.com,36", "line\n".repeat(150_000)).expect("a text has room");
            writeln!(csv, "{},bob{number}@example.com,36", "Bob".repeat(200_000)).expect("a text has room");
        }
    }
    csv + "Cid,cid@example.com,36\n\"Dan,dan@example.com,36"
}

#[test]
fn several_threads_write_what_one_does() {
    let folder = std::env::temp_dir().join(format!("native-threads-{}", std::process::id()));
    let input = folder.join("users.csv");
    fs::create_dir_all(folder.join("one")).expect("a folder");
    fs::write(&input, users()).expect("a file");
    let input = input.to_str().expect("UTF-8");
    serial::run(input, &folder.join("one")).expect("it runs");
    for threads in [2, 7] {
        let out = folder.join(threads.to_string());
        fs::create_dir(&out).expect("a folder");
        assert!(parallel::run(input, &out, threads).expect("it runs"));
        for name in ["users.ndjson", "rejects.ndjson", "summary.json"] {
            let read = |out: &str| fs::read(folder.join(out).join(name)).expect("it was written");
            assert!(
                read("one") == read(&threads.to_string()),
                "`{name}` differs with {threads} threads"
            );
        }
    }
    fs::remove_dir_all(folder).expect("it is there");
}
