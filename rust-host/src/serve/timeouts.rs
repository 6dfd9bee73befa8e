//! A connection on which the client has to take what is sent, in its time.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Instant, Sleep, sleep};

pub struct Patient<T> {
    inner: T,
    patience: Duration,
    /// Runs while nothing more can be sent.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<T: Read + Write + Unpin> Patient<T> {
    pub fn new(inner: T, patience: Duration) -> Self {
        Patient {
            inner,
            patience,
            waiting: None,
        }
    }

    fn bounded<R>(&mut self, context: &mut Context<'_>, answer: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if answer.is_ready() {
            self.waiting = None;
            return answer;
        }
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T: Read + Unpin> Read for Patient<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<T: Read + Write + Unpin> Write for Patient<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let answer = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.bounded(context, answer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let answer = Pin::new(&mut self.inner).poll_write_vectored(context, bytes);
        self.bounded(context, answer)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let answer = Pin::new(&mut self.inner).poll_flush(context);
        self.bounded(context, answer)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let answer = Pin::new(&mut self.inner).poll_shutdown(context);
        self.bounded(context, answer)
    }
}

/// When a body has to go on: each time within the patience, and on the whole no slower than this.
pub const LEAST_BYTES_PER_SECOND: u64 = 1024;

pub struct Pace {
    begun: Instant,
    patience: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl Pace {
    pub fn new(patience: Duration) -> Pace {
        Pace {
            begun: Instant::now(),
            patience,
            sleep: Box::pin(sleep(patience)),
        }
    }

    /// Some came; so many by now.
    pub fn advance(&mut self, bytes: u64) {
        let next = Instant::now() + self.patience;
        let all = self.begun + self.patience + Duration::from_secs(bytes / LEAST_BYTES_PER_SECOND);
        self.sleep.as_mut().reset(next.min(all));
    }

    pub fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        self.sleep.as_mut().poll(context).is_ready()
    }
}
