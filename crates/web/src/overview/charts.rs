//! Pictures of numbers, drawn here: rectangles whose places are attributes and whose colours are the style sheet's.

use app::overviews::Answers;
use domain::Instant;

/// The width of the chart, in its own units.
const WIDTH: u64 = 720;
/// Its height above the days.
const HEIGHT: u64 = 160;
/// The width of a bar's place.
const BARS: u64 = WIDTH / 13;

/// Whose the accounts were, week by week, as bars.
pub(super) struct Chart {
    pub(super) bars: Vec<Bar>,
    /// The number that the top of the chart stands for.
    pub(super) most: u64,
}

/// A bar: each part stands on the one below it.
pub(super) struct Bar {
    /// The end of the week, as a day.
    pub(super) day: String,
    pub(super) answers: Answers,
    pub(super) parts: Vec<Part>,
    pub(super) x: u64,
    pub(super) width: u64,
}

/// A part of a bar, by its class.
pub(super) struct Part {
    pub(super) class: &'static str,
    pub(super) y: u64,
    pub(super) height: u64,
}

/// Shares of a whole in percent of a line, each beside the one before.
pub(super) struct Share {
    pub(super) percent: u64,
    pub(super) parts: Vec<(&'static str, u64, u64)>,
}

/// The parts in their order, with the classes that colour them.
fn parts(answers: &Answers) -> [(&'static str, u64); 3] {
    [("person", answers.person), ("service", answers.service), ("nobody", answers.nobody)]
}

impl Chart {
    /// Of these weeks.
    pub(super) fn over(weeks: &[(Instant, Answers)]) -> Self {
        let most = weeks.iter().map(|(_, answers)| answers.here()).max().unwrap_or_default();
        let bars = (0..).zip(weeks).map(|(place, (end, answers))| Bar {
            day: end.date(),
            answers: *answers,
            parts: stacked(answers, most),
            x: place * BARS + 4,
            width: BARS - 8,
        });
        Self { bars: bars.collect(), most }
    }
}

fn stacked(answers: &Answers, most: u64) -> Vec<Part> {
    let (mut below, mut drawn) = (0, Vec::new());
    let y = |count: u64| HEIGHT - scaled(count, most, HEIGHT);
    for (class, count) in parts(answers) {
        let (top, bottom) = (y(below + count), y(below));
        below += count;
        if bottom > top {
            drawn.push(Part { class, y: top, height: bottom - top });
        }
    }
    drawn
}

impl Share {
    /// Of the accounts that are there; the percentage is that of those with an answer, rounded down: all is all.
    pub(super) fn of(answers: &Answers) -> Self {
        let here = answers.here();
        let (mut before, mut drawn) = (0, Vec::new());
        for (class, count) in parts(answers) {
            let (from, to) = (scaled(before, here, 1000), scaled(before + count, here, 1000));
            before += count;
            if to > from {
                drawn.push((class, from, to - from));
            }
        }
        Self { percent: scaled(answers.answered(), here, 100), parts: drawn }
    }
}

fn scaled(count: u64, whole: u64, length: u64) -> u64 {
    u128::from(count).checked_mul(u128::from(length)).and_then(|all| all.checked_div(u128::from(whole))).unwrap_or(0)
        as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(person: u64, service: u64, nobody: u64) -> Answers {
        Answers { person, service, nobody, gone: 9 }
    }

    #[test]
    fn bars_stand_on_each_other_and_the_tallest_fills_the_chart() {
        let at = Instant::from_micros(0);
        let chart = Chart::over(&[(at, Answers::default()), (at, answers(50, 0, 50)), (at, answers(100, 60, 40))]);
        let drawn = |bar: usize| chart.bars[bar].parts.iter().map(|part| (part.class, part.y, part.height));
        assert_eq!(chart.most, 200);
        assert_eq!(drawn(0).count(), 0);
        assert_eq!(drawn(1).collect::<Vec<_>>(), [("person", 120, 40), ("nobody", 80, 40)]);
        assert_eq!(drawn(2).collect::<Vec<_>>(), [("person", 80, 80), ("service", 32, 48), ("nobody", 0, 32)]);
    }

    #[test]
    fn a_share_is_a_hundred_percent_only_where_every_account_has_an_answer() {
        assert_eq!(Share::of(&answers(999, 0, 1)).percent, 99);
        assert_eq!(Share::of(&answers(999, 1, 0)).percent, 100);
        assert_eq!(Share::of(&answers(0, 0, 0)).percent, 0);
        assert_eq!(Share::of(&answers(u64::MAX / 2, 0, 1)).parts, [("person", 0, 999), ("nobody", 999, 1)]);
    }
}
