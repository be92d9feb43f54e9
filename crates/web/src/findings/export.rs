//! Findings as a file, sent page by page as they are found: nothing of it is held, however many there are.

use std::io;

use axum::{body::Body, response::IntoResponse as _};
use exports::{Asking as _, Lines, findings::COLUMNS};
use futures_util::stream;
use http::header;
use serde_json::Value;

use super::filters;
use crate::{asking::Asked, context::Context, fields::Fields, routes::Answer, trouble::Trouble};

/// Where they are asked for.
const PATH: &str = "/api/v1/findings";
/// Rows that are asked for at once.
const PAGE: &str = "1000";

/// A file, as far as it is written.
struct Writing {
    asked: Asked,
    query: exports::Query,
    lines: Lines,
    /// The answer that comes next, where there is one.
    page: Option<Value>,
    /// Whether nothing was written yet.
    first: bool,
    ended: bool,
}

/// Sends the findings that the address asks for.
pub(super) async fn download(context: Context) -> Answer {
    let (asked, query) = (Asked::by(&context)?, wanted(&context.query));
    let (lines, media, ending) = match context.query.text("format") {
        Some("json") => (Lines::Json(false), "application/json", "json"),
        _ => (Lines::Csv(COLUMNS), "text/csv; charset=utf-8", "csv"),
    };
    // What is wrong with the question is told before the answer begins.
    let page = Some(asked.get(PATH, &query).await?);
    let writing = Writing { asked, query, lines, page, first: true, ended: false };
    let body = Body::from_stream(stream::try_unfold(writing, |writing| async move { writing.next().await }));
    let name = format!("attachment; filename=\"findings-{}.{ending}\"", context.app.now().date());
    let headers = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, body).into_response())
}

fn wanted(query: &Fields) -> exports::Query {
    let mut wanted: exports::Query = vec![("limit", PAGE.to_owned())];
    wanted.extend(filters::rule(query).map(|rule| ("rule", rule.name().to_owned())));
    wanted.extend(filters::control(query).map(|control| ("control", control.to_owned())));
    wanted.extend(query.id("connection").map(|id| ("connection", id.to_string())));
    if let Some(verdict) = query.text("verdict").filter(|name| filters::VERDICTS.iter().any(|one| one.0 == *name)) {
        wanted.push(("verdict", verdict.to_owned()));
    }
    wanted
}

impl Writing {
    /// The next bytes, and what is still to be written.
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, String> {
        if self.ended {
            return Ok(None);
        }
        let bytes = self.some().await.map_err(|trouble| format!("{trouble:?}"))?;
        Ok(Some((bytes, self)))
    }

    async fn some(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut page = match self.page.take() {
            Some(page) => page,
            None => self.asked.get(PATH, &self.query).await?,
        };
        let rows = page.pointer_mut("/data").map(Value::take);
        let Some(Value::Array(rows)) = rows else { return Err(app::Error::bug("the answer is no list").into()) };
        self.query.retain(|(name, _)| *name != "cursor");
        match page.pointer("/next").and_then(Value::as_str) {
            Some(next) => self.query.push(("cursor", next.to_owned())),
            None => self.ended = true,
        }
        self.written(&rows).map_err(|error| app::Error::bug(error).into())
    }

    fn written(&mut self, rows: &[Value]) -> io::Result<Vec<u8>> {
        let mut bytes = if std::mem::take(&mut self.first) { self.lines.head()? } else { Vec::new() };
        bytes.extend(self.lines.rows(rows)?);
        if self.ended {
            bytes.extend(self.lines.foot());
        }
        Ok(bytes)
    }
}
