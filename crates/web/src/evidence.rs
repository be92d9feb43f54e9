//! Evidence: one download for a connection and a period, the same bytes as `whose export evidence` writes.

use std::sync::Arc;

use app::Kind;
use askama::Template;
use axum::{body::Body, response::IntoResponse as _};
use domain::{connections::Connection, permissions::Permission};
use exports::{
    Asking as _, Query,
    evidence::{self, Period, Question},
    words,
};
use futures_util::stream;
use http::{StatusCode, header};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{fs::File, io::AsyncReadExt as _, sync::Semaphore};

use crate::{
    asking::Asked,
    context::Context,
    fields::Fields,
    frame::Frame,
    places::Place,
    routes::{Answer, Asks, Route},
    trouble::Trouble,
};

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/evidence", Asks::May(Permission::ReadEvents), |context| Box::pin(show(context))),
    Route::send("/evidence", Asks::May(Permission::ReadEvents), |context| Box::pin(download(context))),
];

/// Evidence that is written at once: it reads much, and is kept on disk until it is sent.
static WRITTEN_AT_ONCE: Semaphore = Semaphore::const_new(1);
/// Bytes that are sent at once.
const PART: usize = 64 * 1024;

/// The page.
#[derive(Template)]
#[template(path = "evidence.html")]
struct Page {
    frame: Frame,
    fields: Fields,
    connections: Vec<(i64, String)>,
    today: String,
    refused: Option<&'static str>,
}

/// Shows the form.
async fn show(context: Context) -> Answer {
    let page = page(&context, &context.query, None).await?;
    context.show(&page)
}

async fn page(context: &Context, fields: &Fields, refused: Option<&'static str>) -> Result<Page, Trouble> {
    let all = context.app.connections_behind(context.caller()).await?;
    let mut connections: Vec<&Connection> = all.values().collect();
    connections.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Page {
        frame: context.frame("Evidence").at(Place::Evidence),
        fields: fields.clone(),
        connections: connections.iter().map(|one| (one.id.get(), one.name.clone())).collect(),
        today: context.app.now().date(),
        refused,
    })
}

/// Writes the evidence into a folder, packs it and sends the pack.
async fn download(context: Context) -> Answer {
    let form = &context.form;
    let period =
        Period::parse(form.text("from").unwrap_or_default(), form.text("to").unwrap_or_default(), form.text("known"));
    let period = match period {
        Ok(period) => period,
        Err(why) => {
            let page = page(&context, form, Some(why)).await?;
            return context.show_as(StatusCode::BAD_REQUEST, &page);
        }
    };
    let Some(connection) = form.id("connection") else {
        let page = page(&context, form, Some("say of which connection")).await?;
        return context.show_as(StatusCode::BAD_REQUEST, &page);
    };
    let _turn = WRITTEN_AT_ONCE.try_acquire().map_err(|_| app::Error::from(Kind::Overloaded))?;
    let asked = Asked::by(&context)?;
    let question = question(&asked, connection, period).await?;
    let folder = Arc::new(tempfile::tempdir().map_err(app::Error::bug)?);
    let names = evidence::write(&asked, &question, folder.path()).await.map_err(Trouble::from)?;
    let packed = Arc::clone(&folder);
    let pack =
        tokio::task::spawn_blocking(move || evidence::pack(packed.path(), &names, &packed.path().join("evidence.zip")));
    pack.await.map_err(app::Error::bug)?.map_err(app::Error::bug)?;
    sent(folder, &file_name(&question, form)).await
}

/// The question, with the connection as the API shows it.
async fn question(asked: &Asked, connection: i64, period: Period) -> Result<Question, Trouble> {
    let mut found = None;
    exports::each(asked, "/api/v1/connections", &Query::new(), &mut |row: Value| {
        if words::number(&row, "/id") == Some(connection) {
            found = Some(row);
        }
        Ok(())
    })
    .await?;
    let me = asked.get("/api/v1/whoami", &Query::new()).await?;
    Ok(Question {
        connection: found.ok_or(app::Error::from(Kind::Missing(app::error::Noun::Connection)))?,
        company: words::text(&me, "/company/name").to_owned(),
        period,
    })
}

/// What the file is called: plain letters alone, whatever the connection is called.
fn file_name(question: &Question, form: &Fields) -> String {
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).take(80).collect()
    };
    let day = |name| form.text(name).unwrap_or_default();
    let name = plain(words::text(&question.connection, "/name"));
    format!("evidence-{name}-{}-{}.zip", plain(day("from")), plain(day("to")))
}

/// Sends the pack; the folder goes when it is sent, or when nobody takes it any more.
async fn sent(folder: Arc<TempDir>, name: &str) -> Answer {
    let file = File::open(folder.path().join("evidence.zip")).await.map_err(app::Error::bug)?;
    let length = file.metadata().await.map_err(app::Error::bug)?.len();
    let body = stream::try_unfold((file, folder), |(mut file, folder)| async move {
        let mut part = vec![0; PART];
        let read = file.read(&mut part).await?;
        part.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((part, (file, folder))))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

impl Page {
    fn typed(&self, name: &str) -> &str {
        self.fields.text(name).unwrap_or_default()
    }
}
