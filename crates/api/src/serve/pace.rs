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
    /// Nothing at all has arrived yet.
    Start,
    /// Nothing of a next request has arrived.
    Idle,
    /// The head of a request is arriving.
    Head,
}

/// How far the answer to the last request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// It is still to come, or its bytes are coming.
    Owed,
    /// Its last byte was handed to hyper.
    HandedOver,
    /// It was sent, or there was no request.
    Sent,
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
    answer: Answer,
    /// Whether the head that is arriving has got beyond its first line.
    line_ended: bool,
    overdue: bool,
}

/// A request in flight: from its head until its answer's last byte was handed over.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Pace>);

/// An answer that is owed, until its last byte was handed over.
#[derive(Debug)]
pub(super) struct Owed(InFlight);

impl Pace {
    /// A connection that was just opened.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Now {
            in_flight: 0,
            waiting: Waiting::Start,
            since: Instant::now(),
            multiplexed: false,
            unread: false,
            answer: Answer::Sent,
            line_ended: false,
            overdue: false,
        })))
    }

    /// Bytes have arrived: between two requests of HTTP/1 they begin a head. On HTTP/2 they may be pings.
    pub(super) fn arrived(&self, bytes: &[u8]) {
        let mut now = self.now();
        if now.in_flight > 0 || now.multiplexed {
            return;
        }
        if now.waiting == Waiting::Idle {
            now.since = Instant::now();
        }
        now.waiting = Waiting::Head;
        now.line_ended = now.line_ended || bytes.contains(&b'\n');
    }

    /// A whole head has arrived.
    pub(super) fn request(self: &Arc<Self>, multiplexed: bool) -> Owed {
        let mut now = self.now();
        now.multiplexed = multiplexed;
        now.unread = false;
        now.answer = Answer::Owed;
        drop(now);
        Owed(self.busy())
    }

    /// Something of a request is still to be done.
    pub(super) fn busy(self: &Arc<Self>) -> InFlight {
        self.now().in_flight += 1;
        InFlight(Arc::clone(self))
    }

    /// Everything that was handed over has been sent.
    pub(super) fn flushed(&self) {
        let mut now = self.now();
        if now.answer == Answer::HandedOver {
            now.answer = Answer::Sent;
        }
    }

    /// Whether every request that arrived whole has been answered.
    pub(super) fn owes_nothing(&self) -> bool {
        self.now().answer == Answer::Sent
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

    /// Whether a part of a head has arrived, and not the rest.
    pub(super) fn is_mid_head(&self) -> bool {
        let now = self.now();
        now.in_flight == 0 && now.waiting == Waiting::Head
    }

    /// Whether the head that is arriving is still in its first line.
    pub(super) fn is_in_first_line(&self) -> bool {
        !self.now().line_ended
    }

    /// The rest of the head is not waited for any longer.
    pub(super) fn give_up(&self) {
        self.now().overdue = true;
    }

    /// Whether it was given up.
    pub(super) fn gave_up(&self) -> bool {
        self.now().overdue
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
            Waiting::Start | Waiting::Head => limits.header_timeout,
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
        now.line_ended = false;
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        self.0.0.now().answer = Answer::HandedOver;
    }
}
