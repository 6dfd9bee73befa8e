//! Jobs, where a composition leaves them open: an instance a job, so that a request that wants none doesn't pay for one. A file's
//! bytes pass through this host as a whole, too, where what joins two components copies a `list<u8>` byte by byte.

use std::sync::Arc;

use wasmtime::component::{ComponentExportIndex, Linker, Resource, ResourceAny, ResourceType};
use wasmtime::{Result, StoreContextMut};

use super::on_demand::{Live, Part};
use super::state::State;
use crate::bindings::exports::my::pipeline::job::{FinalOutput, InputFormat, JobError, Options, Output};

const INTERFACE: &str = "my:pipeline/job@1.0.0";
const OPEN: &str = "[static]job.open";
const BEGIN: &str = "[method]job.begin";
const FEED: &str = "[method]job.feed";
const FINISH: &str = "[method]job.finish";

type Answer<T> = std::result::Result<T, JobError>;

#[derive(Clone)]
pub struct Jobs {
    part: Arc<Part>,
    open: ComponentExportIndex,
    begin: ComponentExportIndex,
    feed: ComponentExportIndex,
    finish: ComponentExportIndex,
}

/// A job, with the instance that is its own.
struct Running {
    jobs: Jobs,
    live: Live,
    job: ResourceAny,
}

impl Jobs {
    pub fn new(part: Arc<Part>) -> Result<Jobs> {
        Ok(Jobs {
            open: part.export(INTERFACE, OPEN)?,
            begin: part.export(INTERFACE, BEGIN)?,
            feed: part.export(INTERFACE, FEED)?,
            finish: part.export(INTERFACE, FINISH)?,
            part,
        })
    }

    /// Gives the interface to the instances of a linker.
    pub fn link(&self, linker: &mut Linker<State>) -> Result<()> {
        type Caller<'a> = StoreContextMut<'a, State>;
        let mut interface = linker.instance(INTERFACE)?;
        interface.resource("job", ResourceType::host::<Running>(), |mut store, handle| {
            store.data_mut().handles.delete(Resource::<Running>::new_own(handle))?;
            Ok(())
        })?;
        let jobs = self.clone();
        interface.func_wrap_async(OPEN, move |mut store: Caller, (options,): (Options,)| {
            let jobs = jobs.clone();
            Box::new(async move {
                Ok((match jobs.open(options).await? {
                    Ok(running) => Ok(store.data_mut().handles.push(running)?),
                    Err(error) => Err(error),
                },))
            })
        })?;
        type Begin = (Resource<Running>, String, Option<InputFormat>);
        interface.func_wrap_async(BEGIN, |mut store: Caller, (job, name, format): Begin| {
            Box::new(async move { Ok((store.data_mut().handles.get_mut(&job)?.begin(name, format).await?,)) })
        })?;
        type Feed = (Resource<Running>, Vec<u8>);
        interface.func_wrap_async(FEED, |mut store: Caller, (job, chunk): Feed| {
            Box::new(async move { Ok((store.data_mut().handles.get_mut(&job)?.feed(chunk).await?,)) })
        })?;
        interface.func_wrap_async(FINISH, |mut store: Caller, (job,): (Resource<Running>,)| {
            Box::new(async move { Ok((store.data_mut().handles.get_mut(&job)?.finish().await?,)) })
        })
    }

    async fn open(self, options: Options) -> Result<Answer<Running>> {
        let mut live = self.part.instantiate().await?;
        let opened: Answer<ResourceAny> = live.call(self.open, (options,)).await?;
        Ok(opened.map(|job| Running { jobs: self, live, job }))
    }
}

impl Running {
    async fn begin(&mut self, name: String, format: Option<InputFormat>) -> Result<Answer<Output>> {
        self.live.call(self.jobs.begin, (self.job, name, format)).await
    }

    async fn feed(&mut self, chunk: Vec<u8>) -> Result<Answer<Output>> {
        self.live.call(self.jobs.feed, (self.job, chunk)).await
    }

    async fn finish(&mut self) -> Result<Answer<FinalOutput>> {
        self.live.call(self.jobs.finish, (self.job,)).await
    }
}
