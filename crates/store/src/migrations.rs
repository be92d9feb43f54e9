//! The schema's history: numbered scripts, one folder for each engine, applied once and in order.

use domain::Instant;
use sha2::{Digest, Sha256};

use crate::{
    Error, Pool, Result, Tx,
    db::{Statement, Work},
};

/// One step of the schema, in both spellings.
pub struct Migration {
    /// Its number, from 1, without gaps.
    pub number: i64,
    /// What it makes.
    pub name: &'static str,
    /// SQLite's spelling.
    pub sqlite: &'static str,
    /// PostgreSQL's.
    pub postgres: &'static str,
}

/// Every step, in order.
pub const ALL: &[Migration] = &[
    Migration {
        number: 1,
        name: "register",
        sqlite: include_str!("../migrations/sqlite/0001_register.sql"),
        postgres: include_str!("../migrations/postgres/0001_register.sql"),
    },
    Migration {
        number: 2,
        name: "members",
        sqlite: include_str!("../migrations/sqlite/0002_members.sql"),
        postgres: include_str!("../migrations/postgres/0002_members.sql"),
    },
    Migration {
        number: 3,
        name: "unlinked",
        sqlite: include_str!("../migrations/sqlite/0003_unlinked.sql"),
        postgres: include_str!("../migrations/postgres/0003_unlinked.sql"),
    },
];

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS migrations \
    (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied_at BIGINT NOT NULL)";
const HISTORY_STRICT: &str = "CREATE TABLE IF NOT EXISTS migrations \
    (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";
const LEASES: &str =
    "CREATE TABLE IF NOT EXISTS leases (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL)";
const LEASES_STRICT: &str = "CREATE TABLE IF NOT EXISTS leases (name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT";

/// How the schema stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The number of the newest applied step; 0 for an empty database.
    pub applied: i64,
    /// The number of the newest step that this program knows.
    pub known: i64,
}

/// Brings the schema up to date and says how many steps that took. Several servers may call it at once: the first
/// holds the lease's row until it commits, the others wait and then find nothing to do.
///
/// # Errors
/// When the database is newer than this program, or an applied step is not the one this program knows.
pub async fn migrate(pool: &Pool, now: Instant) -> Result<usize> {
    pool.write(move |tx| -> Work<'_, (), Error> {
        Box::pin(async move {
            let sqlite = format!("{HISTORY_STRICT};{LEASES_STRICT}");
            tx.script(&sqlite, &format!("{HISTORY};{LEASES}")).await
        })
    })
    .await
    .or_else(|cause| if cause.kind == crate::error::Kind::Conflict { Ok(()) } else { Err(cause) })?;
    pool.write(move |tx| -> Work<'_, usize, Error> { Box::pin(apply(tx, now)) }).await
}

async fn apply(tx: &mut Tx, now: Instant) -> Result<usize> {
    let lock = "INSERT INTO leases (name, holder, until) VALUES ('migrations', '', ?1) \
                ON CONFLICT (name) DO UPDATE SET until = excluded.until";
    tx.execute(Statement::new(lock, [now.into()])).await?;
    let applied = applied(tx).await?;
    for step in ALL.iter().skip(applied) {
        tx.script(step.sqlite, step.postgres).await?;
        let record = "INSERT INTO migrations (number, name, digest, applied_at) VALUES (?1, ?2, ?3, ?4)";
        let values = [step.number.into(), step.name.into(), digest(step).into(), now.into()];
        tx.execute(Statement::new(record, values)).await?;
    }
    Ok(ALL.len() - applied)
}

/// How many steps are applied, each of which must be the one that this program knows.
async fn applied(tx: &mut Tx) -> Result<usize> {
    let rows = tx.query(Statement::new("SELECT number, digest FROM migrations ORDER BY number", [])).await?;
    for (index, mut row) in rows.iter().cloned().enumerate() {
        let (number, stored): (i64, String) = (row.get()?, row.get()?);
        let step = ALL.get(index).filter(|step| step.number == number).ok_or_else(|| {
            Error::setup(format!("the database is at schema {number}, newer than this program; start the newer whose"))
        })?;
        if digest(step) != stored {
            return Err(Error::setup(format!(
                "step {number} of the database's schema is not the one that this program knows; it was made by another build"
            )));
        }
    }
    Ok(rows.len())
}

/// How the schema stands, without touching it.
///
/// # Errors
/// When the database cannot be read.
pub async fn standing(pool: &Pool) -> Result<Standing> {
    let applied = pool
        .read(|tx| -> Work<'_, i64, Error> {
            Box::pin(async move { tx.one(Statement::new("SELECT COUNT(*) FROM migrations", [])).await?.get() })
        })
        .await
        .or_else(|cause| if cause.kind == crate::error::Kind::Wrong { Ok(0) } else { Err(cause) })?;
    Ok(Standing { applied, known: ALL.len() as i64 })
}

fn digest(step: &Migration) -> String {
    hex(&Sha256::digest(step.sqlite.as_bytes()))
}

/// Bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
