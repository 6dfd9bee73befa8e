//! The export: [`crate::routes`] behind `wasi:http/incoming-handler`.

use super::bindings::Component;
use super::bindings::exports::wasi::http::incoming_handler::Guest;
use super::bindings::wasi::http::types::{IncomingRequest, ResponseOutparam};
use super::composed::Composed;
use super::http::{Incoming, Outgoing, lift_request};
use crate::routes;

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let head = lift_request(&request);
        let mut body = Incoming::of(&request);
        let mut answer = Outgoing::to(out);
        routes::handle(&head, &mut body, &mut Composed, &mut answer);
        answer.end();
    }
}
