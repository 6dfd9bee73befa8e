//! The adapter between the generated types and [`crate::routes`].

mod http;
mod report;
mod users;
mod validation;

use std::cell::Cell;

use crate::parts::JobError;
use crate::{parts, routes};

wit_bindgen::generate!({
    world: "my:gateway/gateway@1.0.0",
    path: ["../../wit", "wit"],
    generate_all,
});

use exports::wasi::http::incoming_handler::Guest;
use http::{Incoming, Outgoing, lift_request};
use my::pipeline::job as wit;
use validation::{Validation, lift_error};
use wasi::http::types::{IncomingRequest, ResponseOutparam};

struct Component;

export!(Component);

thread_local! {
    /// The driver is as old as the instance, and has one job.
    static VALIDATED: Cell<bool> = const { Cell::new(false) };
}

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let head = lift_request(&request);
        let mut body = Incoming::of(&request);
        let mut answer = Outgoing::to(out);
        routes::handle(&head, &mut body, &mut Composed, &mut answer);
        answer.end();
    }
}

/// The parts that this component was composed with.
struct Composed;

impl routes::Parts for Composed {
    fn users(&mut self) -> &mut dyn parts::Users {
        self
    }

    fn reporter(&mut self) -> &mut dyn parts::Reporter {
        self
    }

    fn job(&mut self) -> Result<Box<dyn parts::Job>, JobError> {
        if VALIDATED.replace(true) {
            return Err(JobError::Spent);
        }
        let options = wit::Options {
            max_record_bytes: None,
            generated_at: None,
            name_inputs: false,
            rules: None,
            rules_name: None,
            keep_users: false,
        };
        let job = wit::Job::open(&options).map_err(lift_error)?;
        Ok(Box::new(Validation(job)))
    }
}
