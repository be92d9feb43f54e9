//! Instants: microseconds since 1970 UTC, read from the spellings that sources use, written as each reader wants them.

use std::fmt;

use jiff::{Timestamp, civil, fmt::rfc2822, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// An instant, in whole microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;
/// Seconds in a day.
const DAY: i64 = 86_400;
/// 0001-01-01 and 9999-12-31T23:59:59.999999: what four digits of year can say.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800 * SECOND..=253_402_300_799 * SECOND + 999_999;

impl Instant {
    /// The instant that many microseconds after 1970-01-01 UTC.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant, moved by whole seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND)))
    }

    /// Reads RFC 3339 (`2024-05-01T10:00:00Z`, any offset), the same with a space, or a plain date, which is its
    /// first instant in UTC. `None` for anything else, and for an instant without an offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let micros = if let Ok(timestamp) = text.parse::<Timestamp>() {
            timestamp.as_microsecond()
        } else if text.len() == 10 {
            let date: civil::Date = text.parse().ok()?;
            TimeZone::UTC.to_timestamp(date.to_datetime(civil::Time::midnight())).ok()?.as_microsecond()
        } else {
            return None;
        };
        RANGE.contains(&micros).then_some(Self(micros))
    }

    /// Reads what [`Instant::parse`] reads, and the spellings of APIs that mean UTC without saying so: a date and a time
    /// without an offset, `Fri Jan 31 2025`, and the dates of HTTP (RFC 9110, section 5.6.7).
    #[must_use]
    pub fn parse_utc(text: &str) -> Option<Self> {
        let day = || civil::Date::strptime("%a %b %d %Y", text).ok().and_then(|date| Self::parse(&date.to_string()));
        let http = || rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(Timestamp::as_microsecond);
        Self::parse(text)
            .or_else(|| Self::parse(&format!("{text}Z")))
            .or_else(day)
            .or_else(|| http().filter(|micros| RANGE.contains(micros)).map(Self))
    }

    /// `2020-07-06 12:00:00.000000`, the spelling of the documented API's first generation.
    #[must_use]
    pub fn spaced(self) -> String {
        text(&self.spaced_bytes())
    }

    /// The same as ASCII, without an allocation.
    #[must_use]
    pub fn spaced_bytes(self) -> [u8; 26] {
        self.spell(*b"0000-00-00 00:00:00.000000")
    }

    /// `2025-07-01T16:45:55.246Z`, the spelling of its second.
    #[must_use]
    pub fn millis(self) -> String {
        text(&self.millis_bytes())
    }

    /// The same as ASCII, without an allocation.
    #[must_use]
    pub fn millis_bytes(self) -> [u8; 24] {
        self.spell(*b"0000-00-00T00:00:00.000Z")
    }

    /// `2020-07-06`, the day in UTC.
    #[must_use]
    pub fn date(self) -> String {
        text(&self.spell(*b"0000-00-00"))
    }

    /// Fills the zeros of a pattern, from the left: year, month, day, hour, minute, second, microsecond.
    fn spell<const N: usize>(self, mut pattern: [u8; N]) -> [u8; N] {
        let inside = self.0.clamp(*RANGE.start(), *RANGE.end());
        let (seconds, micros) = (inside.div_euclid(SECOND), inside.rem_euclid(SECOND));
        let (second, (year, month, day)) = (seconds.rem_euclid(DAY), civil(seconds.div_euclid(DAY)));
        let date = (year * 100 + month) * 100 + day;
        let time = (second / 3600 * 100 + second / 60 % 60) * 100 + second % 60;
        let digits = digits::<14>(date * 1_000_000 + time).into_iter().chain(digits::<6>(micros));
        for (place, digit) in pattern.iter_mut().filter(|byte| **byte == b'0').zip(digits) {
            *place = digit;
        }
        pattern
    }
}

/// The last `N` decimal digits of a number that is not negative.
fn digits<const N: usize>(mut number: i64) -> [u8; N] {
    let mut digits = [b'0'; N];
    for place in digits.iter_mut().rev() {
        *place += u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
    digits
}

/// Year, month and day of a number of days since 1970-01-01, in the Gregorian calendar. Years begin in March here, so
/// that the leap day is the last of its year; 400 of them have 146,097 days.
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

fn text(ascii: &[u8]) -> String {
    ascii.iter().copied().map(char::from).collect()
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC with microseconds, `2020-07-06T12:00:00.000000Z`: the spelling of our own API.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(&self.spell(*b"0000-00-00T00:00:00.000000Z")))
    }
}

#[cfg(test)]
mod tests {
    use super::Instant;

    #[test]
    fn an_instant_is_written_in_each_spelling() {
        let instant = Instant::parse("2020-07-06T14:00:00.000042+02:00").unwrap();
        assert_eq!(instant.spaced(), "2020-07-06 12:00:00.000042");
        assert_eq!(instant.millis(), "2020-07-06T12:00:00.000Z");
        assert_eq!(instant.to_string(), "2020-07-06T12:00:00.000042Z");
        assert_eq!(instant.date(), "2020-07-06");
    }

    #[test]
    fn before_1970_and_plain_dates_are_read() {
        assert_eq!(Instant::parse("1969-12-31T23:59:59.5Z").unwrap().spaced(), "1969-12-31 23:59:59.500000");
        assert_eq!(Instant::parse("2024-02-29").unwrap().spaced(), "2024-02-29 00:00:00.000000");
    }

    #[test]
    fn every_day_of_ten_thousand_years_has_its_name() {
        let mut date = jiff::civil::date(1, 1, 1);
        let first = super::RANGE.start().div_euclid(super::SECOND * super::DAY);
        for day in first.. {
            let (year, month, of_month) = (date.year().into(), date.month().into(), date.day().into());
            assert_eq!(super::civil(day), (year, month, of_month));
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        assert_eq!(Instant::from_micros(*super::RANGE.end()).to_string(), "9999-12-31T23:59:59.999999Z");
        assert_eq!(Instant::from_micros(*super::RANGE.start()).to_string(), "0001-01-01T00:00:00.000000Z");
    }

    #[test]
    fn the_spellings_that_mean_utc_without_saying_so_are_read() {
        for (text, spaced) in [
            ("2020-07-06 12:00:00.000042", "2020-07-06 12:00:00.000042"),
            ("2025-07-01T16:45:55.246Z", "2025-07-01 16:45:55.246000"),
            ("2024-10-18T01:28:40", "2024-10-18 01:28:40.000000"),
            ("Fri Jan 31 2025", "2025-01-31 00:00:00.000000"),
            ("Wed, 21 Oct 2015 07:28:00 GMT", "2015-10-21 07:28:00.000000"),
        ] {
            assert_eq!(Instant::parse_utc(text).unwrap().spaced(), spaced, "{text}");
        }
        for text in ["", "120", "Mon Jan 31 2025", "2025-13-01 00:00:00", "soon"] {
            assert_eq!(Instant::parse_utc(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in ["", "2024-13-01", "2023-02-29", "2024-01-01T00:00:00", "N/A", "yesterday", "1720000000"] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }
}
