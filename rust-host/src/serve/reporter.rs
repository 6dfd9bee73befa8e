//! The reporter, if a composition leaves it to the host: one instance per report. Python is large, and most requests don't need
//! it.

use std::sync::Arc;

use wasmtime::Result;
use wasmtime::component::{ComponentExportIndex, Linker, Val};

use crate::serve::on_demand::DeferredComponent;

const INTERFACE: &str = "my:reporting/reporter@2.0.0";
const RENDER: &str = "render";

#[derive(Clone)]
pub struct Reporter {
    component: Arc<DeferredComponent>,
    render: ComponentExportIndex,
}

impl Reporter {
    pub fn new(component: Arc<DeferredComponent>) -> Result<Reporter> {
        let render = component.export(INTERFACE, RENDER)?;
        Ok(Reporter { component, render })
    }

    /// Adds the interface to a linker. Arguments and results are passed on unchanged.
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
        self.component
            .instantiate()
            .await?
            .pass(self.render, arguments, results)
            .await
    }
}
