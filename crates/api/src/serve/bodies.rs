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

/// Whether a body was given up because it came too slowly.
#[derive(Clone, Debug, Default)]
pub(super) struct GivenUp(Arc<AtomicBool>);

impl GivenUp {
    pub(super) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The request with a body that fails when it comes too slowly while it is being read.
pub(super) fn with_patience(request: Request, limits: &Limits) -> (Request, GivenUp) {
    let given_up = GivenUp::default();
    if request.body().is_end_stream() {
        return (request, given_up);
    }
    let (flag, patience) = (given_up.clone(), Patience::new(limits));
    let request = request.map(|body| Body::new(Patient { body, patience, waiting: None, given_up: flag }));
    (request, given_up)
}

/// A body, and how long it is still waited for.
#[derive(Debug)]
struct Patient {
    body: Body,
    patience: Patience,
    waiting: Option<Waiting>,
    given_up: GivenUp,
}

/// Since when something of a body is waited for, and until when.
#[derive(Debug)]
struct Waiting {
    since: Instant,
    until: Pin<Box<Sleep>>,
}

/// How long a body has been waited for and what came of it. Time in which the server did not ask for more does not count.
#[derive(Debug)]
struct Patience {
    at_once: Duration,
    grace: Duration,
    rate: u64,
    waited: Duration,
    bytes: u64,
}

impl Patience {
    fn new(limits: &Limits) -> Self {
        let Limits { body_idle_timeout, body_grace, body_rate, .. } = *limits;
        Self { at_once: body_idle_timeout, grace: body_grace, rate: body_rate, waited: Duration::ZERO, bytes: 0 }
    }

    /// How long the next bytes may take.
    fn left(&self) -> Duration {
        let earned = self.bytes.saturating_mul(1_000_000).checked_div(self.rate).unwrap_or(u64::MAX);
        let in_all = self.grace.saturating_add(Duration::from_micros(earned));
        in_all.saturating_sub(self.waited).min(self.at_once)
    }
}

impl hyper::body::Body for Patient {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.patience.waited += this.waiting.take().map_or(Duration::ZERO, |waiting| waiting.since.elapsed());
            if let Some(Ok(data)) = frame.as_ref().map(|frame| frame.as_ref().map(Frame::data_ref)) {
                this.patience.bytes += data.map_or(0, |data| data.len() as u64);
            }
            return Poll::Ready(frame);
        }
        let left = this.patience.left();
        let waiting =
            this.waiting.get_or_insert_with(|| Waiting { since: Instant::now(), until: Box::pin(sleep(left)) });
        if waiting.until.as_mut().poll(cx).is_pending() {
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
        f.write_str("the request's body came too slowly")
    }
}

impl std::error::Error for TooSlow {}
