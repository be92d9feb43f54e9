//! Figures: rounds of measurements, and what is said of them.

use std::time::Duration;

/// What was measured, round by round.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    rounds: Vec<Vec<Duration>>,
}

impl Figures {
    /// Adds a round.
    pub(super) fn add(&mut self, round: Vec<Duration>) {
        self.rounds.push(round);
    }

    /// The middle of everything that was measured.
    pub(super) fn median(&self) -> Duration {
        self.quantile(50)
    }

    /// What so many of a hundred measurements did not exceed.
    pub(super) fn quantile(&self, percent: usize) -> Duration {
        quantile(self.rounds.iter().flatten().copied().collect(), percent)
    }

    /// The least and the greatest median of a round.
    fn span(&self) -> (Duration, Duration) {
        let medians = || self.rounds.iter().map(|round| quantile(round.clone(), 50));
        (medians().min().unwrap_or_default(), medians().max().unwrap_or_default())
    }

    /// Milliseconds: the median, the span of the rounds' medians, and what 95 of a hundred did not exceed.
    pub(super) fn told(&self) -> String {
        let (least, most) = self.span();
        format!("{} ({}–{}), p95 {}", ms(self.median()), ms(least), ms(most), ms(self.quantile(95)))
    }

    /// How many times the other's median this one is.
    pub(super) fn over(&self, other: &Self) -> String {
        let ratio = self.median().as_secs_f64() / other.median().as_secs_f64();
        if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
    }
}

fn quantile(mut all: Vec<Duration>, percent: usize) -> Duration {
    all.sort_unstable();
    let place = (all.len() * percent).div_ceil(100).saturating_sub(1);
    all.get(place).copied().unwrap_or_default()
}

/// Milliseconds in three figures.
fn ms(duration: Duration) -> String {
    match duration.as_secs_f64() * 1e3 {
        ms if ms < 10.0 => format!("{ms:.2}"),
        ms if ms < 100.0 => format!("{ms:.1}"),
        ms => format!("{ms:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_of_all_and_the_span_of_the_rounds() {
        let mut figures = Figures::default();
        for round in [[1, 2, 30], [3, 4, 5], [2, 2, 2]] {
            figures.add(round.map(Duration::from_millis).to_vec());
        }
        assert_eq!(figures.told(), "2.00 (2.00–4.00), p95 30.0");
        assert_eq!(figures.over(&figures), "1.00");
    }
}
