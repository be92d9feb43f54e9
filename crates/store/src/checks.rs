//! Checks: whether what is stored holds together, and what an operator should know of it. Nothing here changes anything.

use domain::{Instant, ids::CompanyId};

use crate::{
    Result, Tx,
    db::{Engine, Statement},
};

/// The most findings of one kind that are told.
const FINDINGS: i64 = 20;

/// The version of the engine.
///
/// # Errors
/// When the database cannot be read.
pub async fn engine_version(tx: &mut Tx, engine: Engine) -> Result<String> {
    let sql = match engine {
        Engine::Sqlite => "SELECT sqlite_version()",
        Engine::Postgres => "SELECT CAST(current_setting('server_version') AS TEXT)",
    };
    tx.one(Statement::new(sql, [])).await?.get()
}

/// What SQLite finds wrong with its file; nothing on PostgreSQL, which looks after its own.
///
/// # Errors
/// When the database cannot be read.
pub async fn damages(tx: &mut Tx, engine: Engine) -> Result<Vec<String>> {
    let sql = match engine {
        Engine::Sqlite => "PRAGMA integrity_check(20)",
        Engine::Postgres => "SELECT CAST('ok' AS TEXT)",
    };
    let rows = tx.query(Statement::new(sql, [])).await?;
    let found: Result<Vec<String>> = rows.into_iter().map(|mut row| row.get()).collect();
    Ok(found?.into_iter().filter(|line| line != "ok").collect())
}

/// Whether there is nothing in the register but companies.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_empty(tx: &mut Tx) -> Result<bool> {
    let sql = "SELECT (SELECT COUNT(*) FROM people) + (SELECT COUNT(*) FROM connections) + (SELECT COUNT(*) FROM keys)";
    let some: i64 = tx.one(Statement::new(sql, [])).await?.get()?;
    Ok(some == 0)
}

/// How the numbering of a company's events stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// The company.
    pub company: String,
    /// Its events.
    pub events: i64,
    /// Those that have a number.
    pub numbered: i64,
    /// The highest number.
    pub highest: i64,
    /// The highest number, as the company remembers it.
    pub remembered: i64,
}

impl Numbering {
    /// Whether the numbers go from 1 to the highest without a gap. Events that came since may have none yet.
    #[must_use]
    pub const fn is_dense(&self) -> bool {
        self.numbered == self.highest && self.highest == self.remembered && self.numbered <= self.events
    }
}

/// How the numbering of every company's events stands.
///
/// # Errors
/// When the database cannot be read.
pub async fn numbering(tx: &mut Tx) -> Result<Vec<Numbering>> {
    let sql = "SELECT c.name, (SELECT COUNT(*) FROM events e WHERE e.company_id = c.id), \
               (SELECT COUNT(*) FROM leaves n WHERE n.company_id = c.id), \
               (SELECT COALESCE(MAX(n.leaf), 0) FROM leaves n WHERE n.company_id = c.id), c.leaves \
               FROM companies c ORDER BY c.id";
    let rows = tx.query(Statement::new(sql, [])).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Numbering {
                company: row.get()?,
                events: row.get()?,
                numbered: row.get()?,
                highest: row.get()?,
                remembered: row.get()?,
            })
        })
        .collect()
}

/// A count that is not what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miscount {
    /// The company.
    pub company: CompanyId,
    /// What it is the count of, by id.
    pub of: i64,
    /// The count, as it is stored.
    pub stored: i64,
    /// What there really is.
    pub real: i64,
}

/// Connections whose stored number of accounts is not that of their accounts; at most 20.
///
/// # Errors
/// When the database cannot be read.
pub async fn miscounted_connections(tx: &mut Tx) -> Result<Vec<Miscount>> {
    let sql = "SELECT c.company_id, c.id, c.accounts, COUNT(a.id) FROM connections c \
               LEFT JOIN accounts a ON a.company_id = c.company_id AND a.connection_id = c.id \
               GROUP BY c.company_id, c.id, c.accounts HAVING c.accounts <> COUNT(a.id) ORDER BY c.company_id, c.id LIMIT ?1";
    miscounts(tx, sql).await
}

