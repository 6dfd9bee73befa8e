//! Bodies, held to size and pace on the way in, and counted on the way out.

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

use super::handle::Finish;
use super::timeouts::Pace;

/// What goes out.
pub type Outgoing = UnsyncBoxBody<Bytes, Error>;

/// What comes in. The component learns of a breach by the error's code.
pub struct Bounded {
    body: Incoming,
    most: u64,
    read: Arc<AtomicU64>,
    pace: Pace,
}

impl Bounded {
    /// `read` is told how much came.
    pub fn new(body: Incoming, most: u64, patience: Duration, read: Arc<AtomicU64>) -> Bounded {
        let pace = Pace::new(patience);
        Bounded { body, most, read, pace }
    }
}

impl Body for Bounded {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            return match self.pace.is_over(context) {
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
            self.pace.advance(all);
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

/// A body whose end, whichever, is that of the request.
pub struct Counted {
    pub body: Outgoing,
    pub finish: Finish,
}

impl Body for Counted {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                self.finish.written += frame.data_ref().map_or(0, |data| data.len() as u64);
                // Nobody asks for more than the length that was told.
                self.finish.whole = self.finish.length == Some(self.finish.written);
            }
            Some(Err(error)) => self.finish.error = Some(error.to_string()),
            None => self.finish.whole = true,
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
