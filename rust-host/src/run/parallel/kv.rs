//! my:storage/kv as the instances of the threads have it: calls to stores that they share, in the order of the blocks.

use std::sync::Arc;

use wasmtime::component::{Linker, Resource, ResourceType};
use wasmtime::{Result, StoreContextMut, format_err};

use crate::run::parallel::bindings::{Known, Page, StoreError, TextColumn};
use crate::run::parallel::memory::MemoryStore;
use crate::run::parallel::shards::{self, Batch};
use crate::run::parallel::turns::Turns;
use crate::sandbox::call_error::CallError;
use crate::sandbox::instance::InstanceState;

/// What the host provides to the instance of a thread.
pub struct ThreadHost {
    /// Each has a share of the keys.
    stores: Arc<[Turns<MemoryStore>]>,
    /// The block that is being judged.
    block: u64,
    /// How many of the stores the next block may ask.
    passed: usize,
    /// Why the instance got no answer.
    pub unanswered: Option<Unanswered>,
}

pub enum Unanswered {
    /// The run ends in an earlier block.
    Ended,
    /// The store failed.
    Failed(CallError),
    /// The answer would depend on what other threads do: the block had passed the store on, or asks for something else than
    /// which keys are known.
    OnlyOnOneThread,
}

pub type ThreadState = InstanceState<ThreadHost>;

/// A handle to a store. Its number is the position in [`MemoryStore`], the same in all of them.
enum Handle {}

type Answer<T> = std::result::Result<std::result::Result<T, StoreError>, Unanswered>;

impl ThreadHost {
    pub fn new(stores: Arc<[Turns<MemoryStore>]>) -> ThreadHost {
        ThreadHost {
            stores,
            block: 0,
            passed: 0,
            unanswered: None,
        }
    }

    /// Calls are for this block from now on.
    pub fn begin(&mut self, block: u64) {
        self.block = block;
        self.passed = 0;
    }

    /// The block needs the stores no more. False: the run ends in an earlier block.
    pub fn pass(&mut self) -> bool {
        for store in &self.stores[self.passed..] {
            let Some(turn) = store.take(self.block) else {
                return false;
            };
            turn.pass();
            self.passed += 1;
        }
        true
    }

    fn open(&self, name: &str) -> Answer<u32> {
        if self.passed > 0 {
            return Err(Unanswered::OnlyOnOneThread);
        }
        let mut handle = Ok(0);
        for store in &*self.stores {
            let mut store = store.take(self.block).ok_or(Unanswered::Ended)?;
            handle = store.open(name).map_err(Unanswered::Failed)?;
        }
        Ok(handle)
    }

    fn put_new(&mut self, on: u32, keys: TextColumn, values: TextColumn) -> Answer<Known> {
        if self.passed > 0 {
            return Err(Unanswered::OnlyOnOneThread);
        }
        let mut answers = Vec::new();
        for Batch { rows, keys, values } in shards::split(keys, values, self.stores.len()) {
            let mut store = self.stores[self.passed].take(self.block).ok_or(Unanswered::Ended)?;
            let answer = store.put_new(on, &keys, &values).map_err(Unanswered::Failed)?;
            // It is the last call of a block.
            store.pass();
            self.passed += 1;
            match answer {
                Ok(known) => answers.push((rows, known)),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(shards::join(answers)))
    }

    fn answered<T>(&mut self, answer: std::result::Result<T, Unanswered>) -> Result<T> {
        answer.map_err(|reason| {
            self.unanswered = Some(reason);
            format_err!("the store gives no answer")
        })
    }

    fn only_on_one_thread<T>(&mut self) -> Result<T> {
        self.answered(Err(Unanswered::OnlyOnOneThread))
    }
}

pub fn link(linker: &mut Linker<ThreadState>) -> Result<()> {
    type Caller<'a> = StoreContextMut<'a, ThreadState>;
    type On = Resource<Handle>;
    type Given<T> = Result<(std::result::Result<T, StoreError>,)>;

    let mut kv = linker.instance("my:storage/kv@2.0.0")?;
    kv.resource("kv-store", ResourceType::host::<Handle>(), |_, _| Ok(()))?;
    kv.func_wrap("open-store", |mut caller: Caller<'_>, (name,): (String,)| {
        let host = &mut caller.data_mut().host;
        let opened = host.open(&name);
        Given::Ok((host.answered(opened)?.map(On::new_own),))
    })?;
    kv.func_wrap(
        "[method]kv-store.put-new",
        |mut caller: Caller<'_>, (on, keys, values): (On, TextColumn, TextColumn)| {
            let host = &mut caller.data_mut().host;
            let known = host.put_new(on.rep(), keys, values);
            Given::<Known>::Ok((host.answered(known)?,))
        },
    )?;
    kv.func_wrap("[method]kv-store.get", |mut caller: Caller<'_>, _: (On, String)| {
        Given::<Option<String>>::Ok((caller.data_mut().host.only_on_one_thread()?,))
    })?;
    kv.func_wrap(
        "[method]kv-store.put",
        |mut caller: Caller<'_>, _: (On, String, String)| {
            Given::<()>::Ok((caller.data_mut().host.only_on_one_thread()?,))
        },
    )?;
    kv.func_wrap("[method]kv-store.delete", |mut caller: Caller<'_>, _: (On, String)| {
        Given::<bool>::Ok((caller.data_mut().host.only_on_one_thread()?,))
    })?;
    kv.func_wrap(
        "[method]kv-store.scan",
        |mut caller: Caller<'_>, _: (On, Option<String>, u32)| {
            Given::<Page>::Ok((caller.data_mut().host.only_on_one_thread()?,))
        },
    )
}
