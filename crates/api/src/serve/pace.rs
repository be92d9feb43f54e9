//! Whether a connection is waiting for its next request, receiving one, or answering: what its deadlines depend on.
//!
//! hyper has one timer for the head of a request, which also runs while a kept-alive connection is idle, and none at
//! all before it knows the protocol or on idle HTTP/2. Hence this one.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

use super::Limits;

/// What a connection with no request in flight is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    /// Nothing of a next request has arrived.
    Idle,
    /// The head of a request is arriving; so it is until the first request of a connection.
    Head,
}

/// Keeps a connection's time.
#[derive(Debug)]
pub(super) struct Pace(Mutex<Now>);

#[derive(Debug)]
struct Now {
    in_flight: usize,
    waiting: Waiting,
    since: Instant,
    multiplexed: bool,
    unread: bool,
}

/// A request in flight: from its head until its answer's last byte was handed over.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Pace>);

impl Pace {
    /// A connection that was just opened.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Now {
            in_flight: 0,
            waiting: Waiting::Head,
            since: Instant::now(),
            multiplexed: false,
            unread: false,
        })))
    }

    /// Bytes have arrived: between two requests of HTTP/1 they begin a head. On HTTP/2 they may be pings.
    pub(super) fn bytes_arrived(&self) {
        let mut now = self.now();
        if now.in_flight == 0 && now.waiting == Waiting::Idle && !now.multiplexed {
            now.waiting = Waiting::Head;
            now.since = Instant::now();
        }
    }

    /// A whole head has arrived.
    pub(super) fn request(self: &Arc<Self>, multiplexed: bool) -> InFlight {
        let mut now = self.now();
        now.in_flight += 1;
        now.multiplexed = multiplexed;
        now.unread = false;
        InFlight(Arc::clone(self))
    }

    /// Some of a request's body was not read.
    pub(super) fn left_unread(&self) {
        self.now().unread = true;
    }

    /// Whether the client may still be sending something that nobody will read.
    pub(super) fn may_be_sending(&self) -> bool {
        let now = self.now();
        now.unread || now.in_flight > 0 || now.waiting == Waiting::Head
    }

    /// Ready when the connection has waited for longer than the limits allow, with what it waited for.
    pub(super) async fn overdue(&self, limits: &Limits) -> Waiting {
        loop {
            let now = Instant::now();
            // Asked again at least this often, so that a request never has to wake this up.
            let again = now + limits.header_timeout;
            match self.due(limits) {
                Some((at, waiting)) if at <= now => return waiting,
                Some((at, _)) => sleep_until(at.min(again)).await,
                None => sleep_until(again).await,
            }
        }
    }

    fn due(&self, limits: &Limits) -> Option<(Instant, Waiting)> {
        let now = self.now();
        let patience: Duration = match now.waiting {
            Waiting::Idle => limits.idle_timeout,
            Waiting::Head => limits.header_timeout,
        };
        (now.in_flight == 0).then(|| (now.since + patience, now.waiting))
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut now = self.0.now();
        now.in_flight = now.in_flight.saturating_sub(1);
        now.waiting = Waiting::Idle;
        now.since = Instant::now();
    }
}
