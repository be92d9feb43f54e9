//! The two years: a list of everything each week, and decisions two days later.

use domain::Instant;

use crate::{
    Plan,
    draws::Question,
    lives::{CONNECTIONS, Place},
};

/// The last week; the first is 0.
pub(crate) const LAST: u8 = 104;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Plan {
    /// When the register began.
    pub(crate) const fn founded(&self) -> Instant {
        self.monday(0).plus_seconds(-HOUR)
    }

    /// When the roster of that week is listed.
    pub(crate) const fn monday(&self, week: u8) -> Instant {
        self.until.plus_seconds(-3 * DAY - (LAST - week) as i64 * 7 * DAY)
    }

    /// When the list of a connection is applied.
    pub(crate) const fn applied(&self, place: Place, week: u8) -> Instant {
        self.monday(week).plus_seconds(place as i64 * 600 + 300)
    }

    /// When the connection was asked for that list.
    pub(crate) const fn observed(&self, place: Place, week: u8) -> Instant {
        self.monday(week).plus_seconds(place as i64 * 600)
    }

    /// When the chunk of a list with that account or person is applied.
    pub(crate) fn in_chunk(&self, place: Place, week: u8, id: u32) -> Instant {
        Instant::from_micros(self.applied(place, week).micros() + i64::from(id / 500) * 1000)
    }

    /// When a list is applied to its end.
    pub(crate) const fn finished(&self, place: Place, week: u8) -> Instant {
        self.applied(place, week).plus_seconds(60)
    }

    /// When somebody decides about that account, for the n-th time.
    pub(crate) fn decided(&self, week: u8, id: u32, nth: usize) -> Instant {
        let within = self.draws().below(Question::Hour, u64::from(id), 3_000_000);
        let hours = 2 * 24 + i64::try_from(nth).unwrap_or_default();
        Instant::from_micros(self.monday(week).plus_seconds(hours * HOUR).micros() + i64::from(within) * 1000)
    }

    /// The run that applies the list of a connection.
    pub(crate) fn run(place: Place, week: u8) -> i64 {
        i64::from(week) * (i64::from(CONNECTIONS) + 1) + i64::from(place) + 1
    }
}
