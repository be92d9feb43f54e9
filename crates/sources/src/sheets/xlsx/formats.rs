//! Formats of cells: which show a number as a day.

use std::collections::HashSet;

use domain::{Instant, listings::BadList};
use quick_xml::events::BytesStart;

use super::{
    damaged,
    elements::{Elements, attributes},
    too_large,
};

/// How many formats a workbook may have: some more than Excel's 65,490.
const LIMIT: usize = 100_000;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Which formats of cells show days, by their numbers.
#[derive(Default)]
pub(super) struct Formats(Vec<bool>);

/// What is said of formats: the code of one for numbers; that those of cells come; the number format of the next of them.
enum Said {
    Number { id: String, code: String },
    Begin { cells: bool },
    Next { number: String },
}

impl Formats {
    pub(super) fn read(mut part: Elements<'_>) -> Result<Self, BadList> {
        let (mut formats, mut days, mut counts) = (Vec::new(), HashSet::new(), false);
        while let Some(said) = part.find(0, said)? {
            match said {
                Said::Begin { cells } => counts = cells,
                Said::Number { id, code } if shows_days(&code) => _ = days.insert(id),
                Said::Next { number } if counts => {
                    formats.push(days.contains(&number) || number.parse().is_ok_and(is_built_in_day));
                }
                _ => {}
            }
            if formats.len() > LIMIT || days.len() > LIMIT {
                return Err(too_large());
            }
        }
        Ok(Self(formats))
    }

    /// Whether a cell of that format shows a day.
    pub(super) fn is_day(&self, format: Option<&str>) -> bool {
        let number = format.and_then(|number| number.parse().ok()).unwrap_or(0_usize);
        self.0.get(number).copied().unwrap_or_default()
    }
}

fn said(name: &str, element: &BytesStart<'_>) -> Result<Option<Said>, BadList> {
    let values = |names| Ok::<_, BadList>(attributes(element, names)?.map(Option::unwrap_or_default));
    Ok(match name {
        "cellXfs" | "cellStyleXfs" => Some(Said::Begin { cells: name == "cellXfs" }),
        "numFmt" => {
            let [id, code] = values(["numFmtId", "formatCode"])?;
            Some(Said::Number { id, code })
        }
        "xf" => {
            let [number, _] = values(["numFmtId", ""])?;
            Some(Said::Next { number })
        }
        _ => None,
    })
}

/// Whether the format that every workbook has shows days; some do so in some countries only.
const fn is_built_in_day(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a number written with that code is a day: whether it has letters that stand for parts of one, and are not quoted.
fn shows_days(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        let closing = match letter {
            '"' => '"',
            '[' => ']',
            '\\' | '_' | '*' => {
                letters.next();
                continue;
            }
            ';' => return false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            _ => continue,
        };
        letters.find(|letter| *letter == closing);
    }
    false
}

/// A number as a person would type it: whole ones without a point, those that are shown as a day as 2026-12-31.
pub(super) fn typed(number: &str, as_day: bool, since_1904: bool) -> Result<String, BadList> {
    let number: f64 = number.trim().parse().map_err(|_| damaged())?;
    let whole = number.to_string();
    // The days before March 1900 are counted in two ways.
    let day = whole.parse().ok().filter(|day| as_day && (61..=2_958_465).contains(day));
    let begun = if since_1904 { -24_107 } else { -25_569 };
    Ok(day.map_or(whole, |day: i64| Instant::from_micros((day + begun) * DAY).date()))
}
