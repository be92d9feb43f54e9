//! Looking for people whom an account may mean: every probe walks a few entries of an index, however many people there are.

use domain::{
    ids::{CompanyId, ConnectionId, PersonId},
    likeness::Clues,
};

use crate::{
    Result, Tx,
    db::{Row, Statement},
};

/// People that a probe finds at most.
const EACH: i64 = 6;
/// The end of whatever begins with a prefix.
const END: char = char::MAX;

/// People with one of these addresses or names, or beginnings of them; some of them more than once, none by chance alone.
///
/// # Errors
/// When the database cannot be read.
pub async fn people(tx: &mut Tx, company: CompanyId, clues: &Clues) -> Result<Vec<PersonId>> {
    let between = |column: &str, low: &str| {
        let sql = format!(
            "SELECT p.id FROM people p WHERE p.company_id = ?1 AND p.{column} >= ?2 AND p.{column} < ?3 \
             ORDER BY p.{column}, p.id LIMIT ?4"
        );
        Statement::with(sql, vec![company.into(), low.into(), format!("{low}{END}").into(), EACH.into()])
    };
    let entry = |column: &str, key: &str| {
        let sql = format!(
            "SELECT l.person_id FROM accounts a CROSS JOIN links l WHERE a.company_id = ?1 AND a.family = 'identity' \
             AND a.{column} = ?2 AND l.company_id = a.company_id AND l.account_id = a.id AND l.person_id IS NOT NULL LIMIT ?3"
        );
        Statement::with(sql, vec![company.into(), key.into(), EACH.into()])
    };
    let mut probes: Vec<Statement> = clues.addresses.iter().map(|address| between("email_key", address)).collect();
    probes.extend(clues.address_prefixes().iter().map(|prefix| between("email_key", prefix)));
    probes.extend(clues.sort_prefixes().iter().map(|prefix| between("sort_key", prefix)));
    let keys = || clues.addresses.iter().chain([&clues.username]);
    probes.extend(keys().flat_map(|key| [entry("email_key", key), entry("username_key", key)]));
    let ids = clues.employee_ids.iter().chain([&clues.username]);
    probes.extend(ids.map(|id| entry("external_key", id)));
    let mut found = Vec::new();
    for rows in tx.query_all(probes).await? {
        for mut row in rows {
            found.push(row.get()?);
        }
    }
    Ok(found)
}

/// Whose accounts of the same name in other connections are, a few of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn elsewhere(
    tx: &mut Tx,
    company: CompanyId,
    username: &str,
    but: ConnectionId,
) -> Result<Vec<(PersonId, ConnectionId)>> {
    let sql = "SELECT l.person_id, a.connection_id FROM accounts a CROSS JOIN links l WHERE a.company_id = ?1 \
               AND a.username_key = ?2 AND a.connection_id <> ?3 AND a.family <> 'identity' \
               AND l.company_id = a.company_id AND l.account_id = a.id AND l.person_id IS NOT NULL LIMIT 20";
    let rows = tx.query(Statement::new(sql, [company.into(), username.into(), but.into()])).await?;
    rows.into_iter().map(|mut row: Row| Ok((row.get()?, row.get()?))).collect()
}
