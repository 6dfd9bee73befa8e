//! The world `pipeline`, as generated from `wit/`.

wasmtime::component::bindgen!({
    world: "my:pipeline/pipeline@1.0.0",
    path: "../wit",
});

use exports::my::pipeline::job::Options;

/// What the contract says of each option that is left out.
impl Default for Options {
    fn default() -> Options {
        Options {
            max_record_bytes: None,
            generated_at: None,
            name_inputs: false,
            rules: None,
            rules_name: None,
        }
    }
}
