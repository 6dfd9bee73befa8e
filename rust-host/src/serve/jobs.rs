//! Jobs, if a composition leaves them to the host: one instance per job, so that other requests don't pay for it. The
//! host also passes a file's bytes on as a whole, while an adapter between two components copies a `list<u8>` byte by
//! byte.

use std::sync::Arc;

use wasmtime::component::{ComponentExportIndex, Linker, Resource, ResourceAny, ResourceType};
use wasmtime::{Result, StoreContextMut};

use crate::bindings::JobOptions;
use crate::bindings::job::{FinalOutput, InputFormat, JobError, Output, Preview};
use crate::serve::on_demand::{DeferredComponent, DeferredInstance};
use crate::serve::request_state::RequestState;

const INTERFACE: &str = "my:pipeline/job@2.0.0";
const OPEN: &str = "[static]job.open";
const BEGIN: &str = "[method]job.begin";
const FEED: &str = "[method]job.feed";
const FINISH: &str = "[method]job.finish";
const PEEK: &str = "peek";

/// Options, name, format, beginning, whether it is whole, and how many records to show.
type Peek = (JobOptions, String, Option<InputFormat>, Vec<u8>, bool, u32);
type Answer<T> = std::result::Result<T, JobError>;

#[derive(Clone)]
pub struct DeferredJobs {
    component: Arc<DeferredComponent>,
    open: ComponentExportIndex,
    begin: ComponentExportIndex,
    feed: ComponentExportIndex,
    finish: ComponentExportIndex,
    peek: ComponentExportIndex,
}

/// A job in an instance of its own.
struct DeferredJob {
    jobs: DeferredJobs,
    instance: DeferredInstance,
    job: ResourceAny,
}

impl DeferredJobs {
    pub fn new(component: Arc<DeferredComponent>) -> Result<DeferredJobs> {
        Ok(DeferredJobs {
            open: component.export(INTERFACE, OPEN)?,
            begin: component.export(INTERFACE, BEGIN)?,
            feed: component.export(INTERFACE, FEED)?,
            finish: component.export(INTERFACE, FINISH)?,
            peek: component.export(INTERFACE, PEEK)?,
            component,
        })
    }

    /// Adds the interface to a linker.
    pub fn link(&self, linker: &mut Linker<RequestState>) -> Result<()> {
        type Caller<'a> = StoreContextMut<'a, RequestState>;
        let mut interface = linker.instance(INTERFACE)?;
        interface.resource("job", ResourceType::host::<DeferredJob>(), |mut store, handle| {
            store
                .data_mut()
                .handles
                .delete(Resource::<DeferredJob>::new_own(handle))?;
            Ok(())
        })?;
        let jobs = self.clone();
        interface.func_wrap_async(OPEN, move |mut store: Caller, (options,): (JobOptions,)| {
            let jobs = jobs.clone();
            Box::new(async move {
                Ok((match jobs.open(options).await? {
                    Ok(job) => Ok(store.data_mut().handles.push(job)?),
                    Err(error) => Err(error),
                },))
            })
        })?;
        let jobs = self.clone();
        interface.func_wrap_async(PEEK, move |_: Caller, arguments: Peek| {
            let jobs = jobs.clone();
            Box::new(async move { Ok((jobs.peek(arguments).await?,)) })
        })?;
        type Begin = (Resource<DeferredJob>, String, Option<InputFormat>);
        interface.func_wrap_async(BEGIN, |mut store: Caller, (job, name, format): Begin| {
            Box::new(async move { Ok((store.data_mut().handles.get_mut(&job)?.begin(name, format).await?,)) })
        })?;
        type Feed = (Resource<DeferredJob>, Vec<u8>);
        interface.func_wrap_async(FEED, |mut store: Caller, (job, chunk): Feed| {
            Box::new(async move { Ok((store.data_mut().handles.get_mut(&job)?.feed(chunk).await?,)) })
        })?;
        interface.func_wrap_async(FINISH, |mut store: Caller, (job,): (Resource<DeferredJob>,)| {
            Box::new(async move { Ok((store.data_mut().handles.get_mut(&job)?.finish().await?,)) })
        })
    }

    async fn peek(self, arguments: Peek) -> Result<Answer<Preview>> {
        let mut instance = self.component.instantiate().await?;
        instance.call(self.peek, arguments).await
    }

    async fn open(self, options: JobOptions) -> Result<Answer<DeferredJob>> {
        let mut instance = self.component.instantiate().await?;
        let opened: Answer<ResourceAny> = instance.call(self.open, (options,)).await?;
        Ok(opened.map(|job| DeferredJob {
            jobs: self,
            instance,
            job,
        }))
    }
}

impl DeferredJob {
    async fn begin(&mut self, name: String, format: Option<InputFormat>) -> Result<Answer<Output>> {
        let output = self.instance.call(self.jobs.begin, (self.job, name, format)).await?;
        self.hold(output)
    }

    async fn feed(&mut self, chunk: Vec<u8>) -> Result<Answer<Output>> {
        let output = self.instance.call(self.jobs.feed, (self.job, chunk)).await?;
        self.hold(output)
    }

    /// A record can be long, and its output several times as long.
    fn hold(&mut self, output: Answer<Output>) -> Result<Answer<Output>> {
        if let Ok(output) = &output {
            self.instance.hold(output.users.len() + output.rejects.len())?;
        }
        Ok(output)
    }

    async fn finish(&mut self) -> Result<Answer<FinalOutput>> {
        self.instance.call(self.jobs.finish, (self.job,)).await
    }
}
