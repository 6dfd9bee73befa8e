//! Component `job`: joins reader, stage and judge, counts, and writes the outcome as lines.
#![cfg(target_arch = "wasm32")]

mod bindings {
    //! The generated types.

    wit_bindgen::generate!({
        world: "my:pipeline-stream/joiner@0.1.0",
        path: ["../../../wit", "../wit"],
        generate_all,
    });

    pub struct Component;

    export!(Component);
}
mod component;
mod lines;
