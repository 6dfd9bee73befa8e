//! The world `pipeline`, as generated from `wit/`.

wasmtime::component::bindgen!({
    world: "my:pipeline/pipeline@1.0.0",
    path: "../wit",
});
