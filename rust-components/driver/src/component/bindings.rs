//! The generated types. The exports are implemented in the files beside this one.

wit_bindgen::generate!({
    world: "my:pipeline/driver@2.0.0",
    path: "../../wit",
    generate_all,
});

pub struct Component;

export!(Component);
