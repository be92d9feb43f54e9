//! A clock that the test moves.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::{Instant, clock::Clock};

/// A clock that stands still until it is moved.
pub struct StepClock(AtomicI64);

impl StepClock {
    /// A clock that shows this time, in RFC 3339.
    #[must_use]
    pub fn new(time: &str) -> Self {
        Self(AtomicI64::new(Instant::parse(time).expect("a time in RFC 3339").micros()))
    }

    /// Moves it on.
    pub fn step(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for StepClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}
