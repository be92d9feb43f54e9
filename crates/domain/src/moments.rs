//! Moments: which past of the register is meant, what was true then or what was known then.

use jiff::{Span, Timestamp, ToSpan as _, tz::TimeZone};

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

/// How far a series of moments goes from one to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A calendar month in UTC; from the 31st, to the last day of a shorter one.
    Month,
}

impl Every {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The step of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|every| every.name() == name)
    }

    /// The instants from one to another, both included where the steps meet them; `None` where there are none, or more than
    /// `most`.
    #[must_use]
    pub fn between(self, from: Instant, to: Instant, most: usize) -> Option<Vec<Instant>> {
        let start = TimeZone::UTC.to_datetime(Timestamp::from_microsecond(from.micros()).ok()?);
        let mut points = Vec::new();
        for number in 0.. {
            let point = start.checked_add(self.times(number)).ok()?;
            let point = TimeZone::UTC.to_timestamp(point).ok()?.as_microsecond();
            if point > to.micros() {
                break;
            }
            if points.len() == most {
                return None;
            }
            points.push(Instant::from_micros(point));
        }
        (!points.is_empty()).then_some(points)
    }

    fn times(self, number: i64) -> Span {
        match self {
            Self::Day => number.days(),
            Self::Week => number.weeks(),
            Self::Month => number.months(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_has_both_ends_where_its_steps_meet_them_and_is_never_too_long() {
        let days = |every: Every, from: &str, to: &str, most| {
            let points = every.between(Moment::parse(from).unwrap(), Moment::parse(to).unwrap(), most)?;
            Some(points.iter().map(|point| point.date()).collect::<Vec<_>>().join(" "))
        };
        for (every, from, to, most, points) in [
            (Every::Day, "2026-02-27", "2026-03-01", 3, Some("2026-02-27 2026-02-28 2026-03-01")),
            (Every::Day, "2026-02-27", "2026-03-01", 2, None),
            (Every::Week, "2026-02-27", "2026-03-12", 60, Some("2026-02-27 2026-03-06")),
            (Every::Month, "2026-01-31", "2026-04-30", 60, Some("2026-01-31 2026-02-28 2026-03-31 2026-04-30")),
            (Every::Month, "2026-01-31", "2026-01-31", 1, Some("2026-01-31")),
            (Every::Day, "2026-03-02", "2026-03-01", 60, None),
        ] {
            assert_eq!(days(every, from, to, most).as_deref(), points, "{} {from} {to}", every.name());
        }
        assert!(Every::ALL.into_iter().all(|every| Every::parse(every.name()) == Some(every)));
    }

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
