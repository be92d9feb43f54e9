//! Lists, page by page along their cursors.

use serde_json::Value;

use super::{Client, Query};
use crate::exit::{Failure, Result};

/// Rows that are asked for at once.
const PAGE: usize = 1000;

/// A list that is read page by page.
pub(crate) struct Pages<'c> {
    client: &'c Client,
    path: String,
    query: Query,
    cursor: Cursor,
}

enum Cursor {
    Start,
    After(String),
    End,
}

impl<'c> Pages<'c> {
    pub(super) const fn new(client: &'c Client, path: String, query: Query) -> Self {
        Self { client, path, query, cursor: Cursor::Start }
    }

    /// The next rows, none after the last; `wanted` is how many are of use.
    pub(crate) async fn next(&mut self, wanted: usize) -> Result<Vec<Value>> {
        loop {
            let mut query = self.query.clone();
            query.push(("limit", wanted.clamp(1, PAGE).to_string()));
            match &self.cursor {
                Cursor::Start => {}
                Cursor::After(cursor) => query.push(("cursor", cursor.clone())),
                Cursor::End => return Ok(Vec::new()),
            }
            let mut page = self.client.get(&self.path, &query).await?;
            let next = page.pointer("/next").and_then(Value::as_str).map(str::to_owned);
            self.cursor = next.map_or(Cursor::End, Cursor::After);
            let Some(Value::Array(rows)) = page.pointer_mut("/data").map(Value::take) else {
                return Err(Failure::failed("the answer is not a list; is the server an older whose?"));
            };
            // A page may be empty although others follow it.
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
    }

    /// All rows.
    pub(crate) async fn all(mut self) -> Result<Vec<Value>> {
        let mut all = Vec::new();
        loop {
            let rows = self.next(PAGE).await?;
            if rows.is_empty() {
                return Ok(all);
            }
            all.extend(rows);
        }
    }
}
