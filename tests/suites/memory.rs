//! Instances of the Rust host that failed leave no memory behind.

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use pipeline_host::bindings::user_service::User;
use pipeline_host::run::pipeline::Kind;
use pipeline_host::{Failure, Limit, Limits, Pipeline};
use tests::measured::resident;
use tests::{checkout, times};

pub fn trials() -> Vec<Trial> {
    vec![Trial::test(
        "memory::instances_that_failed_leave_no_memory_behind",
        instances_that_failed_leave_no_memory_behind,
    )]
}

fn instances_that_failed_leave_no_memory_behind() -> Result<(), Failed> {
    let limits = Limits::default().with(Limit::Memory, 128 << 20)?;
    let file = checkout("build/faults/pipeline.wasm");
    let pipeline = Pipeline::load(Path::new(&file), Kind::Plain, limits, |_| {})?;
    let fail = || {
        for fault in ["trap", "memory", "recursion"] {
            let user = User {
                name: format!("fault-validator-{fault}"),
                email: "ann@example.com".into(),
                age: 30,
            };
            let answer = pipeline.create_user(&user, None);
            assert!(matches!(answer, Err(Failure::Stopped(_))), "found {answer:?}");
        }
    };
    fail();
    let before = resident();
    (0..times(10, 2000)).for_each(|_| fail());
    let more = resident().saturating_sub(before) >> 20;
    // One instance alone has had 128 MiB each time.
    assert!(more < 100, "{more} MiB are left");
    Ok(())
}
