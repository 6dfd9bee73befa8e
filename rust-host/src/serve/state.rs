//! What an instance has of this host: its limits, its handles, wasi:http and perhaps a store.

use wasmtime::StoreContextMut;
use wasmtime::component::{HasData, HasSelf, Linker, Resource, ResourceTable};
use wasmtime_wasi_http::p2::bindings::LinkOptions;
use wasmtime_wasi_http::p2::bindings::http::types::{self as http_types, ErrorCode, IoError};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttp, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView,
};
use wasmtime_wasi_io::bindings::wasi::io;

use super::instances::ticks;
use crate::bindings::my::storage::kv;
use crate::sandbox::limits::Limits;
use crate::sandbox::meter::Meter;
use crate::store::{Host, SharedStore};

/// What an instance needs of this host.
pub struct State {
    pub meter: Meter,
    pub handles: ResourceTable,
    host: Host,
    http: WasiHttpCtx,
    hooks: NoHooks,
    /// What the request at hand may still work, in ticks.
    pub left: u64,
}

impl State {
    pub fn new(limits: &Limits, store: Option<SharedStore>) -> State {
        State {
            meter: Meter::new(limits),
            handles: ResourceTable::new(),
            host: store.map(Host::sharing).unwrap_or_default(),
            http: WasiHttpCtx::new(),
            hooks: NoHooks,
            left: ticks(limits),
        }
    }
}

struct NoHooks;

type Sending = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Answered = Result<(hyper::Response<WasiBody>, Sending), Error>;

impl WasiHttpHooks for NoHooks {
    /// What sends requests isn't linked in; whoever came by it all the same would be refused.
    fn send_request(
        &mut self,
        _: hyper::Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Sending,
    ) -> Box<dyn Future<Output = Answered> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            ctx: &mut self.http,
            table: &mut self.handles,
            hooks: &mut self.hooks,
        }
    }
}

struct HasIo;

impl HasData for HasIo {
    type Data<'a> = &'a mut ResourceTable;
}

/// wasi:http without what sends requests, the streams that it needs, and the store where it is the host's.
pub fn link(linker: &mut Linker<State>, store: bool) -> wasmtime::Result<()> {
    io::error::add_to_linker::<_, HasIo>(linker, |state| &mut state.handles)?;
    io::poll::add_to_linker::<_, HasIo>(linker, |state| &mut state.handles)?;
    io::streams::add_to_linker::<_, HasIo>(linker, |state| &mut state.handles)?;
    let options = LinkOptions::default();
    http_types::add_to_linker::<_, WasiHttp>(linker, &(&options).into(), State::http)?;
    tell_errors(linker)?;
    if store {
        kv::add_to_linker::<_, HasSelf<Host>>(linker, |state| &mut state.host)?;
    }
    Ok(())
}

/// The crate's own knows errors of responses alone, so a component couldn't tell a body that is too large or too slow from one
/// that breaks off.
fn tell_errors(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    let mut types = linker.instance("wasi:http/types@0.2.12")?;
    types.func_wrap(
        "http-error-code",
        |store: StoreContextMut<State>, (error,): (Resource<IoError>,)| {
            Ok((match store.data().handles.get(&error)?.downcast_ref::<Error>() {
                Some(Error::HttpRequestBodySize(most)) => Some(ErrorCode::HttpRequestBodySize(*most)),
                Some(Error::ConnectionReadTimeout) => Some(ErrorCode::ConnectionReadTimeout),
                _ => None,
            },))
        },
    )?;
    linker.allow_shadowing(false);
    Ok(())
}