/// Links that have not exactly one event for each of their versions; at most 20.
///
/// # Errors
/// When the database cannot be read.
pub async fn miscounted_links(tx: &mut Tx) -> Result<Vec<Miscount>> {
    let sql = "SELECT l.company_id, l.account_id, l.version, COUNT(e.version) FROM links l \
               LEFT JOIN events e ON e.company_id = l.company_id AND e.subject_kind = 'link' AND e.subject_id = l.account_id \
               GROUP BY l.company_id, l.account_id, l.version \
               HAVING l.version <> COUNT(e.version) OR l.version <> COALESCE(MAX(e.version), 0) \
               ORDER BY l.company_id, l.account_id LIMIT ?1";
    miscounts(tx, sql).await
}

async fn miscounts(tx: &mut Tx, sql: &'static str) -> Result<Vec<Miscount>> {
    let rows = tx.query(Statement::new(sql, [FINDINGS.into()])).await?;
    rows.into_iter()
        .map(|mut row| Ok(Miscount { company: row.get()?, of: row.get()?, stored: row.get()?, real: row.get()? }))
        .collect()
}

/// How many events there are.
///
/// # Errors
/// When the database cannot be read.
pub async fn events(tx: &mut Tx) -> Result<i64> {
    tx.one(Statement::new("SELECT COUNT(*) FROM events", [])).await?.get()
}

/// When the newest event was recorded.
///
/// # Errors
/// When the database cannot be read.
pub async fn newest_event(tx: &mut Tx) -> Result<Option<Instant>> {
    tx.one(Statement::new("SELECT MAX(at) FROM events", [])).await?.get()
}

/// That the register was restored from a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When.
    pub at: Instant,
    /// When the newest event of the backup was recorded.
    pub newest: Option<Instant>,
    /// The SHA-256 of the backup's file.
    pub sha256: String,
}

/// The restores that the register has gone through, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn restored(tx: &mut Tx) -> Result<Vec<Restored>> {
    #[derive(serde::Deserialize)]
    struct Backup {
        newest: Option<String>,
        sha256: String,
    }
    let sql = "SELECT MIN(e.at), e.body FROM companies c JOIN events e ON e.company_id = c.id \
               AND e.subject_kind = 'company' AND e.subject_id = c.id WHERE e.kind = 'company.restored' \
               GROUP BY e.body ORDER BY MIN(e.at)";
    let rows = tx.query(Statement::new(sql, [])).await?;
    rows.into_iter()
        .map(|mut row| {
            let (at, backup): (Instant, Backup) = (row.get()?, row.json()?);
            let newest = backup.newest.as_deref().and_then(Instant::parse);
            Ok(Restored { at, newest, sha256: backup.sha256 })
        })
        .collect()
}

/// Something of a company that an operator should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// The company.
    pub company: String,
    /// Its id.
    pub id: i64,
    /// What it is called, or belongs to.
    pub name: String,
    /// When it will happen, or has begun.
    pub at: Instant,
}

/// Runs that are held, with the names of their connections; at most 20.
///
/// # Errors
/// When the database cannot be read.
pub async fn held_runs(tx: &mut Tx) -> Result<Vec<Concern>> {
    let sql = "SELECT o.name, r.id, c.name, r.started_at FROM runs r JOIN companies o ON o.id = r.company_id \
               JOIN connections c ON c.company_id = r.company_id AND c.id = r.connection_id \
               WHERE r.state = 'held' ORDER BY r.company_id, r.id LIMIT ?1";
    concerns(tx, Statement::new(sql, [FINDINGS.into()])).await
}

/// Keys that work now and will have expired by then; at most 20.
///
/// # Errors
/// When the database cannot be read.
pub async fn expiring_keys(tx: &mut Tx, now: Instant, then: Instant) -> Result<Vec<Concern>> {
    let sql = "SELECT o.name, k.id, k.name, k.expires_at FROM keys k JOIN companies o ON o.id = k.company_id \
               WHERE k.revoked_at IS NULL AND k.expires_at > ?1 AND k.expires_at <= ?2 \
               ORDER BY k.expires_at, k.company_id, k.id LIMIT ?3";
    concerns(tx, Statement::new(sql, [now.into(), then.into(), FINDINGS.into()])).await
}

async fn concerns(tx: &mut Tx, statement: Statement) -> Result<Vec<Concern>> {
    let rows = tx.query(statement).await?;
    rows.into_iter()
        .map(|mut row| Ok(Concern { company: row.get()?, id: row.get()?, name: row.get()?, at: row.get()? }))
        .collect()
}
