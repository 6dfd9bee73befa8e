//! Reads definitions from bytes: a component's items, in the order in which index spaces count them.

mod definition;
mod metadata;
mod section;

pub use definition::{Binary, Definition, Item, Named, TypeItem};
pub use metadata::Tool;

use wasmparser::{Encoding, FuncValidatorAllocations, Parser, Payload, ValidPayload, Validator, WasmFeatures};

use crate::error::{Error, Result};

/// Components within components. Files from tools are about five levels deep.
const MAX_DEPTH: usize = 100;
/// Components in a file, all levels together.
const MAX_DEFINITIONS: usize = 10_000;

/// Reads and validates a component, so that the indices in it are valid.
pub fn read(wasm: &[u8]) -> Result<Binary<'_>> {
    preamble(wasm)?;
    let mut reader = Reader::default();
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let mut allocations = FuncValidatorAllocations::default();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        reader.check_nesting(&payload)?;
        match validator.payload(&payload)? {
            ValidPayload::Func(function, body) => {
                let mut function = function.into_validator(std::mem::take(&mut allocations));
                function.validate(&body)?;
                allocations = function.into_allocations();
            }
            ValidPayload::End(types) => {
                if let Some(Open::Component(at)) = reader.open.last() {
                    reader.binary.definitions[*at].types = Some(types);
                }
            }
            _ => {}
        }
        reader.take(payload)?;
    }
    match reader.binary.definitions.first().is_some_and(Definition::is_wit) {
        true => Err(Error::WitPackage),
        false => Ok(reader.binary),
    }
}

/// Fails if a file can't be a component by its first eight bytes.
pub fn preamble(wasm: &[u8]) -> Result<()> {
    match wasm {
        [] => Err(Error::Empty),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Err(Error::CoreModule),
        [0, b'a', b's', b'm', ..] => Ok(()),
        _ => {
            let start = wasm.iter().take(4).map(|byte| format!("{byte:02x}"));
            Err(Error::NotWasm(start.collect::<Vec<_>>().join(" ")))
        }
    }
}

#[derive(Default)]
struct Reader<'a> {
    binary: Binary<'a>,
    /// The open components and modules, from the outermost inwards.
    open: Vec<Open>,
}

enum Open {
    Component(usize),
    Module,
}

impl<'a> Reader<'a> {
    /// Checks the depth before the validator, which has no such limit, sees the payload.
    fn check_nesting(&self, payload: &Payload<'_>) -> Result<()> {
        let Payload::Version { .. } = payload else {
            return Ok(());
        };
        if self.open.len() >= MAX_DEPTH {
            return Err(Error::TooMuch {
                what: "levels of nesting",
                limit: MAX_DEPTH,
            });
        }
        if self.binary.definitions.len() >= MAX_DEFINITIONS {
            return Err(Error::TooMuch {
                what: "components",
                limit: MAX_DEFINITIONS,
            });
        }
        Ok(())
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::Version {
                encoding: Encoding::Module,
                ..
            } => self.open.push(Open::Module),
            Payload::Version {
                encoding: Encoding::Component,
                range,
                ..
            } => {
                let at = self.binary.definitions.len();
                // From here on it has an index in the outer component.
                if let Some(outer) = self.component() {
                    outer.items.push(Item::Component(at));
                }
                self.binary.definitions.push(Definition::new(range.start));
                self.open.push(Open::Component(at));
            }
            Payload::ModuleSection { .. } => {
                if let Some(component) = self.component() {
                    component.items.push(Item::Module);
                }
            }
            Payload::CustomSection(section) => self.custom(&section),
            Payload::End(end) => {
                if let Some(component) = self.component() {
                    component.range.end = end;
                }
                self.open.pop();
            }
            other => {
                if let Some(component) = self.component() {
                    section::take(other, &mut component.items)?;
                }
            }
        }
        Ok(())
    }

    /// A custom section that can't be read is ignored, as a host would do.
    fn custom(&mut self, section: &wasmparser::CustomSectionReader<'a>) {
        let in_module = matches!(self.open.last(), Some(Open::Module));
        let innermost = self.open.iter().rev().find_map(|open| match open {
            Open::Component(at) => Some(*at),
            Open::Module => None,
        });
        if let Some(definition) = innermost.and_then(|at| self.binary.definitions.get_mut(at)) {
            definition.metadata.take(section, in_module);
        }
    }

    /// The component whose sections are being read; none inside a core module.
    fn component(&mut self) -> Option<&mut Definition<'a>> {
        match self.open.last()? {
            Open::Component(at) => self.binary.definitions.get_mut(*at),
            Open::Module => None,
        }
    }
}
