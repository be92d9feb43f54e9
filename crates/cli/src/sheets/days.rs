//! Days, as people and spreadsheets write them.

use domain::Instant;

/// Why a day is refused.
const WRONG: &str = "reviewBy must be a day as 2026-12-31";

/// The day, as the register keeps it. Spreadsheets write days in the manner of their country: what can be only one day is
/// read, and so is what can be the present one, since then nobody changed it.
pub(super) fn day(text: &str, present: &str) -> Result<String, String> {
    let text = text.trim();
    if is_day(text) {
        return Ok(text.to_owned());
    }
    let mut readings: Vec<String> = readings(text).into_iter().filter(|day| is_day(day)).collect();
    readings.dedup();
    match readings.as_slice() {
        several if several.iter().any(|day| day == present) => Ok(present.to_owned()),
        [one] => Ok(one.clone()),
        [] => Err(WRONG.to_owned()),
        _ => Err(format!("{WRONG}; as it is written, it can be two")),
    }
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.is_ascii() && Instant::parse(text).is_some()
}

/// What the text may mean: year, month, day; day, month, year; where there are no points, month, day, year.
fn readings(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(['.', '/', '-']).map(str::trim).collect();
    let [first, second, third] = parts.as_slice() else { return Vec::new() };
    let spelled =
        |year: &str, month: &str, day: &str| (year.len() == 4).then(|| format!("{year}-{month:0>2}-{day:0>2}"));
    let american = if text.contains('.') { None } else { spelled(third, first, second) };
    [spelled(first, second, third), spelled(third, second, first), american].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_where_it_can_be_only_one() {
        for text in ["2026-12-31", "31.12.2026", "31/12/2026", "12/31/2026", "2026/12/31", " 31. 12. 2026 "] {
            assert_eq!(day(text, ""), Ok("2026-12-31".to_owned()), "{text}");
        }
        assert_eq!(day("3.4.2026", ""), Ok("2026-04-03".to_owned()));
        assert_eq!(day("5/5/2026", ""), Ok("2026-05-05".to_owned()));
    }

    #[test]
    fn a_day_that_can_be_two_is_the_present_one_or_refused() {
        assert_eq!(day("3/4/2026", "2026-03-04"), Ok("2026-03-04".to_owned()));
        assert_eq!(day("3/4/2026", "2026-04-03"), Ok("2026-04-03".to_owned()));
        assert!(day("3/4/2026", "2026-05-01").unwrap_err().contains("two"));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["tomorrow", "2026-02-30", "31.12.26", "46022", "2026", "2026-12", "1-2-3-4", "31.13.2026", "-"] {
            assert!(day(text, "2026-12-31").is_err(), "{text}");
        }
    }
}
