//! Bodies: limited in size and held to a minimum rate on the way in, counted on the way out.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use gateway::http::PROBLEM_STATUS;
use http_body::{Body, Frame, SizeHint};
use hyper::StatusCode;
use hyper::body::Incoming;
use tokio::sync::oneshot;
use wasmtime_wasi_http::Error;

use crate::serve::finish::Finish;
use crate::serve::min_rate::MinRate;
use crate::serve::problem::{Failed, Outgoing};

/// The body of a request. The component sees from the error's code which limit was exceeded.
pub struct Bounded {
    body: Incoming,
    most: u64,
    read: Arc<AtomicU64>,
    rate: MinRate,
}

impl Bounded {
    /// `read` counts the bytes.
    pub fn new(body: Incoming, most: u64, timeout: Duration, read: Arc<AtomicU64>) -> Bounded {
        let rate = MinRate::new(timeout);
        Bounded { body, most, read, rate }
    }
}

impl Body for Bounded {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            return match self.rate.is_too_slow(context) {
                true => Poll::Ready(Some(Err(Error::ConnectionReadTimeout))),
                false => Poll::Pending,
            };
        };
        let frame = frame.map(|frame| frame.map_err(Error::from));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            let bytes = data.len() as u64;
            let all = self.read.fetch_add(bytes, Ordering::Relaxed) + bytes;
            if all > self.most {
                return Poll::Ready(Some(Err(Error::HttpRequestBodySize(Some(self.most)))));
            }
            self.rate.advance(all);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body that ends the request when it is dropped. If the handling of the request fails meanwhile, a last line says so.
pub struct Counted {
    body: Outgoing,
    finish: Finish,
    /// For lines of JSON: why the handling failed.
    failure: Option<oneshot::Receiver<Failed>>,
    /// How `body` ended.
    ended: Option<Result<(), Error>>,
}

impl Counted {
    pub fn new(body: Outgoing, finish: Finish, failure: Option<oneshot::Receiver<Failed>>) -> Counted {
        Counted {
            body,
            finish,
            failure,
            ended: None,
        }
    }

    /// Waits until the request is handled. Returns the last line if that failed.
    fn poll_failure(&mut self, context: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        let Some(failure) = &mut self.failure else {
            return Poll::Ready(None);
        };
        let failed = ready!(Pin::new(failure).poll(context));
        self.failure = None;
        // Its sender is dropped when all went well.
        let Ok(failed) = failed else { return Poll::Ready(None) };
        self.ended = Some(Ok(()));
        let outcome = &mut self.finish.outcome;
        let line = failed.line(&outcome.request_id);
        outcome.failed = Some(failed.status());
        outcome.error = Some(failed.message);
        outcome.written += line.len() as u64;
        Poll::Ready(Some(Frame::data(line.into())))
    }
}

impl Body for Counted {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.ended.is_none() {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
            let outcome = &mut self.finish.outcome;
            match frame {
                Some(Ok(frame)) => {
                    outcome.written += frame.data_ref().map_or(0, |data| data.len() as u64);
                    // With a known length, hyper doesn't poll again after the last byte.
                    outcome.whole = outcome.length == Some(outcome.written);
                    if let Some(trailers) = frame.trailers_ref() {
                        let status = trailers.get(PROBLEM_STATUS);
                        outcome.failed = status.and_then(|status| StatusCode::from_bytes(status.as_bytes()).ok());
                        outcome.whole = true;
                    }
                    return Poll::Ready(Some(Ok(frame)));
                }
                Some(Err(error)) => self.ended = Some(Err(error)),
                None => self.ended = Some(Ok(())),
            }
        }
        if let Some(line) = ready!(self.poll_failure(context)) {
            return Poll::Ready(Some(Ok(line)));
        }
        if let Some(Err(error)) = self.ended.replace(Ok(())) {
            self.finish.outcome.error = Some(error.to_string());
            return Poll::Ready(Some(Err(error)));
        }
        self.finish.outcome.whole = true;
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.failure.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.failure {
            Some(_) => SizeHint::default(),
            None => self.body.size_hint(),
        }
    }
}
