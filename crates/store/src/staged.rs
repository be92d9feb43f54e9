//! Staged rows: a list that is checked to its end and not yet applied.

use std::collections::HashSet;

use domain::ids::{CompanyId, ConnectionId, RunId};

use crate::{Result, Tx, db::Statement};

/// A staged row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The external id.
    pub external_id: String,
    /// The digest of what the list shows.
    pub digest: String,
    /// What the list shows, as JSON.
    pub body: String,
}

/// Stages rows; of those whose ids are `unchanged`, that they are listed and no more.
///
/// # Errors
/// A conflict when one of them is staged already.
pub async fn add(tx: &mut Tx, company: CompanyId, run: RunId, rows: &[Row], unchanged: &HashSet<String>) -> Result<()> {
    let sql = "INSERT INTO staged (company_id, run_id, external_id, digest, body) \
               SELECT ?1, ?2, v.id, v.digest, v.body FROM ROWS(id TEXT, digest TEXT, body TEXT) AS v";
    let values = |row: &Row| {
        let new = (!unchanged.contains(&row.external_id)).then_some(row);
        vec![(&row.external_id).into(), new.map(|row| &row.digest).into(), new.map(|row| &row.body).into()]
    };
    let rows = rows.iter().map(values).collect();
    tx.execute(Statement::new(sql, [company.into(), run.into()]).rows(rows)).await.map(drop)
}

/// The next rows after that external id that show something new.
///
/// # Errors
/// When the database cannot be read.
pub async fn next(tx: &mut Tx, company: CompanyId, run: RunId, after: &str, limit: i64) -> Result<Vec<Row>> {
    let sql = "SELECT external_id, digest, body FROM staged WHERE company_id = ?1 AND run_id = ?2 AND external_id > ?3 \
               AND body IS NOT NULL ORDER BY external_id LIMIT ?4";
    let values = [company.into(), run.into(), after.into(), limit.into()];
    let rows = tx.query(Statement::new(sql, values)).await?;
    rows.into_iter().map(|mut row| Ok(Row { external_id: row.get()?, digest: row.get()?, body: row.get()? })).collect()
}

/// How many rows the run lists that show nothing new.
///
/// # Errors
/// When the database cannot be read.
pub async fn unchanged(tx: &mut Tx, company: CompanyId, run: RunId) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM staged WHERE company_id = ?1 AND run_id = ?2 AND body IS NULL";
    let count: i64 = tx.one(Statement::new(sql, [company.into(), run.into()])).await?.get()?;
    Ok(count.unsigned_abs())
}

/// The external ids of the next present accounts after that one which the run does not list.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_missing(
    tx: &mut Tx,
    company: CompanyId,
    run: (ConnectionId, RunId),
    after: &str,
    limit: i64,
) -> Result<Vec<String>> {
    let sql = "SELECT a.external_id FROM accounts a WHERE a.company_id = ?1 AND a.connection_id = ?2 AND a.external_id > ?4 \
               AND a.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.company_id = ?1 AND s.run_id = ?3 \
               AND s.external_id = a.external_id) ORDER BY a.external_id LIMIT ?5";
    let values = [company.into(), run.0.into(), run.1.into(), after.into(), limit.into()];
    tx.query(Statement::new(sql, values)).await?.into_iter().map(|mut row| row.get()).collect()
}

/// Drops the next rows of the run after that external id, up to `limit`; gives the last of them, if there was any.
///
/// # Errors
/// When the database cannot be written.
pub async fn clear(tx: &mut Tx, company: CompanyId, run: RunId, after: &str, limit: i64) -> Result<Option<String>> {
    let last = "SELECT MAX(s.external_id) FROM (SELECT external_id FROM staged WHERE company_id = ?1 AND run_id = ?2 \
                AND external_id > ?3 ORDER BY external_id LIMIT ?4) AS s";
    let values = [company.into(), run.into(), after.into(), limit.into()];
    let last: Option<String> = tx.one(Statement::new(last, values)).await?.get()?;
    let Some(last) = last else { return Ok(None) };
    // A stretch of the key, which no plan can get wrong: told a list of ids, PostgreSQL may look it through for each row.
    let sql = "DELETE FROM staged WHERE company_id = ?1 AND run_id = ?2 AND external_id > ?3 AND external_id <= ?4";
    let values = [company.into(), run.into(), after.into(), last.as_str().into()];
    tx.execute(Statement::new(sql, values)).await?;
    Ok(Some(last))
}

/// The next external ids after that one that the run lists.
///
/// # Errors
/// When the database cannot be read.
pub async fn listed(tx: &mut Tx, company: CompanyId, run: RunId, after: &str, limit: i64) -> Result<Vec<String>> {
    let sql = "SELECT external_id FROM staged WHERE company_id = ?1 AND run_id = ?2 AND external_id > ?3 \
               ORDER BY external_id LIMIT ?4";
    let values = [company.into(), run.into(), after.into(), limit.into()];
    tx.query(Statement::new(sql, values)).await?.into_iter().map(|mut row| row.get()).collect()
}
