//! The reporter, where a composition leaves it open: an instance a report. Python is large, and most requests want nothing of
//! it.

use std::sync::Arc;

use wasmtime::Result;
use wasmtime::component::{ComponentExportIndex, Linker, Val};

use super::on_demand::Part;

const INTERFACE: &str = "my:reporting/reporter@1.0.0";
const RENDER: &str = "render";

#[derive(Clone)]
pub struct Reporter {
    part: Arc<Part>,
    render: ComponentExportIndex,
}

impl Reporter {
    pub fn new(part: Arc<Part>) -> Result<Reporter> {
        let render = part.export(INTERFACE, RENDER)?;
        Ok(Reporter { part, render })
    }

    /// Gives the interface to whoever asks for it. What passes is as the contract says on both sides: nothing of it is
    /// looked at here.
    pub fn link<T: Send + 'static>(&self, linker: &mut Linker<T>) -> Result<()> {
        let reporter = self.clone();
        linker
            .instance(INTERFACE)?
            .func_new_async(RENDER, move |_, _, arguments, results| {
                let reporter = reporter.clone();
                Box::new(async move { reporter.render(arguments, results).await })
            })
    }

    async fn render(&self, arguments: &[Val], results: &mut [Val]) -> Result<()> {
        self.part
            .instantiate()
            .await?
            .pass(self.render, arguments, results)
            .await
    }
}
