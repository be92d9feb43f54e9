//! Guessing what was meant.

use super::{SETTINGS, Setting};

/// The setting whose name is most like the one given, if any is like it at all.
pub(super) fn nearest(given: &str) -> Option<&'static Setting> {
    let last = given.rsplit('.').next().unwrap_or(given);
    let far = |setting: &Setting| {
        let own = setting.key.rsplit('.').next().unwrap_or(setting.key);
        distance(given, setting.key).min(distance(last, own))
    };
    let likely = SETTINGS.iter().min_by_key(|setting| far(setting))?;
    (far(likely) <= last.len() / 3 + 1).then_some(likely)
}

/// How many letters must be added, dropped or changed (Levenshtein's distance).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (dropped, letter) in from.chars().enumerate() {
        let mut left = dropped + 1;
        let mut next = vec![left];
        for (pair, other) in row.windows(2).zip(&to) {
            let [diagonal, above] = pair else { continue };
            left = (diagonal + usize::from(letter != *other)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
