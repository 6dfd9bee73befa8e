//! my:storage/kv as the instances of the threads have it: calls to one store, in the order of the blocks.

use std::sync::Arc;

use wasmtime::component::{Linker, Resource, ResourceType};
use wasmtime::{Result, StoreContextMut, format_err};

use crate::run::parallel::bindings::{Known, Page, StoreError, TextColumn};
use crate::run::parallel::memory::MemoryStore;
use crate::run::parallel::turns::Turns;
use crate::sandbox::call_error::CallError;
use crate::sandbox::instance::InstanceState;

/// What the host provides to the instance of a thread.
pub struct ThreadHost {
    store: Arc<Turns<MemoryStore>>,
    /// The block that is being judged.
    block: u64,
    /// Whether the next block may ask the store.
    has_passed: bool,
    /// Why the instance got no answer.
    pub unanswered: Option<Unanswered>,
}

pub enum Unanswered {
    /// The run ends in an earlier block.
    Ended,
    /// The store failed.
    Failed(CallError),
    /// The block had passed the store on.
    OutOfTurn,
}

pub type ThreadState = InstanceState<ThreadHost>;

/// A handle to a store. Its number is the position in [`MemoryStore`].
enum Handle {}

impl ThreadHost {
    pub fn new(store: Arc<Turns<MemoryStore>>) -> ThreadHost {
        ThreadHost {
            store,
            block: 0,
            has_passed: false,
            unanswered: None,
        }
    }

    /// Calls are for this block from now on.
    pub fn begin(&mut self, block: u64) {
        self.block = block;
        self.has_passed = false;
    }

    /// The block needs the store no more. False: the run ends in an earlier block.
    pub fn pass(&mut self) -> bool {
        if !self.has_passed {
            let Some(turn) = self.store.take(self.block) else {
                return false;
            };
            turn.pass();
            self.has_passed = true;
        }
        true
    }

    fn call<T>(&mut self, call: impl FnOnce(&mut MemoryStore) -> std::result::Result<T, CallError>) -> Result<T> {
        let reason = if self.has_passed {
            Unanswered::OutOfTurn
        } else {
            match self.store.take(self.block) {
                None => Unanswered::Ended,
                Some(mut store) => match call(&mut store) {
                    Ok(answer) => return Ok(answer),
                    Err(error) => Unanswered::Failed(error),
                },
            }
        };
        self.unanswered = Some(reason);
        Err(format_err!("the store gives no answer"))
    }
}

type Answer<T> = Result<(std::result::Result<T, StoreError>,)>;

pub fn link(linker: &mut Linker<ThreadState>) -> Result<()> {
    let mut kv = linker.instance("my:storage/kv@2.0.0")?;
    kv.resource("kv-store", ResourceType::host::<Handle>(), |_, _| Ok(()))?;
    kv.func_wrap("open-store", |mut caller: Caller<'_>, (name,): (String,)| {
        let opened = caller.data_mut().host.call(|store| store.open(&name))?;
        Answer::Ok((opened.map(On::new_own),))
    })?;
    kv.func_wrap("[method]kv-store.get", |caller, (on, key): (On, String)| {
        asked::<Option<String>>(caller, &on, |store, at| store.get(at, &key))
    })?;
    kv.func_wrap(
        "[method]kv-store.put",
        |caller, (on, key, value): (On, String, String)| {
            asked::<()>(caller, &on, |store, at| store.put(at, &key, &value))
        },
    )?;
    kv.func_wrap("[method]kv-store.delete", |caller, (on, key): (On, String)| {
        asked::<bool>(caller, &on, |store, at| store.delete(at, &key))
    })?;
    kv.func_wrap(
        "[method]kv-store.put-new",
        |mut caller: Caller<'_>, (on, keys, values): (On, TextColumn, TextColumn)| {
            let host = &mut caller.data_mut().host;
            let known = host.call(|store| store.put_new(on.rep(), &keys, &values))?;
            // It is the last call of a block.
            host.pass();
            Answer::<Known>::Ok((known,))
        },
    )?;
    kv.func_wrap(
        "[method]kv-store.scan",
        |caller, (on, after, limit): (On, Option<String>, u32)| {
            asked::<Page>(caller, &on, |store, at| store.scan(at, after.as_deref(), limit))
        },
    )
}

type Caller<'a> = StoreContextMut<'a, ThreadState>;
type On = Resource<Handle>;

fn asked<T>(
    mut caller: Caller<'_>,
    on: &On,
    ask: impl FnOnce(&mut MemoryStore, u32) -> std::result::Result<std::result::Result<T, StoreError>, CallError>,
) -> Answer<T> {
    Ok((caller.data_mut().host.call(|store| ask(store, on.rep()))?,))
}
