//! Prints how many milliseconds each reader needs for a file, natively and in WebAssembly: `readers MODULE.wasm FILE`.
//! Interleaved, medians of seven, after one round that isn't counted.

use std::time::Instant;

use anyhow::{Result, bail, ensure};
use readers::{NAMES, count};
use wasmtime::{Engine, Linker, Module, Store};

const ROUNDS: usize = 7;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, file] = arguments.as_slice() else {
        bail!("usage: readers MODULE.wasm FILE");
    };
    let bytes = std::fs::read(file)?;
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let module = Module::from_file(&engine, module)?;
    // The driver is also a component, whose imports are not needed here.
    let mut linker = Linker::new(&engine);
    linker.define_unknown_imports_as_traps(&module)?;
    let instance = linker.instantiate(&mut store, &module)?;
    let allocate = instance.get_typed_func::<u32, u32>(&mut store, "allocate")?;
    let count_at = instance.get_typed_func::<(u32, u32, u32), u64>(&mut store, "count_at")?;
    let place = allocate.call(&mut store, bytes.len() as u32)?;
    let memory = instance.get_memory(&mut store, "memory").expect("it has one");
    memory.write(&mut store, place as usize, &bytes)?;

    let expected = count(0, &bytes);
    let mut times = vec![(Vec::new(), Vec::new()); NAMES.len()];
    for round in 0..=ROUNDS {
        for (reader, (native, wasm)) in times.iter_mut().enumerate() {
            let start = Instant::now();
            let found = count(reader, &bytes);
            let middle = Instant::now();
            let again = count_at.call(&mut store, (reader as u32, place, bytes.len() as u32))?;
            let end = Instant::now();
            let name = NAMES[reader];
            ensure!(
                found == again,
                "{name}: found {found} records natively, {again} in WebAssembly"
            );
            if found != expected {
                eprintln!("{name}: found {found} records, ours {expected}");
            }
            if round > 0 {
                native.push((middle - start).as_secs_f64() * 1e3);
                wasm.push((end - middle).as_secs_f64() * 1e3);
            }
        }
    }
    println!("| | native, ms | WebAssembly, ms |\n|---|---:|---:|");
    for (name, (native, wasm)) in NAMES.iter().zip(&mut times) {
        println!("| {name} | {:.0} | {:.0} |", median(native), median(wasm));
    }
    Ok(())
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
