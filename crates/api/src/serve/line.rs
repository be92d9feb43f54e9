//! The bytes of a connection: notices when they arrive, gives up on a client that takes none, and closes softly.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::{Limits, pace::Pace};

/// Bytes that are read and dropped in one go.
const GULP: usize = 16 * 1024;

/// A stream that keeps to the limits.
#[derive(Debug)]
pub(super) struct Line<S> {
    stream: S,
    pace: Arc<Pace>,
    write_timeout: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    linger: Linger,
}

/// How a connection closes: our side at once, theirs once they have stopped sending, within bounds.
///
/// Closing a socket that still has bytes to read resets it, and the reset can overtake the answer.
#[derive(Debug)]
struct Linger {
    bytes_left: u64,
    within: Duration,
    until: Option<Pin<Box<Sleep>>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    /// The stream of a connection.
    pub(super) fn new(stream: S, pace: Arc<Pace>, limits: &Limits) -> Self {
        let linger = Linger { bytes_left: limits.linger_bytes, within: limits.linger_within, until: None };
        Self { stream, pace, write_timeout: limits.write_timeout, stalled: None, linger }
    }

    /// Passes progress on; a write that makes none for too long is an error.
    fn impatient<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.write_timeout)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes no more of the answer")))
    }

    /// Reads and drops what the client still sends, until it ends or a bound is reached.
    fn poll_linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Linger { bytes_left, within, until } = &mut self.linger;
        let until = until.get_or_insert_with(|| Box::pin(sleep(*within)));
        let mut gulp = [std::mem::MaybeUninit::uninit(); GULP];
        while *bytes_left > 0 && until.as_mut().poll(cx).is_pending() {
            let mut buffer = ReadBuf::uninit(&mut gulp);
            let read = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
            *bytes_left = bytes_left.saturating_sub(buffer.filled().len() as u64);
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Line<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        if buffer.filled().len() > before {
            self.pace.bytes_arrived();
        }
        Poll::Ready(read)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.impatient(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.impatient(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.impatient(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.linger.until.is_none() {
            let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
            ready!(self.impatient(cx, shut))?;
            if !self.pace.may_be_sending() {
                return Poll::Ready(Ok(()));
            }
        }
        self.poll_linger(cx).map(Ok)
    }
}
