//! What the list is of as a file: the sheet that `whose accounts apply` takes back, or JSON. Rows go out as they come.

use std::{io, io::Seek as _};

use app::error::Kind;
use axum::{body::Body, response::Response};
use exports::{Asking as _, Book, Lines, Query, sheet::COLUMNS, words};
use futures_util::stream::{self, StreamExt as _};
use http::{HeaderValue, header};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;

use crate::{asking::Asked, context::Context, fields::Fields, routes::Answer, trouble::Trouble};

/// Rows that are asked for at once.
const PAGE: &str = "1000";
/// Bytes of a workbook that are sent at once.
const PIECE: usize = 64 * 1024;
/// Families that are asked for unless the address says which: rosters are people.
const USUAL: [&str; 3] = ["infrastructure", "version_control", "other"];

/// A list that is read page by page.
struct Rows {
    asked: Asked,
    /// The lists that are still to be read, the present one last.
    lists: Vec<Query>,
    cursor: Option<String>,
    /// The day before which a review must be due, where that is asked for.
    overdue: Option<String>,
    orphaned: bool,
}

/// Gives the file.
pub(super) async fn give(context: Context) -> Answer {
    let form = context.query.text("form").unwrap_or("csv");
    let rows = Rows::of(&context)?;
    let (media, ending) = match form {
        "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        "json" => ("application/json", "json"),
        _ => ("text/csv; charset=utf-8", "csv"),
    };
    let body = match form {
        "xlsx" => book(rows).await?,
        "json" => lines(rows, Lines::Json(false)).await?,
        _ => lines(rows, Lines::Csv(COLUMNS)).await?,
    };
    let mut answer = Response::new(body);
    let name = format!("attachment; filename=\"accounts-{}.{ending}\"", context.app.now().date());
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    let name = HeaderValue::from_str(&name).map_err(app::Error::bug)?;
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

impl Rows {
    fn of(context: &Context) -> Result<Self, Trouble> {
        let (query, state) = (&context.query, context.query.text("state").unwrap_or_default());
        let families: Vec<Option<&str>> = match (query.text("family"), query.id("connection")) {
            (Some(family), _) => vec![Some(family)],
            (None, Some(_)) => vec![None],
            (None, None) => USUAL.into_iter().map(Some).rev().collect(),
        };
        Ok(Self {
            asked: Asked::by(context)?,
            lists: families.into_iter().map(|family| asked(query, state, family)).collect(),
            cursor: None,
            overdue: (state == "overdue").then(|| context.app.now().date()),
            orphaned: state == "orphan",
        })
    }

    /// The next rows; `None` after the last.
    async fn next(&mut self) -> Result<Option<Vec<Value>>, Trouble> {
        let Some(query) = self.lists.last() else { return Ok(None) };
        let mut query = query.clone();
        query.extend(self.cursor.take().map(|cursor| ("cursor", cursor)));
        let mut page = self.asked.get("/api/v1/accounts", &query).await?;
        self.cursor = page.pointer("/next").and_then(Value::as_str).map(str::to_owned);
        if self.cursor.is_none() {
            self.lists.pop();
        }
        let Some(Value::Array(mut rows)) = page.pointer_mut("/data").map(Value::take) else {
            return Err(app::Error::bug("the answer is not a list").into());
        };
        rows.retain(|row| self.keeps(row));
        Ok(Some(rows))
    }

    /// Whether a row is asked for, where the API cannot be asked for just those.
    fn keeps(&self, row: &Value) -> bool {
        let due = words::text(row, "/service/reviewBy");
        let overdue = self.overdue.as_ref().is_none_or(|today| !due.is_empty() && due < today.as_str());
        overdue && (!self.orphaned || words::is(row, "/service/owner/left"))
    }
}

/// What the API is asked for.
fn asked(query: &Fields, state: &str, family: Option<&str>) -> Query {
    let mut asked: Query = vec![("limit", PAGE.to_owned())];
    let mut say = |name, value: &str| asked.push((name, value.to_owned()));
    if let Some(family) = family {
        say("family", family);
    }
    if let Some(q) = query.text("q") {
        say("q", q);
    }
    if let Some(connection) = query.id("connection") {
        say("connection", &connection.to_string());
    }
    match state {
        "nobody" => say("unlinked", "true"),
        "person" => {
            say("unlinked", "false");
            say("service", "false");
        }
        "leaver" => say("leaver", "true"),
        "unowned" => say("unowned", "true"),
        "service" | "orphan" | "overdue" => say("service", "true"),
        _ => {}
    }
    match query.text("at") {
        Some("here") => say("removed", "false"),
        Some("gone") => say("removed", "true"),
        _ => {}
    }
    asked
}

/// Text that is sent as it is written. The first rows are read before, so that what is refused is a page.
async fn lines(mut rows: Rows, mut lines: Lines) -> Result<Body, Trouble> {
    let mut first = lines.head().map_err(app::Error::bug)?;
    if let Some(page) = rows.next().await? {
        first.extend(lines.rows(&page).map_err(app::Error::bug)?);
    }
    let rest = stream::try_unfold(Some((rows, lines)), |state| async move {
        let Some((mut rows, mut lines)) = state else { return Ok(None) };
        let piece: io::Result<_> =
            match rows.next().await.map_err(|trouble| io::Error::other(format!("{trouble:?}")))? {
                Some(page) => Ok(Some((lines.rows(&page)?, Some((rows, lines))))),
                None => Ok(Some((lines.foot(), None))),
            };
        piece
    });
    Ok(Body::from_stream(stream::iter([Ok(first)]).chain(rest)))
}

/// A workbook is made on the disk, and sent once it is whole.
async fn book(mut rows: Rows) -> Result<Body, Trouble> {
    let mut book = Book::new("accounts", COLUMNS).map_err(app::Error::bug)?;
    while let Some(page) = rows.next().await? {
        for row in &page {
            if book.is_full() {
                return Err(app::Error::from(Kind::Invalid(
                    "an XLSX sheet has no more than 1,048,576 rows; take CSV".to_owned(),
                ))
                .into());
            }
            book.row(row).map_err(app::Error::bug)?;
        }
    }
    let file = tokio::task::spawn_blocking(move || -> io::Result<std::fs::File> {
        let file = tempfile::NamedTempFile::new()?;
        book.save(file.path())?;
        let mut file = file.reopen()?;
        file.rewind()?;
        Ok(file)
    });
    let file = file.await.map_err(app::Error::bug)?.map_err(app::Error::bug)?;
    let pieces = stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok::<_, io::Error>((read > 0).then_some((piece, file)))
    });
    Ok(Body::from_stream(pieces))
}
