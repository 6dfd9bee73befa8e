//! The generated types. The export is implemented in `handler.rs`.

wit_bindgen::generate!({
    world: "my:gateway/gateway@1.0.0",
    path: ["../../wit", "wit"],
    generate_all,
});

pub struct Component;

export!(Component);
