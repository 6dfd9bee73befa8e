//! The relay in Python: `component.py`, and for each interface with a resource a module of its name.

use crate::interface::Interface;

/// The files by name.
pub fn relay(interfaces: &[Interface]) -> Vec<(String, String)> {
    let mut component = "from wit_world import exports\n".to_owned();
    let mut files = Vec::new();
    for interface in interfaces {
        let name = format!("echo{}", interface.number);
        let class = format!("Echo{}", interface.number);
        component += &format!("import wit_world.imports.{name} as imported_{name}\n");
        if interface.cell.is_some() {
            component += &format!("import {name}\n");
            files.push((format!("{name}.py"), cell(&name)));
        }
        component += &format!("class {class}(exports.{class}):\n");
        for at in 0..interface.functions.len() {
            component += &format!("    def f{at}(self, *all): return imported_{name}.f{at}(*all)\n");
        }
        if interface.cell.is_some() {
            component += &format!(
                "    def pass_(self, one): return {name}.wrapped(imported_{name}.pass_(one.below))\n    \
                 def peek(self, one): return imported_{name}.peek(one.below)\n    \
                 def all(self, each): return [{name}.wrapped(one) for one in imported_{name}.all([one.below for one in each])]\n    \
                 def maybe(self, one): return {name}.wrapped(imported_{name}.maybe(one and one.below))\n"
            );
        }
    }
    files.push(("component.py".into(), component));
    files
}

fn cell(name: &str) -> String {
    format!(
        "from wit_world.exports import {name} as wit\nimport wit_world.imports.{name} as imported\n\
         class Cell(wit.Cell):\n    \
         def __init__(self, value): self.below = imported.Cell(value)\n    \
         def get(self): return self.below.get()\n    \
         def set(self, value): return self.below.set(value)\n\
         def wrapped(below):\n    \
         one = Cell.__new__(Cell)\n    \
         one.below = below\n    \
         return one\n"
    )
}
