//! What an overview of all accounts is counted from, in chunks along their ids.

use domain::{
    Instant,
    ids::{AccountId, CompanyId, ConnectionId},
};

use crate::{
    Result, Tx,
    db::{Row, Statement},
};

/// A change of whether an account is there, or of what was decided about it.
#[derive(Clone, Debug)]
pub struct Change {
    /// The account.
    pub account: AccountId,
    /// When it was recorded.
    pub at: Instant,
    /// Whether it was decided; else a list showed it.
    pub decided: bool,
    /// The event's body.
    pub body: String,
}

/// The next accounts after that one, in the order of their ids, each with its connection. Entries of rosters are people, and
/// are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn accounts(
    tx: &mut Tx,
    company: CompanyId,
    after: AccountId,
    limit: i64,
) -> Result<Vec<(AccountId, ConnectionId)>> {
    let sql = "SELECT a.id, a.connection_id FROM accounts a WHERE a.company_id = ?1 AND a.id > ?2 \
               AND a.family <> 'identity' ORDER BY a.id LIMIT ?3";
    let rows = tx.query(Statement::new(sql, [company.into(), after.into(), limit.into()])).await?;
    rows.into_iter().map(|mut row| Ok((row.get()?, row.get()?))).collect()
}

/// The changes of the accounts from one id to another, each account's in the order in which they were recorded.
///
/// # Errors
/// When the database cannot be read.
pub async fn changes(tx: &mut Tx, company: CompanyId, (first, last): (AccountId, AccountId)) -> Result<Vec<Change>> {
    let sql = "SELECT e.subject_id, e.at, CASE WHEN e.subject_kind = 'link' THEN 1 ELSE 0 END, e.body FROM events e \
               WHERE e.company_id = ?1 AND e.subject_kind IN ('account', 'link') AND e.subject_id >= ?2 \
               AND e.subject_id <= ?3 AND e.kind NOT IN ('account.changed', 'account.expected')";
    let rows = tx.query(Statement::new(sql, [company.into(), first.into(), last.into()])).await?;
    let read = |mut row: Row| Ok(Change { account: row.get()?, at: row.get()?, decided: row.get()?, body: row.get()? });
    let mut changes: Vec<Change> = rows.into_iter().map(read).collect::<Result<_>>()?;
    changes.sort_by_key(|change| (change.account, change.at));
    Ok(changes)
}
