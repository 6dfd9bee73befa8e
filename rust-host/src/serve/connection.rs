//! A connection: a timeout for writes, and an end that loses no answer.

use std::future::Future;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use tokio::time::{Instant, Sleep, sleep};

use crate::serve::refusal::{HEAD_BYTES, HTTP2, Refusal};

/// How long a client may take to close a connection, or to send more, after the server's last byte.
const LINGER: Duration = Duration::from_secs(2);

/// A connection whose writes fail when the client accepts nothing for the length of the timeout.
///
/// At its end it reads what the client still sends, until the client closes it too. If a connection is closed while bytes are
/// unread, the system resets it, and the client may lose the answer.
pub struct Connection<T> {
    inner: T,
    timeout: Duration,
    /// While the client accepts nothing.
    waiting: Option<Waiting>,
    /// How many connections are waiting.
    unsent: Arc<AtomicUsize>,
    closing: Option<Closing>,
    refusal: Refusal,
    /// Written in place of an answer of the HTTP library, and how much of it was written.
    instead: Option<(Vec<u8>, usize)>,
}

/// Counted as long as it lasts.
struct Waiting {
    sleep: Pin<Box<Sleep>>,
    unsent: Arc<AtomicUsize>,
}

impl Waiting {
    fn new(timeout: Duration, unsent: Arc<AtomicUsize>) -> Waiting {
        unsent.fetch_add(1, Ordering::Relaxed);
        let sleep = Box::pin(sleep(timeout));
        Waiting { sleep, unsent }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.unsent.fetch_sub(1, Ordering::Relaxed);
    }
}

/// After the server's last byte.
struct Closing {
    until: Instant,
    sleep: Pin<Box<Sleep>>,
}

impl<T: Read + Write + Unpin> Connection<T> {
    pub fn new(inner: T, timeout: Duration, refusal: Refusal, unsent: Arc<AtomicUsize>) -> Self {
        Connection {
            inner,
            timeout,
            waiting: None,
            unsent,
            closing: None,
            refusal,
            instead: None,
        }
    }

    fn bounded<R>(&mut self, context: &mut Context<'_>, answer: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if answer.is_ready() {
            self.waiting = None;
            return answer;
        }
        let new = || Waiting::new(self.timeout, self.unsent.clone());
        let waiting = self.waiting.get_or_insert_with(new);
        match waiting.sleep.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T: Read + Write + Unpin> Connection<T> {
    /// Writes another answer, if `bytes` is one of the HTTP library itself. Returns whether that is so.
    fn write_instead(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<bool>> {
        if self.instead.is_none() {
            self.instead = self.refusal.replace(bytes).map(|answer| (answer, 0));
        }
        while let Some((answer, written)) = self.instead.take() {
            if written == answer.len() {
                return Poll::Ready(Ok(true));
            }
            let more = Pin::new(&mut self.inner).poll_write(context, &answer[written..]);
            let more = self.bounded(context, more);
            let now = if let Poll::Ready(Ok(more)) = &more { *more } else { 0 };
            self.instead = Some((answer, written + now));
            ready!(more)?;
        }
        Poll::Ready(Ok(false))
    }
}

impl<T: Read + Unpin> Connection<T> {
    /// Reads until the client closes the connection, sends nothing for a while, or has had the whole timeout.
    fn linger(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(closing) = &mut self.closing else {
            return Poll::Ready(Ok(()));
        };
        loop {
            // Of the timer or of the stream, whichever comes first.
            if closing.sleep.as_mut().poll(context).is_ready() {
                return Poll::Ready(Ok(()));
            }
            let mut space = [0; 8 << 10];
            let mut buffer = ReadBuf::new(&mut space);
            let read = ready!(Pin::new(&mut self.inner).poll_read(context, buffer.unfilled()));
            if read.is_err() || buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            closing.sleep.as_mut().reset(closing.until.min(Instant::now() + LINGER));
        }
    }
}

impl<T: Read + Unpin> Read for Connection<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        // Through a buffer that can be looked at afterwards.
        let mut space = [MaybeUninit::uninit(); HEAD_BYTES];
        let room = buffer.remaining().min(space.len());
        let mut read = ReadBuf::uninit(&mut space[..room]);
        ready!(Pin::new(&mut this.inner).poll_read(context, read.unfilled()))?;
        this.refusal.read(read.filled());
        // The HTTP library closes a connection that begins like this without an answer. What is left of it is refused.
        let skipped = usize::from(read.filled().starts_with(HTTP2));
        buffer.put_slice(&read.filled()[skipped..]);
        Poll::Ready(Ok(()))
    }
}

impl<T: Read + Write + Unpin> Write for Connection<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if ready!(self.write_instead(context, bytes))? {
            return Poll::Ready(Ok(bytes.len()));
        }
        let answer = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.bounded(context, answer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [one] = bytes
            && ready!(self.write_instead(context, one))?
        {
            return Poll::Ready(Ok(one.len()));
        }
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
        if self.closing.is_none() {
            let answer = Pin::new(&mut self.inner).poll_shutdown(context);
            ready!(self.bounded(context, answer))?;
            let until = Instant::now() + self.timeout;
            let sleep = Box::pin(sleep(LINGER.min(self.timeout)));
            self.closing = Some(Closing { until, sleep });
        }
        self.linger(context)
    }
}
