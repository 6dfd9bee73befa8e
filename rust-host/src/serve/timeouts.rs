//! Timeouts for clients: for writes, and a minimum rate for bodies.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Instant, Sleep, sleep};

/// A connection whose writes fail when the client accepts nothing for the length of the timeout.
pub struct WriteTimeout<T> {
    inner: T,
    timeout: Duration,
    /// Runs while the client accepts nothing.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<T: Read + Write + Unpin> WriteTimeout<T> {
    pub fn new(inner: T, timeout: Duration) -> Self {
        WriteTimeout {
            inner,
            timeout,
            waiting: None,
        }
    }

    fn bounded<R>(&mut self, context: &mut Context<'_>, answer: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if answer.is_ready() {
            self.waiting = None;
            return answer;
        }
        let timeout = self.timeout;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(timeout)));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T: Read + Unpin> Read for WriteTimeout<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<T: Read + Write + Unpin> Write for WriteTimeout<T> {
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

/// The rate that a body must keep on average.
pub const MIN_BYTES_PER_SECOND: u64 = 1024;

/// Measures a body: its next bytes must arrive within the timeout, and all of it at the minimum rate.
pub struct MinRate {
    begun: Instant,
    timeout: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl MinRate {
    pub fn new(timeout: Duration) -> MinRate {
        MinRate {
            begun: Instant::now(),
            timeout,
            sleep: Box::pin(sleep(timeout)),
        }
    }

    /// More bytes have arrived, `bytes` in total.
    pub fn advance(&mut self, bytes: u64) {
        let next = Instant::now() + self.timeout;
        let all = self.begun + self.timeout + Duration::from_secs(bytes / MIN_BYTES_PER_SECOND);
        self.sleep.as_mut().reset(next.min(all));
    }

    pub fn is_too_slow(&mut self, context: &mut Context<'_>) -> bool {
        self.sleep.as_mut().poll(context).is_ready()
    }
}
