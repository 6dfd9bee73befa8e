//! Prints how many nanoseconds one call takes, in one long-lived instance.
//!
//!     calls create-user COMPONENT COUNT    as a host that creates users one by one
//!     calls crossing COMPONENT COUNT       from one component to another, which does nothing

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use pipeline_host::Limits;
use pipeline_host::cache::compiled::{Cache, Loaded};
use pipeline_host::sandbox::engine::engine;
use wasmtime::Store;
use wasmtime::component::{Component, Linker};

mod pipeline {
    wasmtime::component::bindgen!({ world: "my:pipeline/pipeline@2.0.0", path: "../../wit" });
}

mod crossing {
    wasmtime::component::bindgen!({ world: "bench:crossing/crossing@1.0.0", path: "../crossing/wit" });
}

use pipeline::my::user_validator::types::User;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [what, component, count] = arguments.as_slice() else {
        bail!("usage: calls create-user|crossing COMPONENT COUNT");
    };
    let engine = engine(&Limits::default())?;
    let component = match *what {
        "create-user" => {
            let notice = |notice: &str| eprintln!("{notice}");
            let Loaded { component, .. } = Cache::of_user().load(&engine, Path::new(component), notice)?;
            component
        }
        // Small enough to be compiled each time.
        _ => Component::from_file(&engine, component)?,
    };
    let linker = Linker::new(&engine);
    let store = Store::new(&engine, ());
    let nanoseconds = match *what {
        "create-user" => create_user(&component, &linker, store, count.parse()?)?,
        "crossing" => cross(&component, &linker, store, count.parse()?)?,
        _ => bail!("usage: calls create-user|crossing COMPONENT COUNT"),
    };
    println!("{nanoseconds:.2}");
    Ok(())
}

fn create_user(component: &Component, linker: &Linker<()>, mut store: Store<()>, count: u32) -> Result<f64> {
    let instance = pipeline::Pipeline::instantiate(&mut store, component, linker)?;
    let service = instance.my_user_service_user_service();
    let warm_up = count / 10;
    let users: Vec<User> = (0..warm_up + count).map(user).collect();
    let mut start = Instant::now();
    for (at, user) in (0..).zip(&users) {
        if at == warm_up {
            start = Instant::now();
        }
        let answer = service.call_create_user(&mut store, user)??;
        ensure!(
            answer.success,
            "create `{}`: found {:?}, expected success",
            user.email,
            answer.errors
        );
    }
    Ok(start.elapsed().as_nanos() as f64 / f64::from(count))
}

fn user(number: u32) -> User {
    User {
        name: "Ana Silva".into(),
        email: format!("ana.silva{number}@example.com"),
        age: 36,
    }
}

fn cross(component: &Component, linker: &Linker<()>, mut store: Store<()>, count: u32) -> Result<f64> {
    let instance = crossing::Crossing::instantiate(&mut store, component, linker)?;
    let repeat = instance.bench_crossing_repeat();
    repeat.call_repeat(&mut store, count / 10)?;
    let start = Instant::now();
    let sum = repeat.call_repeat(&mut store, count)?;
    let elapsed = start.elapsed();
    let expected = (0..count).fold(0u32, u32::wrapping_add);
    ensure!(
        sum == expected,
        "cross {count} times: found the sum {sum}, expected {expected}"
    );
    Ok(elapsed.as_nanos() as f64 / f64::from(count))
}
