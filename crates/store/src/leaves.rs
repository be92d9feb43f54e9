//! The numbering of committed events: a dense list in an order that never changes. Ids are not in the order of commits,
//! so that nothing ever resumes by them.

use domain::ids::CompanyId;

use crate::{Result, Tx, db::Statement};

/// Companies that have events without a number.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<CompanyId>> {
    let sql = "SELECT DISTINCT company_id FROM unnumbered";
    tx.query(Statement::new(sql, [])).await?.into_iter().map(|mut row| row.get()).collect()
}

/// How many events of all companies have no number yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn unnumbered(tx: &mut Tx) -> Result<i64> {
    tx.one(Statement::new("SELECT COUNT(*) FROM unnumbered", [])).await?.get()
}

/// Numbers up to `limit` committed events of the company, and says how many. The company's row is locked first, so that
/// two servers never give the same number.
///
/// # Errors
/// When the database cannot be written.
pub async fn number(tx: &mut Tx, company: CompanyId, limit: i64) -> Result<usize> {
    let lock = "UPDATE companies SET leaves = leaves WHERE id = ?1 RETURNING leaves";
    let last: i64 = tx.one(Statement::new(lock, [company.into()])).await?.get()?;
    let sql = "SELECT event_id FROM unnumbered WHERE company_id = ?1 ORDER BY event_id LIMIT ?2";
    let rows = tx.query(Statement::new(sql, [company.into(), limit.into()])).await?;
    let events: Vec<i64> = rows.into_iter().map(|mut row| row.get()).collect::<Result<_>>()?;
    let numbered = events.iter().zip(last + 1..).map(|(event, leaf)| vec![leaf.into(), (*event).into()]).collect();
    let sql = "INSERT INTO leaves (company_id, leaf, event_id) SELECT ?1, v.leaf, v.event FROM ROWS(leaf BIGINT, event BIGINT) AS v";
    tx.at_commit(Statement::new(sql, [company.into()]).rows(numbered))?;
    let sql =
        "DELETE FROM unnumbered WHERE company_id = ?1 AND event_id IN (SELECT v.event FROM ROWS(event BIGINT) AS v)";
    let done = events.iter().map(|event| vec![(*event).into()]).collect();
    tx.at_commit(Statement::new(sql, [company.into()]).rows(done))?;
    let sql = "UPDATE companies SET leaves = ?2 WHERE id = ?1";
    tx.at_commit(Statement::new(sql, [company.into(), (last + events.len() as i64).into()]))?;
    Ok(events.len())
}
