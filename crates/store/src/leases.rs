//! Leases: rows that say who is doing something that only one may do at a time, and until when.

use domain::Instant;

use crate::{Result, Tx, db::Statement};

/// Takes or prolongs the lease; false while somebody else holds it.
///
/// # Errors
/// When the database cannot be written.
pub async fn take(tx: &mut Tx, name: &str, holder: &str, now: Instant, until: Instant) -> Result<bool> {
    let sql = "INSERT INTO leases (name, holder, until) VALUES (?1, ?2, ?3) \
               ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
               WHERE leases.holder = excluded.holder OR leases.until < ?4";
    let values = [name.into(), holder.into(), until.into(), now.into()];
    Ok(tx.execute(Statement::new(sql, values)).await? > 0)
}

/// Gives the lease back.
///
/// # Errors
/// When the database cannot be written.
pub async fn give_back(tx: &mut Tx, name: &str, holder: &str) -> Result<()> {
    let sql = "DELETE FROM leases WHERE name = ?1 AND holder = ?2";
    tx.execute(Statement::new(sql, [name.into(), holder.into()])).await.map(drop)
}
