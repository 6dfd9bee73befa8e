//! The recorded calls that a component is expected to make, and the first difference from them.

use std::collections::VecDeque;
use std::fmt;

use serde_json::{Map, Value};

use crate::replay::compare::{Unequal, compare, shown};
use crate::replay::recording::Call;

/// What the component does while one of its exports is called.
#[derive(Default)]
pub struct Player {
    expected: VecDeque<Call>,
    /// The calls to imports, in all calls to exports.
    pub answered: usize,
    /// How it differs from the recording.
    pub found: Option<Found>,
    /// Why the replay can't go on, if it is not the component's fault.
    pub cannot: Option<String>,
    /// Whether the recording ends with a call to an import that didn't return.
    pub has_ended: bool,
}

/// What is different, without the call in which it is.
pub struct Found {
    /// Such as "the result".
    pub what: String,
    pub expected: String,
    pub found: String,
}

/// The first difference between a recording and a component.
pub struct Difference {
    /// The call to the component, from 1.
    pub call: usize,
    pub function: String,
    pub found: Found,
}

impl fmt::Display for Difference {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { call, function, found } = self;
        let Found { what, expected, found } = found;
        write!(
            to,
            "call {call}, `{function}`: {what}\n  expected {expected}\n  found    {found}"
        )
    }
}

impl Found {
    pub fn unequal(what: &str, unequal: Unequal) -> Found {
        let Unequal { path, expected, found } = unequal;
        let place = match path.as_str() {
            "" => String::new(),
            path => format!(" at `{path}`"),
        };
        Found {
            what: format!("{what} differs{place}"),
            expected,
            found,
        }
    }
}

impl Player {
    /// A call to an export begins.
    pub fn begin(&mut self, calls: &[Call]) {
        self.expected = calls.iter().cloned().collect();
    }

    /// The component calls an import. Returns the recorded result, or none if there is a difference or nothing to return.
    pub fn answer(&mut self, function: &str, arguments: &Map<String, Value>) -> Option<Value> {
        let call = self.expected.pop_front();
        let Some(call) = call.as_ref().filter(|call| call.function == function) else {
            self.found = Some(Found {
                what: "it makes another call".into(),
                expected: call
                    .as_ref()
                    .map_or("no call".into(), |call| made(&call.function, call.arguments())),
                found: made(function, arguments.clone()),
            });
            return None;
        };
        self.answered += 1;
        let recorded = call.arguments();
        let names = recorded
            .keys()
            .chain(arguments.keys().filter(|name| !recorded.contains_key(*name)));
        for name in names {
            let [expected, found] = [&recorded, arguments].map(|all| all.get(name).unwrap_or(&Value::Null));
            if let Some(unequal) = compare(expected, found) {
                let what = format!("parameter `{name}` of its call of `{function}`");
                self.found = Some(Found::unequal(&what, unequal));
                return None;
            }
        }
        let result = call.result();
        self.has_ended = result.is_none();
        result
    }

    /// The call to the export ends. Returns the next call that the component should have made.
    pub fn end(&mut self) -> Option<Found> {
        let call = self.expected.pop_front()?;
        Some(Found {
            what: "it makes no further call".into(),
            expected: made(&call.function, call.arguments()),
            found: "no call".into(),
        })
    }
}

fn made(function: &str, arguments: Map<String, Value>) -> String {
    format!("a call of `{function}` with {}", shown(Some(&Value::Object(arguments))))
}
