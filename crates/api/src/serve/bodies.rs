//! Request bodies that must keep coming.

use std::{
    fmt,
    future::Future as _,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{body::Body, extract::Request};
use bytes::Bytes;
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::Limits;

/// Whether a body was given up because nothing of it came for too long.
#[derive(Clone, Debug, Default)]
pub(super) struct GivenUp(Arc<AtomicBool>);

impl GivenUp {
    pub(super) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The request with a body that fails when nothing of it arrives for too long while it is being read.
pub(super) fn with_patience(request: Request, limits: &Limits) -> (Request, GivenUp) {
    let given_up = GivenUp::default();
    if request.body().is_end_stream() {
        return (request, given_up);
    }
    let (flag, patience) = (given_up.clone(), limits.body_idle_timeout);
    let request = request.map(|body| Body::new(Patient { body, patience, waiting: None, given_up: flag }));
    (request, given_up)
}

/// A body and the time since something of it arrived.
#[derive(Debug)]
struct Patient {
    body: Body,
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    given_up: GivenUp,
}

impl hyper::body::Body for Patient {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            if let Some(waiting) = &mut this.waiting {
                waiting.as_mut().reset(Instant::now() + this.patience);
            }
            return Poll::Ready(frame);
        }
        let waiting = this.waiting.get_or_insert_with(|| Box::pin(sleep(this.patience)));
        if waiting.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        this.given_up.0.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[derive(Debug)]
struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing of the request's body arrived for too long")
    }
}

impl std::error::Error for TooSlow {}
