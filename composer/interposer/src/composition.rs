//! Puts spies into the text of a composition.
//!
//! Wherever an instance is given another one's interface, as in
//!
//! ```wac
//! let service = new part:service {
//!     "my:user-validator/validator@1.0.0": validator["my:user-validator/validator@1.0.0"],
//! };
//! ```
//!
//! it is given a spy's instead, which is given the other's. What the spy tells goes to an import that is named after the
//! two, `service-to-validator`. All else stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anyhow::{Result, bail};

use crate::spy::SINK;

/// The interface [`SINK`], spelled out.
const SINK_TYPE: &str = "interface { enter: func(function: string, bytes: u64); leave: func(bytes: u64); }";

/// The composition with spies. `spy_for` is asked once for the spy of each interface, by the part's name and the
/// interface's, and says which interfaces of types that spy imports.
pub fn interpose(wac: &str, mut spy_for: impl FnMut(&str, &str) -> Result<Vec<String>>) -> Result<String> {
    let mut types = BTreeMap::new();
    let mut edges = BTreeSet::new();
    let mut body = String::new();
    let mut instance: Option<Instance> = None;
    for line in wac.lines() {
        if let Some(name) = starts_instance(line) {
            instance = Some(Instance {
                name,
                before: String::new(),
                text: String::new(),
            });
        }
        let Some(open) = &mut instance else {
            writeln!(body, "{line}")?;
            continue;
        };
        match argument(line) {
            Some((interface, source)) => {
                let spy = part_of(interface);
                let edge = format!("{}-to-{source}", open.name);
                if !types.contains_key(&spy) {
                    types.insert(spy.clone(), type_arguments(wac, &spy_for(&spy, interface)?)?);
                }
                let types = &types[&spy];
                let between = format!("{edge}-{spy}");
                writeln!(
                    open.before,
                    "let {between} = new part:{spy} {{\n{types}    \"{SINK}\": {edge},\n    \"{interface}\": \
                     {source}[\"{interface}\"],\n}};"
                )?;
                writeln!(open.text, "    \"{interface}\": {between}[\"{interface}\"],")?;
                edges.insert(edge);
            }
            None => writeln!(open.text, "{line}")?,
        }
        if line.trim_end() == "};"
            && let Some(Instance { before, text, .. }) = instance.take()
        {
            body.push_str(&before);
            body.push_str(&text);
        }
    }
    if edges.is_empty() {
        bail!("found no argument of the form `\"INTERFACE\": INSTANCE[\"INTERFACE\"],`");
    }
    // Under a name of its own each, so the interface can't be told by its name.
    let imports: String = edges
        .iter()
        .map(|edge| format!("import {edge}: {SINK_TYPE};\n"))
        .collect();
    let Some((package, rest)) = body.split_once(";\n") else {
        bail!("found no `package …;`");
    };
    Ok(format!("{package};\n\n{imports}{rest}"))
}

struct Instance<'a> {
    name: &'a str,
    before: String,
    text: String,
}

/// `service` of `let service = new part:service {`.
fn starts_instance(line: &str) -> Option<&str> {
    let (name, what) = line.strip_prefix("let ")?.split_once(" = ")?;
    what.starts_with("new ").then_some(name)
}

/// Interface and instance of `"INTERFACE": INSTANCE["INTERFACE"],`.
fn argument(line: &str) -> Option<(&str, &str)> {
    let (interface, value) = line.trim().strip_prefix('"')?.split_once("\": ")?;
    let (source, taken) = value.split_once("[\"")?;
    (taken == format!("{interface}\"],")).then_some((interface, source))
}

/// An argument for each of these interfaces, as another instance is given it: `"INTERFACE": NAME,`.
fn type_arguments(wac: &str, interfaces: &[String]) -> Result<String> {
    let given = |interface: &String| {
        let start = format!("    \"{interface}\": ");
        match wac.lines().find(|line| line.starts_with(&start) && !line.contains('[')) {
            Some(line) => Ok(format!("{line}\n")),
            None => bail!("found nobody who is given `{interface}`, which a spy takes its types from"),
        }
    };
    interfaces.iter().map(given).collect()
}

/// `spy-user-validator-validator` for `my:user-validator/validator@1.0.0`.
fn part_of(interface: &str) -> String {
    let (_, name) = interface.split_once(':').unwrap_or(("", interface));
    let (name, _) = name.split_once('@').unwrap_or((name, ""));
    format!("spy-{}", name.replace('/', "-"))
}
