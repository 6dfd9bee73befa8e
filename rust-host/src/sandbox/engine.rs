//! How wasmtime is set up.

use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig};
use wasmtime::{Result, WasmBacktraceDetails};

use crate::sandbox::limits::{Limit, Limits};

/// What components are compiled for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Speed,
    /// A native debugger, such as lldb: with debug information, without optimisation. [`crate::cache`] never keeps the code.
    Debugging,
}

/// An engine for the composed component. Every setting that changes the compiled code is part of the
/// [`crate::cache::compiled`] key.
pub fn engine(limits: &Limits) -> Result<Engine> {
    engine_for(Purpose::Speed, limits)
}

/// The same, for speed or for a debugger.
pub fn engine_for(purpose: Purpose, limits: &Limits) -> Result<Engine> {
    Engine::new(&config(purpose, limits)?)
}

fn config(purpose: Purpose, limits: &Limits) -> Result<Config> {
    let mut config = Config::new();
    let debugging = purpose == Purpose::Debugging;
    config
        .debug_info(debugging)
        .cranelift_opt_level(if debugging { OptLevel::None } else { OptLevel::Speed })
        // No component here is asynchronous: calls are plain calls.
        .concurrency_support(false)
        // Memory images, above all CPython's, are mapped and copied only page by page when written to.
        .memory_init_cow(true)
        .memory_guaranteed_dense_image_size(64 << 20)
        .max_wasm_stack(usize::try_from(limits.of(Limit::Stack))?)
        // Each costs a sixth of the speed, so it is compiled in only on request.
        .epoch_interruption(limits.get(Limit::Timeout).is_some())
        .consume_fuel(limits.get(Limit::Fuel).is_some())
        // A trap names source lines if the component has them.
        .wasm_backtrace_details(WasmBacktraceDetails::Enable);
    Ok(config)
}

/// The most that one instance of a composition needs, with a margin, which only costs address space.
const CORE_INSTANCES: u32 = 160;
const MEMORIES: u32 = 24;
const TABLES: u32 = 64;
const TABLE_ELEMENTS: usize = 20_000;
/// How much of a memory or a table is reset by overwriting between two instances; the rest is returned to the system.
const KEPT: usize = 4 << 20;

/// An engine for a server: up to `instances` at a time, one per request. A new instance takes over the slots that an
/// earlier one has left, so that little has to be mapped again.
pub fn serving(purpose: Purpose, limits: &Limits, instances: u32) -> Result<Engine> {
    // Each may use one more instance for its job, and one for its report.
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
    let mut config = config(purpose, limits)?;
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config)
}
