//! Batches: the decisions that were made together, found again by account.

use domain::{
    actors::Actor,
    events::Event,
    ids::{AccountId, BatchId, CompanyId, EventId, RunId},
};

use crate::{
    Result, Tx,
    db::{Statement, Value},
    events,
};

/// Decisions that can be undone together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    /// One that was made alone.
    Alone(EventId),
    /// Those that were recorded with this batch.
    Batch(BatchId),
    /// Those that rules made in the course of this run.
    Rules(RunId),
}

impl Together {
    /// The condition that its events meet, on `e`, with its id as `?2`.
    const fn condition(self) -> &'static str {
        match self {
            Self::Alone(_) => "e.id = ?2 AND e.subject_kind = 'link'",
            Self::Batch(_) => "e.batch_id = ?2 AND e.subject_kind = 'link'",
            Self::Rules(_) => "e.run_id = ?2 AND e.actor_kind = 'rule'",
        }
    }

    /// The condition that the other events meet, which may have neither batch nor run.
    const fn others(self) -> &'static str {
        match self {
            Self::Alone(_) => "e.id <> ?2",
            Self::Batch(_) => "COALESCE(e.batch_id, 0) <> ?2",
            Self::Rules(_) => "(COALESCE(e.run_id, 0) <> ?2 OR e.actor_kind <> 'rule')",
        }
    }

    fn id(self) -> Value {
        match self {
            Self::Alone(event) => event.into(),
            Self::Batch(batch) => batch.into(),
            Self::Rules(run) => run.into(),
        }
    }
}

/// The decisions of which that is the batch; `None` when it is no batch of the company.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(tx: &mut Tx, company: CompanyId, batch: BatchId) -> Result<Option<Together>> {
    let sql =
        "SELECT 1 FROM events WHERE company_id = ?1 AND id = ?2 AND subject_kind = 'link' AND batch_id IS NULL LIMIT 1";
    if tx.optional(Statement::new(sql, [company.into(), batch.into()])).await?.is_some() {
        return Ok(Some(Together::Alone(EventId::new(batch.get()))));
    }
    let sql = "SELECT 1 FROM events WHERE company_id = ?1 AND batch_id = ?2 AND subject_kind = 'link' LIMIT 1";
    let found = tx.optional(Statement::new(sql, [company.into(), batch.into()])).await?;
    Ok(found.map(|_| Together::Batch(batch)))
}

/// Who began that batch; `None` when the company has none that more can be recorded with.
///
/// # Errors
/// When the database cannot be read.
pub async fn begun_by(tx: &mut Tx, company: CompanyId, batch: BatchId) -> Result<Option<Actor>> {
    let sql = "SELECT actor FROM events WHERE company_id = ?1 AND batch_id = ?2 AND subject_kind = 'link' \
               AND actor_kind <> 'rule' LIMIT 1";
    tx.optional(Statement::new(sql, [company.into(), batch.into()])).await?.map(|mut row| row.json()).transpose()
}

/// Where decisions that were made together begin and end in the versions of one link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The account.
    pub account: AccountId,
    /// The version that the first of them made.
    pub first: i64,
    /// The version that the last of them made.
    pub last: i64,
    /// How many they are.
    pub changes: i64,
}

/// What was made together, account by account: at most `limit` whose ids come after that one.
///
/// # Errors
/// When the database cannot be read.
pub async fn spans(tx: &mut Tx, company: CompanyId, together: Together, after: i64, limit: i64) -> Result<Vec<Span>> {
    let sql = format!(
        "SELECT e.subject_id, MIN(e.version), MAX(e.version), COUNT(*) FROM events e WHERE e.company_id = ?1 AND {} \
         AND e.subject_id > ?3 GROUP BY e.subject_id ORDER BY e.subject_id LIMIT ?4",
        together.condition()
    );
    let values = [company.into(), together.id(), after.into(), limit.into()];
    let rows = tx.query(Statement::new(sql, values)).await?;
    rows.into_iter()
        .map(|mut row| Ok(Span { account: row.get()?, first: row.get()?, last: row.get()?, changes: row.get()? }))
        .collect()
}

/// The decisions that made these versions of these accounts' links, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn decisions(tx: &mut Tx, company: CompanyId, versions: &[(AccountId, i64)]) -> Result<Vec<Event>> {
    let sql = format!(
        "SELECT {} FROM ROWS(account BIGINT, version BIGINT) AS v JOIN events e ON e.company_id = ?1 \
         AND e.subject_kind = 'link' AND e.subject_id = v.account AND e.version = v.version",
        events::COLUMNS
    );
    let rows = versions.iter().map(|(account, version)| vec![(*account).into(), (*version).into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into()]).rows(rows)).await?;
    rows.into_iter().map(|mut row| events::read(&mut row)).collect()
}

/// The last decision about each of these accounts that came after that version and was not made together with them.
///
/// # Errors
/// When the database cannot be read.
pub async fn since(
    tx: &mut Tx,
    company: CompanyId,
    together: Together,
    versions: &[(AccountId, i64)],
) -> Result<Vec<Event>> {
    let sql = format!(
        "SELECT {} FROM ROWS(account BIGINT, first BIGINT) AS v JOIN events e ON e.company_id = ?1 \
         AND e.subject_kind = 'link' AND e.subject_id = v.account \
         WHERE e.version = (SELECT MAX(e.version) FROM events e WHERE e.company_id = ?1 AND e.subject_kind = 'link' \
         AND e.subject_id = v.account AND e.version > v.first AND {})",
        events::COLUMNS,
        together.others()
    );
    let rows = versions.iter().map(|(account, first)| vec![(*account).into(), (*first).into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into(), together.id()]).rows(rows)).await?;
    rows.into_iter().map(|mut row| events::read(&mut row)).collect()
}
