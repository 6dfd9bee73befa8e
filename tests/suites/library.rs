//! The Rust host as a library: what it reports about a component that failed, and that it never calls it again.

use std::path::Path;

use pipeline_host::bindings::JobOptions;
use pipeline_host::bindings::user_service::User;
use pipeline_host::run::pipeline::Kind;
use pipeline_host::sandbox::stop::{Cause, Stop};
use pipeline_host::store::StorageHost;
use pipeline_host::{Failure, Limit, Limits, Pipeline};
use tests::checkout;

fn load(file: &str, limits: Limits) -> Pipeline {
    let file = checkout("build").join(file);
    Pipeline::load(Path::new(&file), Kind::Plain, limits, |_| {})
        .expect("`make compose` and `make tests.faults` make it")
}

fn user(name: &str) -> User {
    User {
        name: name.into(),
        email: "ann@example.com".into(),
        age: 30,
    }
}

fn stopped<T>(answer: Result<T, Failure>) -> Stop {
    match answer {
        Err(Failure::Stopped(stop)) => *stop,
        Err(other) => panic!("found {other:?}, expected a trap"),
        Ok(_) => panic!("found an answer, expected a trap"),
    }
}

#[test]
fn an_instance_that_trapped_is_not_called_again_and_the_next_one_is_right() {
    let pipeline = load("faults/pipeline.wasm", Limits::default());
    let mut job = pipeline
        .open(&JobOptions::default(), StorageHost::default())
        .expect("a job");
    job.begin("users.csv", None).expect("a beginning");
    let records = "name,email,age\nfault-service-trap,ann@example.com,30\n".repeat(20_000);
    let stop = stopped(job.feed(records.as_bytes()));
    assert_eq!(
        stop.cause,
        Cause::Trapped("wasm `unreachable` instruction executed".into())
    );
    assert_eq!((stop.doing.as_str(), stop.after_record), ("run `users.csv`", Some(0)));
    for answer in [
        job.feed(b"Ann,ann@example.com,30\n").map(drop),
        job.begin("more.csv", None).map(drop),
        job.finish().map(drop),
    ] {
        assert!(matches!(answer, Err(Failure::Poisoned(_))), "found {answer:?}");
    }

    let mut job = pipeline
        .open(&JobOptions::default(), StorageHost::default())
        .expect("another job");
    job.begin("users.csv", None).expect("a beginning");
    job.feed(b"name,email,age\nAnn,ann@example.com,30\n")
        .expect("an output");
    assert_eq!(job.finish().expect("an end").0.totals.accepted, 1);
}

#[test]
fn an_error_of_the_contract_poisons_a_job_too() {
    let pipeline = load("pipeline.wasm", Limits::default());
    let mut job = pipeline
        .open(&JobOptions::default(), StorageHost::default())
        .expect("a job");
    job.begin("users.csv", None).expect("a beginning");
    job.feed(b"name,age\n").expect("nothing is decoded yet");
    assert!(matches!(job.begin("more.csv", None), Err(Failure::Input(_))));
    assert!(matches!(job.feed(b"more"), Err(Failure::Poisoned(_))));
}

#[test]
fn a_binary_with_names_gives_function_and_source_line() {
    let pipeline = load("faults/pipeline.wasm", Limits::default());
    for (part, language, source, function) in [
        ("validator", "Rust", "src/faults.rs:", "validator::faults::provoke"),
        ("service", "Go", "go-service/main.go:", "main.createUser"),
    ] {
        let stop = stopped(pipeline.create_user(&user(&format!("fault-{part}-trap")), None));
        let location = stop.location.clone().expect("a location");
        assert_eq!(
            (location.part.as_str(), location.languages),
            (part, vec![language.to_string()])
        );
        let call = location.calls.first().expect("a source line");
        assert!(call.source.starts_with(source), "{stop}");
        assert_eq!(
            (call.function.as_str(), location.function.as_deref()),
            (function, Some(function))
        );
    }
}

#[test]
fn each_instance_has_its_own_limits() {
    let limits = Limits::default().with(Limit::Timeout, 2).expect("in range");
    let pipeline = load("faults/pipeline.wasm", limits);
    let stop = stopped(pipeline.create_user(&user("fault-validator-loop"), None));
    let Cause::Met(met) = stop.cause else { panic!("{stop}") };
    assert_eq!((met.limit, met.allowed), (Limit::Timeout, 2));
    // The first instance's time doesn't count for the second.
    assert!(pipeline.create_user(&user("Ann"), None).expect("an answer").success);
}

#[test]
fn a_limit_has_a_range() {
    let error = Limits::default().with(Limit::Timeout, 0).expect_err("it is too little");
    assert_eq!(error.to_string(), "found 0 for `timeout`, expected 1 to 31536000");
}
