//! Time zones: when a day is over for a company, and when so many business days have passed.

use std::fmt;

use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Instant;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// A time zone of the IANA database, as `Europe/Berlin`. Its rules are those that were known when the program was built.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of that name, in any case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        zone.iana_name().filter(|known| known.eq_ignore_ascii_case(name))?;
        Some(Self(zone))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The end of that day, as `2026-12-31`, where it is one.
    #[must_use]
    pub fn end_of(&self, day: &str) -> Option<Instant> {
        self.end(day.parse().ok()?)
    }

    /// The instant that many business days after another: Monday to Friday, whatever holidays there are. Midnight UTC is
    /// how a plain day is kept, and counts from the end of that day here.
    #[must_use]
    pub fn business_days_after(&self, instant: Instant, days: u8) -> Instant {
        self.moved(instant, days).unwrap_or(instant)
    }

    fn moved(&self, instant: Instant, days: u8) -> Option<Instant> {
        let (mut date, time) = self.place(instant)?;
        let time = time.filter(|_| days == 0 || !is_weekend(date));
        for _ in 0..days {
            date = date.tomorrow().ok()?;
            while is_weekend(date) {
                date = date.tomorrow().ok()?;
            }
        }
        match time {
            Some(time) => self.at(date, time),
            None => self.end(date),
        }
    }

    /// The day of an instant here and the time of that day; none is its end.
    fn place(&self, instant: Instant) -> Option<(Date, Option<Time>)> {
        let stamp = Timestamp::from_microsecond(instant.micros()).ok()?;
        if instant.micros().rem_euclid(DAY) == 0 {
            return Some((TimeZone::UTC.to_datetime(stamp).date(), None));
        }
        let here = self.0.to_datetime(stamp);
        if here.time() == Time::midnight() {
            return Some((here.date().yesterday().ok()?, None));
        }
        Some((here.date(), Some(here.time())))
    }

    fn end(&self, date: Date) -> Option<Instant> {
        self.at(date.tomorrow().ok()?, Time::midnight())
    }

    fn at(&self, date: Date, time: Time) -> Option<Instant> {
        let stamp = self.0.to_timestamp(date.to_datetime(time)).ok()?;
        Some(Instant::from_micros(stamp.as_microsecond()))
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| D::Error::custom("a time zone is not known"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn a_zone_is_named_as_the_database_names_it() {
        let named = |name| Zone::parse(name).map(|zone| zone.name().to_owned());
        assert_eq!(named("Europe/Berlin").as_deref(), Some("Europe/Berlin"));
        assert_eq!(named("america/new_york").as_deref(), Some("America/New_York"));
        assert_eq!(named("UTC").as_deref(), Some("UTC"));
        for wrong in ["", "Berlin", "CET-1CEST", "+02:00", "Etc/Unknown", "../etc/localtime", "local"] {
            assert_eq!(named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_ends_when_it_does_in_the_zone_over_changes_of_its_clocks() {
        for (zone, day, end) in [
            ("UTC", "2026-12-31", "2027-01-01T00:00:00Z"),
            ("Europe/Berlin", "2026-01-31", "2026-01-31T23:00:00Z"),
            ("Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00Z"),
            ("America/Los_Angeles", "2026-11-01", "2026-11-02T08:00:00Z"),
            ("Asia/Kolkata", "2026-06-30", "2026-06-30T18:30:00Z"),
            // No clock shows midnight on this day: it begins at one.
            ("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z"),
        ] {
            assert_eq!(Zone::parse(zone).unwrap().end_of(day), Some(at(end)), "{zone} {day}");
        }
        assert_eq!(Zone::UTC.end_of("2026-02-30"), None);
        assert_eq!(Zone::UTC.end_of("9999-12-31"), None);
    }

    #[test]
    fn business_days_leave_out_weekends_and_begin_at_the_end_of_a_plain_day() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        for (zone, from, days, due) in [
            // A Thursday: the whole of Friday.
            (&Zone::UTC, "2026-10-29", 1, "2026-10-31T00:00:00Z"),
            // A Friday and the days of the weekend after it: the whole of Monday.
            (&Zone::UTC, "2026-10-30", 1, "2026-11-03T00:00:00Z"),
            (&Zone::UTC, "2026-10-31", 1, "2026-11-03T00:00:00Z"),
            (&Zone::UTC, "2026-11-01", 1, "2026-11-03T00:00:00Z"),
            (&Zone::UTC, "2026-10-30", 0, "2026-10-31T00:00:00Z"),
            (&Zone::UTC, "2026-10-30", 6, "2026-11-10T00:00:00Z"),
            // An instant on a business day: the same time of the next one.
            (&Zone::UTC, "2026-10-29T15:00:00Z", 1, "2026-10-30T15:00:00Z"),
            (&Zone::UTC, "2026-10-30T15:00:00Z", 1, "2026-11-02T15:00:00Z"),
            // An instant of the weekend counts from its end.
            (&Zone::UTC, "2026-10-31T15:00:00Z", 1, "2026-11-03T00:00:00Z"),
            (&Zone::UTC, "2026-10-31T15:00:00Z", 0, "2026-10-31T15:00:00Z"),
            // Saturday begins earlier in Berlin, and clocks go back on the 25th.
            (&berlin, "2026-10-30", 1, "2026-11-02T23:00:00Z"),
            (&berlin, "2026-10-23", 1, "2026-10-26T23:00:00Z"),
            (&berlin, "2026-10-23T22:30:00Z", 1, "2026-10-26T23:00:00Z"),
            (&berlin, "2026-10-22T10:00:00Z", 2, "2026-10-26T11:00:00Z"),
        ] {
            assert_eq!(zone.business_days_after(at(from), days), at(due), "{from} + {days} in {zone:?}");
        }
    }

    #[test]
    fn at_the_end_of_time_nothing_moves() {
        let last = at("9999-12-30T12:00:00Z");
        assert_eq!(Zone::UTC.business_days_after(last, 30), last);
    }
}
