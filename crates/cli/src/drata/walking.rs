//! Walking: a list read page by page by its numbers. Such a list shifts when a row before the present page comes or goes, and
//! a row is then skipped without a word; so a list of several pages is read until two readings in a row hold the same rows.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Answer, Asking};
use crate::{
    client::Query,
    exit::{Failure, Result},
};

/// Rows that are asked for at once: the most that the API gives.
const PAGE: usize = 50;
/// How often a list is read that does not settle.
const READINGS: usize = 5;
/// Pages after which a list is taken for one that never ends.
const PAGES: usize = 200_000;

/// A list, as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Its rows, each once, in the order of their ids.
    pub(super) rows: Vec<Value>,
    /// Whether these are all; else some may have been missed, and none can be said to be gone.
    pub(super) whole: bool,
    /// Whether it is in the plan that was bought.
    pub(super) in_plan: bool,
    /// Rows that have no id, so that nothing can be said of them.
    pub(super) nameless: usize,
}

/// Rows by id, so that numbers are in their order.
type Rows = BTreeMap<(usize, String), Value>;

/// One reading.
#[derive(Default)]
struct Reading {
    rows: Rows,
    nameless: usize,
    pages: usize,
    /// Whether the counts that the pages told agree with each other and with the rows.
    agrees: bool,
}

/// Reads the list at that path.
pub(super) async fn walk(asking: &Asking, path: &str, query: &Query) -> Result<Walked> {
    let (mut all, mut before): (Rows, Option<Vec<_>>) = (Rows::new(), None);
    let mut nameless = 0;
    for _ in 0..READINGS {
        let Some(reading) = read(asking, path, query).await? else {
            return Ok(Walked::default());
        };
        let ids: Vec<_> = reading.rows.keys().cloned().collect();
        nameless = reading.nameless;
        if reading.agrees && (reading.pages == 1 || before.as_ref() == Some(&ids)) {
            return Ok(Walked { rows: reading.rows.into_values().collect(), whole: true, in_plan: true, nameless });
        }
        all.extend(reading.rows);
        before = Some(ids);
    }
    Ok(Walked { rows: all.into_values().collect(), whole: false, in_plan: true, nameless })
}

/// Reads the list once; `None` where it is not in the plan.
async fn read(asking: &Asking, path: &str, query: &Query) -> Result<Option<Reading>> {
    let (mut reading, mut told) = (Reading { agrees: true, ..Reading::default() }, None);
    let mut met = 0;
    while reading.pages < PAGES {
        let number = reading.pages + 1;
        let mut asked = query.clone();
        asked.extend([("page", number.to_string()), ("limit", PAGE.to_string())]);
        let mut page = match asking.get(path, &asked).await? {
            Answer::Found(page) => page,
            Answer::NotInPlan => return Ok(None),
            Answer::NotThere => return Err(Failure::failed(format_args!("there is no {path} at --url"))),
        };
        let Some(Value::Array(rows)) = page.pointer_mut("/data").map(Value::take) else {
            return Err(Failure::failed(format_args!("{path} at --url does not answer with a list")));
        };
        let total = count(&page, "/total");
        // An answer to another question is a shift, too.
        let other = count(&page, "/page").is_some_and(|page| page != number);
        reading.agrees &= !other && (told.is_none() || told == Some(total));
        told = Some(total);
        reading.pages = number;
        met += rows.len();
        let last = total.map_or(rows.len() < PAGE, |total| met >= total);
        let empty = rows.is_empty();
        rows.into_iter().for_each(|row| reading.add(row));
        if empty || last {
            break;
        }
    }
    let total = told.flatten();
    reading.agrees &= total.is_none_or(|total| total == reading.rows.len() + reading.nameless);
    Ok(Some(reading))
}

impl Reading {
    fn add(&mut self, row: Value) {
        let id = match row.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => {
                self.nameless += 1;
                return;
            }
        };
        self.agrees &= self.rows.insert((id.len(), id), row).is_none();
    }
}

/// A count; clients and servers that know only floats write 5 as `5.0`.
fn count(page: &Value, place: &str) -> Option<usize> {
    let number = page.pointer(place)?;
    match number.as_f64() {
        Some(float) if float.fract() == 0.0 => format!("{float:.0}").parse().ok(),
        _ => None,
    }
}
