//! Bodies: limited in size and held to a minimum rate on the way in, counted on the way out.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use wasmtime_wasi_http::Error;

use crate::serve::finish::Finish;
use crate::serve::timeouts::MinRate;

/// The body of an answer.
pub type Outgoing = UnsyncBoxBody<Bytes, Error>;

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

/// A body that ends the request when it is dropped.
pub struct Counted {
    pub body: Outgoing,
    pub finish: Finish,
}

impl Body for Counted {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let outcome = &mut self.finish.outcome;
        match &frame {
            Some(Ok(frame)) => {
                outcome.written += frame.data_ref().map_or(0, |data| data.len() as u64);
                // With a known length, hyper doesn't poll again after the last byte.
                outcome.whole = outcome.length == Some(outcome.written);
            }
            Some(Err(error)) => outcome.error = Some(error.to_string()),
            None => outcome.whole = true,
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
