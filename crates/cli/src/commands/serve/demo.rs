//! `whose serve --demo`: a sample company on a database of its own.

use std::sync::Arc;

use serde_json::json;
use store::{Pool, checks, db::Work, migrations};
use tempfile::TempDir;

use super::{House, lock, sign_in};
use crate::{
    config::{DatabaseUrl, Origin},
    demo::{self, Demo},
    exit::{Code, Failure, Result},
    formats::Known,
    opening, print,
    start::Start,
};

pub(super) async fn run(mut start: Start) -> Result<Code> {
    if !start.config.serve.listen.ip().is_loopback() {
        return Err(Failure::usage(
            "--demo prints a key that may do everything, so it listens on loopback only, as 127.0.0.1:8080",
        ));
    }
    let _folder = if named(&start) { None } else { Some(temporary(&mut start)?) };
    let url = start.config.database.url.clone();
    let _lock = lock::take(&url)?;
    let pool = opening::open(&start.config.database).await?;
    migrations::migrate(&pool, opening::now()).await?;
    refuse_used(&pool).await?;
    demo::found(&pool, Arc::new(Known)).await?;
    let house = House::open(pool.clone(), &start.config).await?;
    let filled = demo::fill(&pool, Arc::new(Known)).await?;
    if start.global.json {
        print::json(&json!({ "url": house.url, "key": filled.key.reveal(), "database": url.reveal() }))?;
    } else {
        let link = sign_in(&house.url, filled.ticket.reveal());
        print::line(&told((&house.url, &link), &url, &filled))?;
    }
    house.serve().await
}

/// Whether somebody named a database.
fn named(start: &Start) -> bool {
    start.shown.iter().any(|shown| shown.key == "database.url" && shown.origin != Origin::Default)
}

/// Makes a folder that lasts as long as the server, and puts the database there.
fn temporary(start: &mut Start) -> Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("whose-demo-").tempdir();
    let folder = folder.map_err(|error| Failure::failed(format_args!("no temporary folder can be made: {error}")))?;
    let url = format!("sqlite:{}", folder.path().join("whose.db").display());
    start.config.database.url = DatabaseUrl::parse(&url).map_err(Failure::failed)?;
    Ok(folder)
}

async fn refuse_used(pool: &Pool) -> Result<()> {
    let empty = pool.read(|tx| -> Work<'_, bool, Failure> { Box::pin(async move { Ok(checks::is_empty(tx).await?) }) });
    if empty.await? {
        return Ok(());
    }
    Err(Failure::failed(
        "--demo fills an empty database, and this one has something in it; name another, or none for a temporary one",
    ))
}

/// What to do next, ready to be copied.
fn told((url, link): (&str, &str), database: &DatabaseUrl, filled: &Demo) -> String {
    let (database, key) = (database.reveal(), filled.key.reveal());
    let whose = std::env::args_os().next().map_or_else(|| "whose".to_owned(), |own| own.to_string_lossy().into_owned());
    let asked: Vec<String> =
        filled.examples.iter().map(|account| format!("  {whose} is '{account}' --database '{database}'")).collect();
    format!(
        "whose serves a sample company on {url}

  database  {database}
  key       {key}  (may do everything)

Look at it in a browser, signed in as its administrator; the link works once:
  {link}

Link account 1 to person 1, over the documented API:
  curl -X PUT {url}/user-identities/infrastructure/1/connect -H 'Authorization: Bearer {key}' \
         -H 'Content-Type: application/json' -d '{{\"userId\": 1}}'

Try the others in a browser, with that key:
  {url}/docs

Ask whose accounts are:
{}

See what is wrong, and who has left and can still get in:
  {whose} findings --verdict open --database '{database}'
  {whose} leavers --database '{database}'

It ends with Ctrl-C.",
        asked.join("\n")
    )
}
