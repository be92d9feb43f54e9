//! Sending the changes of a sheet, thousand by thousand, as one batch.

use http::Method;
use serde_json::{Value, json};

use super::{Applying, Row, told};
use crate::{
    client::{plain, set},
    exit::{Failure, Result},
    print::{self, words},
};

/// The most items of a request.
const ITEMS: usize = 1000;
/// The most bytes of the items of a request: what the API takes, with room for the rest.
const BYTES: usize = 3_500_000;

impl Applying<'_> {
    /// Sends every change. A row that is refused now has that for its outcome.
    pub(super) async fn send(&mut self) -> Result<()> {
        let sizes: Vec<(usize, usize)> = self.rows.iter().map(size).collect();
        let mut rest = self.rows.as_mut_slice();
        for length in parts(&sizes) {
            let (part, others) = rest.split_at_mut(length.min(rest.len()));
            rest = others;
            let items: Vec<Value> = part
                .iter()
                .filter_map(|row| row.outcome.as_ref().ok())
                .flat_map(|change| change.items.clone())
                .collect();
            if items.is_empty() {
                continue;
            }
            let mut body = json!({ "items": items });
            if self.batch.is_number() {
                set(&mut body, "batch", self.batch.clone());
            }
            let mut answer = self.asked.client.send(Method::POST, "/api/v1/accounts/bulk", &body).await?;
            if !self.batch.is_number() {
                self.batch = answer.pointer("/batch").cloned().unwrap_or_default();
            }
            let results = answer.pointer_mut("/results").and_then(Value::as_array_mut).map(std::mem::take);
            let mut results = results.unwrap_or_default().into_iter();
            for row in part {
                judge(row, &mut results, self.asked.json)?;
            }
        }
        Ok(())
    }
}

/// How many items the row has, and how many bytes.
fn size(row: &Row) -> (usize, usize) {
    let items = row.outcome.as_ref().map_or(&[][..], |change| change.items.as_slice());
    (items.len(), items.iter().map(|item| item.to_string().len() + 1).sum())
}

/// How many rows go into each request, given the items and bytes of each: as many as the API takes.
pub(in crate::commands) fn parts(sizes: &[(usize, usize)]) -> Vec<usize> {
    let (mut parts, mut sum) = (Vec::new(), (0, 0));
    for (items, bytes) in sizes {
        sum = (sum.0 + items, sum.1 + bytes);
        match parts.last_mut() {
            Some(rows) if sum.0 <= ITEMS && sum.1 <= BYTES => *rows += 1,
            _ => {
                parts.push(1);
                sum = (*items, *bytes);
            }
        }
    }
    parts
}

/// Takes the results of a row's items; where one was refused, so was the row.
fn judge(row: &mut Row, results: &mut impl Iterator<Item = Value>, silent: bool) -> Result<()> {
    let Ok(change) = &row.outcome else { return Ok(()) };
    let results: Vec<Value> = results.take(change.items.len()).collect();
    if results.len() < change.items.len() {
        return Err(Failure::failed("the answer has fewer results than changes; is the server another version?"));
    }
    let done = |result: &Value| words::number(result, "/status") == Some(200);
    let Some(place) = results.iter().position(|result| !done(result)) else { return Ok(()) };
    let why = results.get(place).map(refusal).unwrap_or_default();
    row.outcome = Err(if place == 0 { why } else { format!("its service mark is gone, but then: {why}") });
    if silent { Ok(()) } else { print::line(&told(row)) }
}

fn refusal(result: &Value) -> String {
    match words::number(result, "/code") {
        Some(41202) => "was changed since the export; list it again".to_owned(),
        _ => plain(words::text(result, "/detail")).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_request_takes_a_thousand_items_and_no_more_bytes_than_the_api() {
        assert_eq!(parts(&[(1, 100); 2500]), [1000, 1000, 500]);
        assert_eq!(parts(&[(2, 100); 600]), [500, 100]);
        assert_eq!(parts(&[(1, 1_000_000); 7]), [3, 3, 1]);
        assert_eq!(parts(&[(1, 9_000_000), (1, 1)]), [1, 1]);
        assert!(parts(&[]).is_empty());
    }
}
