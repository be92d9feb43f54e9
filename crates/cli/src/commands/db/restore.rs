//! `whose db restore FILE` and `whose db import FILE`

use std::path::Path;

use app::copies::{self, Restoring};
use domain::actors::Actor;
use serde_json::json;
use store::{Pool, copies::Held, migrations};

use super::{super::serve, Start, counted_in};
use crate::{
    exit::{Code, Result},
    opening, print,
};

pub(super) async fn run(start: &Start, file: &Path) -> Result<Code> {
    let held = copies::read(file)?;
    let _lock = serve::lock::take(&start.config.database.url)?;
    let pool = ready(start).await?;
    let by = Actor::Asserted { person: None, os: start.process.user_and_host() };
    let restoring = Restoring { path: file.to_owned(), held: held.clone(), by, now: opening::now() };
    copies::restore(&pool, restoring).await?;
    opening::settle(&pool).await;
    tell(start, &held, "restored")?;
    if !start.global.json {
        print::line(
            "`whose events --kind company.restored` shows it, in every company\n\
             keys that were revoked since the backup was made work again: see `whose keys list`, and revoke them",
        )?;
    }
    Ok(Code::Done)
}

pub(super) async fn import(start: &Start, file: &Path) -> Result<Code> {
    let held = copies::read(file)?;
    let _lock = serve::lock::take(&start.config.database.url)?;
    let pool = ready(start).await?;
    copies::import(&pool, file).await?;
    opening::settle(&pool).await;
    tell(start, &held, "imported").map(|()| Code::Done)
}

/// The database, open, with the schema if it had none.
async fn ready(start: &Start) -> Result<Pool> {
    let pool = opening::open(&start.config.database).await?;
    let standing = migrations::standing(&pool).await?;
    if standing.applied == 0 {
        migrations::migrate(&pool, opening::now()).await?;
    } else {
        opening::check(&standing)?;
    }
    Ok(pool)
}

fn tell(start: &Start, held: &Held, done: &str) -> Result<()> {
    if start.global.json {
        return print::json(&json!({ done: true, "rows": held.all(), "sha256": held.sha256 }));
    }
    print::line(&format!("{done} {}", counted_in(held)))
}
