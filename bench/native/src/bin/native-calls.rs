//! `native-calls COUNT`: prints how many nanoseconds `create-user` takes as a plain call.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use native::register::Register;

fn main() -> Result<()> {
    let count = std::env::args().nth(1).context("usage: native-calls COUNT")?;
    let count: u32 = count.parse()?;
    let warm_up = count / 10;
    let emails: Vec<String> = (0..warm_up + count)
        .map(|n| format!("ana.silva{n}@example.com"))
        .collect();
    let mut register = Register::default();
    let mut start = Instant::now();
    for (at, email) in (0..).zip(&emails) {
        if at == warm_up {
            start = Instant::now();
        }
        let id = register.create_user(black_box("Ana Silva"), black_box(email), black_box(36));
        ensure!(black_box(&id).is_ok(), "create `{email}`: found {id:?}, expected an id");
    }
    println!("{:.2}", start.elapsed().as_nanos() as f64 / f64::from(count));
    Ok(())
}
