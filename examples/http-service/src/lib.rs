//! Component `http-service`: the gateway's core behind wasi:http 0.3. A validation streams in both directions; all other requests are
//! answered by the core once their body is there. The adapters of the imported components are the gateway's own files.
#![cfg(target_arch = "wasm32")]

mod bindings {
    //! The generated types. The export is implemented in `handler.rs`.

    wit_bindgen::generate!({
        world: "my:http-service/http-service@0.1.0",
        path: ["../../wit", "wit"],
        generate_all,
    });

    pub struct Component;

    export!(Component);
}
#[path = "../../../rust-components/gateway/src/component/composed.rs"]
mod composed;
mod handler;
mod http;
#[path = "../../../rust-components/gateway/src/component/report.rs"]
mod report;
#[path = "../../../rust-components/gateway/src/component/users.rs"]
mod users;
#[path = "../../../rust-components/gateway/src/component/validation.rs"]
#[expect(
    dead_code,
    reason = "whether an instance has validated is only told to servers of wasi:http 0.2"
)]
mod validation;

// These files name the core so.
use gateway::imports;
