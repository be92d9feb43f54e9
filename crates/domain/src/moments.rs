//! Moments: which past of the register is meant, what was true then or what was known then.

use crate::Instant;

/// How far ahead of our clock a source's may run; imports of lists from farther ahead are refused.
pub const CLOCK_SKEW: i64 = 300;
/// The last microsecond of a day, in microseconds.
const LAST_OF_DAY: i64 = 86_400_000_000 - 1;

/// A moment of the register's past; the default is the present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// As it was then: what the sources showed up to it, whenever it was imported, and what was decided up to it.
    pub as_of: Option<Instant>,
    /// As it was known then: what was recorded up to it.
    pub as_known: Option<Instant>,
}

impl Moment {
    /// Whether it is the present.
    #[must_use]
    pub const fn is_now(self) -> bool {
        self.as_of.is_none() && self.as_known.is_none()
    }

    /// What did not change after this instant is now as it was at the moment.
    #[must_use]
    pub fn settled(self) -> Instant {
        let earliest = [self.as_of, self.as_known].into_iter().flatten().min();
        earliest.map_or(Instant::from_micros(i64::MAX), |instant| instant.plus_seconds(-CLOCK_SKEW))
    }

    /// The day or instant at which the register is looked at: the earlier of the two.
    #[must_use]
    pub fn instant(self, now: Instant) -> Instant {
        [self.as_of, self.as_known].into_iter().flatten().fold(now, Instant::min)
    }

    /// Reads an instant, or a day, which means its end in UTC: a register as of the 30th holds what happened on it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Instant> {
        let instant = Instant::parse(text)?;
        Some(if text.len() == 10 {
            Instant::from_micros(instant.micros().saturating_add(LAST_OF_DAY))
        } else {
            instant
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end() {
        assert_eq!(Moment::parse("2026-06-30"), Instant::parse("2026-06-30T23:59:59.999999Z"));
        assert_eq!(Moment::parse("2026-06-30T12:00:00Z"), Instant::parse("2026-06-30T12:00:00Z"));
        assert_eq!(Moment::parse("yesterday"), None);
    }

    #[test]
    fn the_earlier_of_both_settles() {
        let at = |day| Moment::parse(day);
        let moment = Moment { as_of: at("2026-03-01"), as_known: at("2026-02-01") };
        assert_eq!(moment.settled(), at("2026-02-01").unwrap().plus_seconds(-CLOCK_SKEW));
        assert!(Moment::default().is_now() && !moment.is_now());
    }
}
