//! Periods: from the beginning of a day to the end of another, in UTC.

use domain::{Instant, Moment};

/// A period, and the instant as of which it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: Instant,
    to: Instant,
    known: Option<Instant>,
}

impl Period {
    /// The period between two days or instants, as known at a third.
    ///
    /// # Errors
    /// With what is wrong with them.
    pub fn parse(from: &str, to: &str, known: Option<&str>) -> Result<Self, &'static str> {
        let from = Instant::parse(from).ok_or("from must be a day, as 2026-07-01, or an RFC 3339 time")?;
        let to = Moment::parse(to).ok_or("to must be a day, as 2026-09-30, or an RFC 3339 time")?;
        let known = known.map(|known| Moment::parse(known).ok_or("as-known must be a day or an RFC 3339 time"));
        let period = Self { from, to, known: known.transpose()? };
        match period.known {
            _ if from > to => Err("the period must not end before it begins"),
            Some(known) if known < from => Err("what was known before the period says nothing about it"),
            _ => Ok(period),
        }
    }

    /// Its first instant, RFC 3339.
    pub(super) fn first(&self) -> String {
        self.from.to_string()
    }

    /// Its last instant, RFC 3339.
    pub(super) fn last(&self) -> String {
        self.to.to_string()
    }

    /// The instant as of which it is known, RFC 3339, where one was asked for.
    pub(super) fn known(&self) -> Option<String> {
        self.known.map(|known| known.to_string())
    }

    /// Whether that instant lies in it.
    pub(super) fn has(&self, at: Instant) -> bool {
        (self.from..=self.to).contains(&at)
    }

    /// Whether that instant lies before it.
    pub(super) fn is_after(&self, at: Instant) -> bool {
        at < self.from
    }

    /// Whether something recorded at that instant is known.
    pub(super) fn knows(&self, at: Instant) -> bool {
        self.known.is_none_or(|known| at <= known)
    }

    /// The instant before which everything that counts was recorded.
    pub(super) fn recorded_until(&self) -> String {
        let last = self.known.map_or(self.to, |known| known.min(self.to));
        Instant::from_micros(last.micros().saturating_add(1)).to_string()
    }

    /// The longest time between two of these instants that follow each other, or from the beginning to the first and from
    /// the last to the end, in whole days; one before the period counts as its predecessor.
    pub(super) fn longest_gap(&self, mut instants: Vec<Instant>) -> i64 {
        const DAY: i64 = 86_400_000_000;
        instants.retain(|at| *at <= self.to);
        instants.sort_unstable();
        let before = instants.iter().copied().filter(|at| *at < self.from).max();
        let mut last = before.unwrap_or(self.from);
        let mut longest = 0;
        for at in instants.into_iter().filter(|at| *at >= self.from).chain([self.to]) {
            longest = longest.max(at.micros() - last.micros());
            last = at;
        }
        longest / DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> Instant {
        Instant::parse(day).unwrap()
    }

    #[test]
    fn a_period_runs_from_the_beginning_of_a_day_to_the_end_of_another() {
        let period = Period::parse("2026-07-01", "2026-09-30", None).unwrap();
        assert_eq!(
            (period.first(), period.last()),
            ("2026-07-01T00:00:00.000000Z".into(), "2026-09-30T23:59:59.999999Z".into())
        );
        assert_eq!(period.recorded_until(), "2026-10-01T00:00:00.000000Z");
        assert!(
            period.has(at("2026-07-01")) && period.has(at("2026-09-30T23:59:59Z")) && !period.has(at("2026-10-01"))
        );
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for (from, to, known) in [
            ("2026-10-01", "2026-09-30", None),
            ("soon", "2026-09-30", None),
            ("2026-07-01", "later", None),
            ("2026-07-01", "2026-09-30", Some("2026-06-30")),
        ] {
            assert!(Period::parse(from, to, known).is_err(), "{from} {to} {known:?}");
        }
    }

    #[test]
    fn the_longest_gap_counts_from_the_last_list_before_the_period_to_its_end() {
        let period = Period::parse("2026-07-01", "2026-07-31", None).unwrap();
        assert_eq!(period.longest_gap(vec![]), 30);
        assert_eq!(period.longest_gap(vec![at("2026-07-10"), at("2026-07-05"), at("2026-07-29")]), 19);
        assert_eq!(period.longest_gap(vec![at("2026-06-01"), at("2026-07-20"), at("2026-08-09")]), 49);
    }
}
