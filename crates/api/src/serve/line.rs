//! The bytes of a connection: notices when they arrive, gives up on a client that takes none, answers what cannot be read,
//! and closes softly.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf as _, Bytes};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::{
    Limits,
    pace::Pace,
    unreadable::{Unreadable, code_of},
};
use crate::problems::Code;

/// Bytes that are read and dropped in one go.
const GULP: usize = 16 * 1024;

/// What ends a head that will never be whole: its first byte may be nowhere in one (RFC 9112, sections 3 and 5), so that
/// hyper refuses it, and the rest makes hyper look.
const NO_HEAD: &[u8] = b"\0\r\n\r\n";

/// A stream that keeps to the limits.
#[derive(Debug)]
pub(super) struct Line<S> {
    stream: S,
    pace: Arc<Pace>,
    write_timeout: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    unreadable: Unreadable,
    /// What is left to send of our answer in place of hyper's own.
    refusal: Option<Bytes>,
    /// What is left to read of [`NO_HEAD`].
    no_head: &'static [u8],
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
    pub(super) fn new(stream: S, pace: Arc<Pace>, limits: &Limits, unreadable: Unreadable) -> Self {
        let linger = Linger { bytes_left: limits.linger_bytes, within: limits.linger_within, until: None };
        let write_timeout = limits.write_timeout;
        Self { stream, pace, write_timeout, stalled: None, unreadable, refusal: None, no_head: NO_HEAD, linger }
    }

    /// Makes hyper refuse the head that it is reading.
    fn end_head(&mut self, buffer: &mut ReadBuf<'_>) {
        let (now, later) = self.no_head.split_at(self.no_head.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.no_head = later;
    }

    /// Whether these bytes are an answer of hyper's own; ours is then ready to be sent in its place.
    ///
    /// They are one when no request is to be answered. On HTTP/2 nothing begins like that.
    fn refuses(&mut self, theirs: &[u8]) -> bool {
        if self.refusal.is_none() && self.pace.owes_nothing() {
            let code = match code_of(theirs) {
                Some(_) if self.pace.gave_up() => Some(Code::Timeout),
                Some(Code::HeadersTooLarge) if self.pace.is_in_first_line() => Some(Code::UrlTooLong),
                code => code,
            };
            self.refusal = code.map(|code| self.unreadable.answer(code, theirs));
        }
        self.refusal.is_some()
    }

    /// Sends our answer.
    fn poll_refusal(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self.refusal.as_mut().filter(|rest| rest.has_remaining()) {
            let written = Pin::new(&mut self.stream).poll_write(cx, rest);
            let written = ready!(self.impatient(cx, written))?;
            if let Some(rest) = &mut self.refusal {
                rest.advance(written);
            }
        }
        Poll::Ready(Ok(()))
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
        if self.pace.gave_up() {
            self.end_head(buffer);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        match buffer.filled().get(before..) {
            Some(bytes) if !bytes.is_empty() => self.pace.arrived(bytes),
            _ if read.is_ok() && self.pace.is_mid_head() => self.end_head(buffer),
            _ => {}
        }
        Poll::Ready(read)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.refuses(bytes) {
            return self.poll_refusal(cx).map_ok(|()| bytes.len());
        }
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.impatient(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(first) = slices.first()
            && self.refuses(first)
        {
            return self.poll_refusal(cx).map_ok(|()| first.len());
        }
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.impatient(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        let flushed = self.impatient(cx, flushed);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.pace.flushed();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.linger.until.is_none() {
            let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
            ready!(self.impatient(cx, shut))?;
            if self.refusal.is_none() && !self.pace.may_be_sending() {
                return Poll::Ready(Ok(()));
            }
        }
        self.poll_linger(cx).map(Ok)
    }
}
