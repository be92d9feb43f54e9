//! `whose db …`

use app::App;
use serde_json::json;
use store::{
    checks::{self, Miscount, Numbering},
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
    }
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
    if start.global.json {
        print::json(&json!({ "ok": found.is_empty(), "findings": found }))?;
    } else if found.is_empty() {
        print::line("what is stored holds together")?;
    } else {
        print::line(&found.join("\n"))?;
    }
    Ok(if found.is_empty() { Code::Done } else { Code::Failed })
}

/// Everything that does not hold together.
async fn findings(app: &App) -> Result<Vec<String>> {
    let standing = migrations::standing(app.pool()).await?;
    if let Err(failure) = opening::check(&standing) {
        return Ok(vec![failure.to_string()]);
    }
    // Events are numbered beside the requests, so that some may have none yet.
    app.number_events().await?;
    let (numbering, connections, links) = app
        .pool()
        .read(|tx| -> Work<'_, _, Failure> {
            Box::pin(async move {
                let connections = checks::miscounted_connections(tx).await?;
                Ok((checks::numbering(tx).await?, connections, checks::miscounted_links(tx).await?))
            })
        })
        .await?;
    let mut found: Vec<String> = numbering.iter().filter_map(misnumbered).collect();
    found.extend(connections.iter().map(|miscount| counted(miscount, "connection", "accounts, it has")));
    found.extend(links.iter().map(|miscount| counted(miscount, "link of account", "changes, its events are")));
    Ok(found)
}

/// Numbers are dense: as many as events, up to the highest.
fn misnumbered(numbering: &Numbering) -> Option<String> {
    let Numbering { company, events, numbered, highest, remembered } = numbering;
    let dense = numbered == highest && highest == remembered;
    // Events that came since the numbering are none too few.
    (!dense || numbered > events).then(|| {
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
