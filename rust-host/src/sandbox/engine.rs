//! How wasmtime is set up.

use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig};
use wasmtime::{Result, WasmBacktraceDetails};

use crate::sandbox::limits::{Limit, Limits};

/// An engine for the composed component. Every setting that changes the compiled code is part of the
/// [`crate::cache::compiled`] key.
pub fn engine(limits: &Limits) -> Result<Engine> {
    Engine::new(&config(limits)?)
}

fn config(limits: &Limits) -> Result<Config> {
    let mut config = Config::new();
    config
        .cranelift_opt_level(OptLevel::Speed)
        // No component here is asynchronous: calls are plain calls.
        .concurrency_support(false)
        // The image of CPython's memory is mapped, not copied, until it is written to.
        .memory_init_cow(true)
        .memory_guaranteed_dense_image_size(64 << 20)
        .max_wasm_stack(usize::try_from(limits.of(Limit::Stack))?)
        // Either costs a sixth of the speed, so it is compiled in where it was asked for.
        .epoch_interruption(limits.get(Limit::Timeout).is_some())
        .consume_fuel(limits.get(Limit::Fuel).is_some())
        // A trap names source lines, where the component has them.
        .wasm_backtrace_details(WasmBacktraceDetails::Enable);
    Ok(config)
}

/// What one instance of a composition has at most, with room to spare: it only costs addresses.
const CORE_INSTANCES: u32 = 160;
const MEMORIES: u32 = 24;
const TABLES: u32 = 64;
const TABLE_ELEMENTS: usize = 20_000;
/// What is kept of a memory or a table from one instance to the next, and overwritten; the rest goes back to the system.
const KEPT: usize = 4 << 20;

/// An engine for so many instances at a time, that come and go by the request. Each finds its memories where an earlier one
/// had the same ones, so that little has to be mapped anew.
pub fn serving(limits: &Limits, instances: u32) -> Result<Engine> {
    // Each may have another instance do its job, and one make its report.
    let instances = 3 * instances;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_stacks(instances)
        .total_core_instances(instances * CORE_INSTANCES)
        .total_memories(instances * MEMORIES)
        .total_tables(instances * TABLES)
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(MEMORIES)
        .max_tables_per_component(TABLES)
        .max_component_instance_size(8 << 20)
        .max_core_instance_size(8 << 20)
        .table_elements(TABLE_ELEMENTS)
        .linear_memory_keep_resident(KEPT)
        .table_keep_resident(KEPT)
        .async_stack_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    let mut config = config(limits)?;
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config)
}
