//! Leaves instances to the host.

use anyhow::{Result, anyhow};

use crate::composition::Composition;

/// Removes an instance. What other instances use of it becomes an import of the composition.
pub fn open(composition: &mut Composition, name: &str) -> Result<()> {
    let instance = composition
        .instance(name)
        .ok_or_else(|| anyhow!("found no instance `{name}` to leave open"))?;
    for export in composition.used_exports(instance) {
        let graph = &mut composition.graph;
        if let Some(exported) = graph[export].export_name() {
            let exported = exported.to_owned();
            graph.unexport(export)?;
            composition.exports.retain(|one| *one != exported);
        }
        let Some((_, interface)) = composition.graph.get_alias_source(export) else {
            continue;
        };
        let interface = interface.to_owned();
        let kind = composition.graph[export].item_kind();
        let import = composition.graph.import(interface, kind)?;
        composition.graph.set_node_name(import, name);
        composition.redirect(export, import)?;
    }
    composition.graph.remove_node(instance);
    Ok(())
}
