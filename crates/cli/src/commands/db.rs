//! `whose db …`

mod backup;
mod restore;

use app::App;
use serde_json::json;
use store::{
    Pool,
    checks::{self, Miscount, Numbering, Restored},
    copies::Held,
    db::Work,
    migrations,
};

use super::Start;
use crate::{
    args::Db,
    exit::{Code, Failure, Result},
    opening, print,
};

pub(super) async fn run(start: &Start, wanted: Db) -> Result<Code> {
    start.at_database()?;
    match wanted {
        Db::Migrate => migrate(start).await,
        Db::Check => check(start).await,
        Db::Backup { file } => backup::run(start, &file).await,
        Db::Restore { file } => restore::run(start, &file).await,
        Db::Import { file } => restore::import(start, &file).await,
    }
}

/// The database that the settings name, which must hold a register of this program's schema.
pub(super) async fn existing(start: &Start) -> Result<Pool> {
    if let Some(file) = opening::sqlite_file(&start.config.database.url).filter(|file| !file.exists()) {
        return Err(Failure::failed(format_args!(
            "there is no database file {}; name it with --database",
            file.display()
        )));
    }
    let pool = opening::open(&start.config.database).await?;
    opening::check(&migrations::standing(&pool).await?)?;
    Ok(pool)
}

/// How much an export holds.
fn counted_in(held: &Held) -> String {
    let counts = ["companies", "people", "accounts", "events"].map(|table| format!("{table} {}", held.of(table)));
    let newest = held.newest.map(|at| format!(", the newest of {at}")).unwrap_or_default();
    counts.join(", ") + &newest
}

/// That the register was restored, and from what.
pub(super) fn restored(restored: &Restored) -> String {
    let held = restored.newest.map_or("no event".to_owned(), |newest| format!("events up to {newest}"));
    format!("restored at {} from a backup with {held} (SHA-256 {})", restored.at, restored.sha256)
}

async fn migrate(start: &Start) -> Result<Code> {
    let pool = opening::open(&start.config.database).await?;
    let steps = migrations::migrate(&pool, opening::now()).await?;
    let standing = migrations::standing(&pool).await?;
    opening::assembled(pool, std::sync::Arc::new(app::meter::Unmetered)).await?;
    if start.global.json {
        print::json(&json!({ "steps": steps, "schema": standing.applied }))?;
    } else {
        print::line(&match steps {
            0 => format!("the database is up to date, at schema {}", standing.applied),
            _ => format!("the database was brought to schema {} in {steps} steps", standing.applied),
        })?;
    }
    Ok(Code::Done)
}

async fn check(start: &Start) -> Result<Code> {
    let app = opening::register(&start.config.database).await?;
    let found = findings(&app).await?;
    let restores = restores(&app).await?;
    if start.global.json {
        print::json(&json!({ "ok": found.is_empty(), "findings": found, "restored": restores }))?;
    } else {
        let words = if found.is_empty() { "what is stored holds together".to_owned() } else { found.join("\n") };
        print::line(&[vec![words], restores].concat().join("\n"))?;
    }
    Ok(if found.is_empty() { Code::Done } else { Code::Failed })
}

/// The backups that the register was restored from.
async fn restores(app: &App) -> Result<Vec<String>> {
    let read =
        app.pool().read(|tx| -> Work<'_, _, Failure> { Box::pin(async move { Ok(checks::restored(tx).await?) }) });
    Ok(read.await?.iter().map(restored).collect())
}

/// Everything that does not hold together.
async fn findings(app: &App) -> Result<Vec<String>> {
    let standing = migrations::standing(app.pool()).await?;
    if let Err(failure) = opening::check(&standing) {
        return Ok(vec![failure.to_string()]);
    }
    // Events are numbered beside the requests, so that some may have none yet.
    app.number_events().await?;
    let engine = app.pool().engine();
    let (mut found, numbering, connections, links) = app
        .pool()
        .read(move |tx| -> Work<'_, _, Failure> {
            Box::pin(async move {
                let (damages, numbering) = (checks::damages(tx, engine).await?, checks::numbering(tx).await?);
                let connections = checks::miscounted_connections(tx).await?;
                Ok((damages, numbering, connections, checks::miscounted_links(tx).await?))
            })
        })
        .await?;
    found.extend(numbering.iter().filter_map(misnumbered));
    found.extend(connections.iter().map(|miscount| counted(miscount, "connection", "accounts, it has")));
    found.extend(links.iter().map(|miscount| counted(miscount, "link of account", "changes, its events are")));
    Ok(found)
}

fn misnumbered(numbering: &Numbering) -> Option<String> {
    let Numbering { company, events, numbered, highest, remembered } = numbering;
    (!numbering.is_dense()).then(|| {
        format!(
            "company {}: {events} events, of which {numbered} have numbers up to {highest}, remembered as {remembered}",
            print::clean(company)
        )
    })
}

fn counted(miscount: &Miscount, noun: &str, words: &str) -> String {
    let Miscount { company, of, stored, real } = miscount;
    format!("company #{}: {noun} #{of} counts {stored} {words} {real}", company.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_dense_are_found() {
        let dense = Numbering { company: "default".to_owned(), events: 5, numbered: 5, highest: 5, remembered: 5 };
        assert_eq!(misnumbered(&dense), None);
        assert_eq!(misnumbered(&Numbering { events: 6, ..dense.clone() }), None);
        assert!(misnumbered(&Numbering { numbered: 4, ..dense.clone() }).is_some());
        assert!(misnumbered(&Numbering { remembered: 4, ..dense.clone() }).is_some());
        assert!(misnumbered(&Numbering { events: 4, ..dense }).is_some());
    }
}
