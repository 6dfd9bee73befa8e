//! The interfaces of a pair's two components.

wasmtime::component::bindgen!({ world: "my:ledger/pairing", path: "resources/wit" });
