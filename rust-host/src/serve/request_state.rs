//! What the host provides to an instance for requests: limits, handles, wasi:http, and perhaps a store.

use wasmtime::StoreContextMut;
use wasmtime::component::{HasData, Linker, Resource, ResourceTable};
use wasmtime_wasi_http::p2::bindings::LinkOptions;
use wasmtime_wasi_http::p2::bindings::http::types::{self as http_types, ErrorCode, IoError};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttp, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView,
};
use wasmtime_wasi_io::bindings::wasi::io;

use crate::sandbox::meter::Meter;
use crate::store::{SharedStore, StorageHost};

pub struct RequestState {
    pub meter: Meter,
    pub handles: ResourceTable,
    storage: StorageHost,
    http: WasiHttpCtx,
    hooks: NoHooks,
}

impl RequestState {
    pub fn new(meter: Meter, store: Option<SharedStore>) -> RequestState {
        RequestState {
            meter,
            handles: ResourceTable::new(),
            storage: store.map(StorageHost::sharing).unwrap_or_default(),
            http: WasiHttpCtx::new(),
            hooks: NoHooks,
        }
    }
}

struct NoHooks;

type Sending = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Answered = Result<(hyper::Response<WasiBody>, Sending), Error>;

impl WasiHttpHooks for NoHooks {
    /// Sending requests isn't linked in. If it ever were, it would be denied.
    fn send_request(
        &mut self,
        _: hyper::Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Sending,
    ) -> Box<dyn Future<Output = Answered> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}

impl WasiHttpView for RequestState {
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

/// Links wasi:http except for sending requests, the streams that it needs, and the store if the host has it.
pub fn link(linker: &mut Linker<RequestState>, store: bool) -> wasmtime::Result<()> {
    io::error::add_to_linker::<_, HasIo>(linker, |state| &mut state.handles)?;
    io::poll::add_to_linker::<_, HasIo>(linker, |state| &mut state.handles)?;
    io::streams::add_to_linker::<_, HasIo>(linker, |state| &mut state.handles)?;
    let options = LinkOptions::default();
    http_types::add_to_linker::<_, WasiHttp>(linker, &(&options).into(), RequestState::http)?;
    link_error_codes(linker)?;
    if store {
        StorageHost::link_kv(linker, |state| &mut state.storage)?;
    }
    Ok(())
}

/// Replaces the crate's `http-error-code`, which knows only errors of responses. With it, a component couldn't distinguish a
/// body that is too large or too slow from one that breaks off.
fn link_error_codes(linker: &mut Linker<RequestState>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    let mut types = linker.instance("wasi:http/types@0.2.12")?;
    types.func_wrap(
        "http-error-code",
        |store: StoreContextMut<RequestState>, (error,): (Resource<IoError>,)| {
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
