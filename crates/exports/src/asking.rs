//! Asking the API: one answer, or a list page by page.

use std::{future::Future, io};

use serde_json::Value;

/// Rows that are asked for at once.
const PAGE: usize = 1000;

/// Parameters of a query, by name.
pub type Query = Vec<(&'static str, String)>;

/// Somebody who may ask `/api/v1`.
pub trait Asking: Sync {
    /// Why there is no answer.
    type Error: Send;

    /// What is at that path.
    fn get(&self, path: &str, query: &Query) -> impl Future<Output = std::result::Result<Value, Self::Error>> + Send;
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Error<E> {
    /// The register did not answer.
    Asked(E),
    /// The answer is not what an answer of that path is.
    Unreadable(&'static str),
    /// A file could not be written.
    Written(io::Error),
}

/// What came of asking and writing.
pub type Result<T, E> = std::result::Result<T, Error<E>>;

impl<E> From<io::Error> for Error<E> {
    fn from(error: io::Error) -> Self {
        Self::Written(error)
    }
}

impl<E> From<csv::Error> for Error<E> {
    fn from(error: csv::Error) -> Self {
        Self::Written(error.into())
    }
}

/// Calls `tell` with every row of the list at that path.
///
/// # Errors
/// When the list cannot be read, or with what `tell` fails with.
pub async fn each<A: Asking>(
    asking: &A,
    path: &str,
    query: &Query,
    tell: &mut (dyn FnMut(Value) -> Result<(), A::Error> + Send),
) -> Result<(), A::Error> {
    let mut cursor: Option<String> = None;
    loop {
        let mut query = query.clone();
        query.push(("limit", PAGE.to_string()));
        query.extend(cursor.take().map(|cursor| ("cursor", cursor)));
        let mut page = asking.get(path, &query).await.map_err(Error::Asked)?;
        let Some(Value::Array(rows)) = page.pointer_mut("/data").map(Value::take) else {
            return Err(Error::Unreadable("the answer is not a list"));
        };
        for row in rows {
            tell(row)?;
        }
        match page.pointer("/next").and_then(Value::as_str) {
            Some(next) => cursor = Some(next.to_owned()),
            None => return Ok(()),
        }
    }
}

/// Every row of the list at that path.
///
/// # Errors
/// When the list cannot be read.
pub async fn all<A: Asking>(asking: &A, path: &str, query: &Query) -> Result<Vec<Value>, A::Error> {
    let mut all = Vec::new();
    each(asking, path, query, &mut |row| {
        all.push(row);
        Ok(())
    })
    .await?;
    Ok(all)
}
