//! The time of the sample company: a clock that is moved from day to day, and dates told in days before today.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::{Instant, clock::Clock};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A clock that stands still until it is moved, and the day that all dates count back from.
pub(super) struct Calendar {
    today: Instant,
    shown: AtomicI64,
}

impl Calendar {
    /// A calendar whose clock shows today.
    pub(super) const fn new(today: Instant) -> Self {
        Self { today, shown: AtomicI64::new(today.micros()) }
    }

    /// The instant that many days before today.
    pub(super) const fn ago(&self, days: i64) -> Instant {
        self.today.plus_seconds(-days * DAY)
    }

    /// That day, as `2026-05-31`.
    pub(super) fn date(&self, days: i64) -> String {
        self.ago(days).date()
    }

    /// That day in the morning, as a credential report spells it.
    pub(super) fn morning(&self, days: i64) -> String {
        format!("{}T08:30:00+00:00", self.date(days))
    }

    /// Moves the clock to that many days before today.
    pub(super) fn move_to(&self, days: i64) {
        self.shown.store(self.ago(days).micros(), Ordering::SeqCst);
    }

    /// Moves the clock on by some minutes, but not past today.
    pub(super) fn pass(&self, minutes: i64) {
        let later = self.now().plus_seconds(minutes * 60).min(self.today);
        self.shown.store(later.micros(), Ordering::SeqCst);
    }
}

impl Clock for Calendar {
    fn now(&self) -> Instant {
        Instant::from_micros(self.shown.load(Ordering::SeqCst))
    }
}
