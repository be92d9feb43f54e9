//! Claims: a figure, what it is compared with, their ratio, and what was aimed at.

/// A figure that was measured in turns with others.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(Vec<f64>);

impl Turns {
    pub(super) fn add(&mut self, figure: f64) {
        self.0.push(figure);
    }

    pub(super) fn median(&self) -> f64 {
        let mut all = self.0.clone();
        all.sort_unstable_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// The time for each, of so many in a second.
    pub(super) fn inverse(&self) -> Self {
        Self(self.0.iter().map(|figure| 1.0 / figure).collect())
    }

    /// The median, and the least and the greatest.
    fn told(&self) -> String {
        let least = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        format!("{} ({}–{})", short(self.median()), short(least), short(most))
    }
}

/// A number in three figures.
fn short(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 0.01 => format!("{number:.2}"),
        _ => format!("{number:.6}"),
    }
}

/// One row of the table.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    id: &'static str,
    what: &'static str,
    ours: String,
    theirs: String,
    ratio: String,
    target: String,
    reached: bool,
}

impl Claim {
    pub(super) const HEAD: &'static str = "\
| | what | accounts | median (least–most) | compared with | ratio | target | reached |
| --- | --- | ---: | --- | --- | ---: | --- | --- |
";

    /// That it is at least so many times the other.
    pub(super) fn at_least(
        (id, what): (&'static str, &'static str),
        ours: &Turns,
        (with, theirs): (&str, &Turns),
        target: f64,
    ) -> Self {
        let ratio = ours.median() / theirs.median();
        let target_told = format!("≥ {target}");
        Self::compared((id, what), (ours, with, theirs), ratio, (target_told, ratio >= target))
    }

    /// That it is at most so many times the other.
    pub(super) fn at_most(
        (id, what): (&'static str, &'static str),
        ours: &Turns,
        (with, theirs): (&str, &Turns),
        target: f64,
    ) -> Self {
        let ratio = ours.median() / theirs.median();
        let target_told = format!("≤ {target}");
        Self::compared((id, what), (ours, with, theirs), ratio, (target_told, ratio <= target))
    }

    fn compared(
        (id, what): (&'static str, &'static str),
        (ours, with, theirs): (&Turns, &str, &Turns),
        ratio: f64,
        (target, reached): (String, bool),
    ) -> Self {
        let theirs = format!("{with}: {}", theirs.told());
        Self { id, what, ours: ours.told(), theirs, ratio: short(ratio), target, reached }
    }

    /// That a figure of its own is at most so great.
    pub(super) fn single((id, what): (&'static str, &'static str), ours: &Turns, target: f64) -> Self {
        let reached = ours.median() <= target;
        let (theirs, ratio) = ("–".to_owned(), "–".to_owned());
        Self { id, what, ours: ours.told(), theirs, ratio, target: format!("≤ {target}"), reached }
    }

    /// Its row in the table.
    pub(super) fn row(&self, accounts: u32) -> String {
        let Self { id, what, ours, theirs, ratio, target, reached } = self;
        let reached = if *reached { "yes" } else { "no" };
        format!("| {id} | {what} | {accounts} | {ours} | {theirs} | {ratio} | {target} | {reached} |\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(figures: &[f64]) -> Turns {
        Turns(figures.to_vec())
    }

    #[test]
    fn a_claim_is_judged_by_the_medians() {
        let (ours, theirs) = (turns(&[300.0, 900.0, 310.0]), turns(&[100.0, 99.0, 500.0]));
        let claim = Claim::at_least(("P1", "requests/s"), &ours, ("by hand", &theirs), 3.0);
        let row = "| P1 | requests/s | 10 | 310 (300–900) | by hand: 100 (99.0–500) | 3.10 | ≥ 3 | yes |\n";
        assert_eq!(claim.row(10), row);
        assert!(Claim::at_most(("P6", "µs"), &ours, ("by hand", &theirs), 3.0).row(1).ends_with("| ≤ 3 | no |\n"));
        assert!(Claim::single(("P13", "MiB"), &turns(&[12.5]), 20.0).row(1).contains("| 12.5 (12.5–12.5) | – | – |"));
    }
}
