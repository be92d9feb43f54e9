//! Accounts: what providers say. Written by runs only.

use std::collections::HashMap;

use domain::{
    accounts::Account,
    connections::Family,
    facts::Facts,
    ids::{AccountId, CompanyId, ConnectionId},
    texts,
};

use crate::{
    Error, Result, Tx,
    db::{Row, Statement, Value},
    links::OPEN,
};

pub(crate) const COLUMNS: &str = "a.company_id, a.id, a.connection_id, a.family, a.external_id, a.username, a.email, \
                                  a.has_mfa, a.facts, a.seen_at, a.last_seen_at, a.first_missed_at, a.removed_at, \
                                  a.created_at, a.updated_at, a.version";

/// Reads an account from columns in the order of [`COLUMNS`].
pub(crate) fn read(row: &mut Row) -> Result<Account> {
    Ok(Account {
        company: row.get()?,
        id: row.get()?,
        connection: row.get()?,
        family: row.word(Family::parse)?,
        external_id: row.get()?,
        username: row.get()?,
        email: row.get()?,
        has_mfa: row.get()?,
        facts: row.json::<Facts>()?,
        seen_at: row.get()?,
        last_seen_at: row.get()?,
        first_missed_at: row.get()?,
        removed_at: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
        version: row.get()?,
    })
}

fn values(account: &Account, digest: &str) -> Result<Vec<Value>> {
    Ok(vec![
        account.id.into(),
        account.connection.into(),
        account.family.name().into(),
        account.external_id.as_str().into(),
        texts::key(&account.external_id).into(),
        account.username.as_str().into(),
        texts::key(&account.username).into(),
        account.email.as_ref().into(),
        account.email.as_ref().map(|email| texts::key(email)).into(),
        account.has_mfa.into(),
        serde_json::to_string(&account.facts).map_err(Error::corrupt)?.into(),
        digest.into(),
        account.seen_at.into(),
        account.last_seen_at.into(),
        account.first_missed_at.into(),
        account.removed_at.into(),
        account.version.into(),
        account.created_at.into(),
        account.updated_at.into(),
    ])
}

const ROWS: &str = "ROWS(id BIGINT, connection BIGINT, family TEXT, external TEXT, externalkey TEXT, username TEXT, \
                    usernamekey TEXT, email TEXT, emailkey TEXT, mfa BIGINT, facts TEXT, digest TEXT, seen BIGINT, \
                    lastseen BIGINT, missed BIGINT, removed BIGINT, version BIGINT, created BIGINT, updated BIGINT) AS v";

/// Adds accounts, each with the digest of what the list showed and a link about which nothing is decided.
///
/// # Errors
/// A conflict when the connection has one of them already.
pub async fn add(tx: &mut Tx, company: CompanyId, accounts: &[(Account, String)]) -> Result<()> {
    let sql = format!(
        "INSERT INTO accounts (company_id, id, connection_id, family, external_id, external_key, username, username_key, \
         email, email_key, has_mfa, facts, digest, seen_at, last_seen_at, first_missed_at, removed_at, version, created_at, \
         updated_at) SELECT ?1, v.id, v.connection, v.family, v.external, v.externalkey, v.username, v.usernamekey, v.email, \
         v.emailkey, v.mfa, v.facts, v.digest, v.seen, v.lastseen, v.missed, v.removed, v.version, v.created, v.updated \
         FROM {ROWS}"
    );
    save(tx, company, accounts, sql).await?;
    let sql = "INSERT INTO links (company_id, account_id, family, version, updated_at) \
               SELECT ?1, v.id, v.family, 0, v.updated FROM ROWS(id BIGINT, family TEXT, updated BIGINT) AS v";
    let rows = accounts
        .iter()
        .map(|(account, _)| vec![account.id.into(), account.family.name().into(), account.updated_at.into()])
        .collect();
    tx.execute(Statement::new(sql, [company.into()]).rows(rows)).await.map(drop)
}

/// Replaces what is known of accounts that exist.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(tx: &mut Tx, company: CompanyId, accounts: &[(Account, String)]) -> Result<()> {
    let sql = format!(
        "UPDATE accounts SET username = v.username, username_key = v.usernamekey, email = v.email, email_key = v.emailkey, \
         has_mfa = v.mfa, facts = v.facts, digest = v.digest, seen_at = v.seen, last_seen_at = v.lastseen, \
         first_missed_at = v.missed, removed_at = v.removed, version = v.version, updated_at = v.updated \
         FROM {ROWS} WHERE accounts.company_id = ?1 AND accounts.id = v.id"
    );
    save(tx, company, accounts, sql).await
}

async fn save(tx: &mut Tx, company: CompanyId, accounts: &[(Account, String)], sql: String) -> Result<()> {
    if accounts.is_empty() {
        return Ok(());
    }
    let rows: Result<Vec<Vec<Value>>> = accounts.iter().map(|(account, digest)| values(account, digest)).collect();
    tx.execute(Statement::new(sql, [company.into()]).rows(rows?)).await.map(drop)
}

/// The connection's accounts of these external ids, each with its digest.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_external(
    tx: &mut Tx,
    company: CompanyId,
    connection: ConnectionId,
    external: &[String],
) -> Result<Vec<(Account, String)>> {
    let sql = format!(
        "SELECT {COLUMNS}, a.digest FROM ROWS(external TEXT) AS v \
         JOIN accounts a ON a.company_id = ?1 AND a.connection_id = ?2 AND a.external_id = v.external"
    );
    let rows = external.iter().map(|id| vec![id.as_str().into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into(), connection.into()]).rows(rows)).await?;
    rows.into_iter().map(|mut row| Ok((read(&mut row)?, row.get()?))).collect()
}

/// Lets PostgreSQL look at the tables that a run fills: where what it knows of them lags behind, it reads a whole table for
/// a few rows. SQLite needs none of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn survey(tx: &mut Tx) -> Result<()> {
    tx.script("", "ANALYZE accounts, links, people, unnumbered").await
}

/// How many accounts of the connection are present: known, and not found gone.
///
/// # Errors
/// When the database cannot be read.
pub async fn present(tx: &mut Tx, company: CompanyId, connection: ConnectionId) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE company_id = ?1 AND connection_id = ?2 AND removed_at IS NULL";
    let count: i64 = tx.one(Statement::new(sql, [company.into(), connection.into()])).await?.get()?;
    Ok(count.unsigned_abs())
}

/// The digests of those among the connection's accounts of these external ids that are present.
///
/// # Errors
/// When the database cannot be read.
pub async fn digests<'a>(
    tx: &mut Tx,
    company: CompanyId,
    connection: ConnectionId,
    external: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, String>> {
    let sql = "SELECT a.external_id, a.digest FROM ROWS(external TEXT) AS v \
               JOIN accounts a ON a.company_id = ?1 AND a.connection_id = ?2 AND a.external_id = v.external \
               WHERE a.removed_at IS NULL";
    let rows = external.map(|id| vec![id.into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into(), connection.into()]).rows(rows)).await?;
    rows.into_iter().map(|mut row| Ok((row.get()?, row.get()?))).collect()
}

/// How a known account stands, seen from a list that shows it again.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What the provider calls it.
    pub external_id: String,
    /// The digest of what the last list showed.
    pub digest: String,
    /// Whether it was found gone.
    pub removed: bool,
    /// Whether nobody has decided anything about whose it is.
    pub open: bool,
}

/// How the connection's accounts of these external ids stand.
///
/// # Errors
/// When the database cannot be read.
pub async fn standings(
    tx: &mut Tx,
    company: CompanyId,
    connection: ConnectionId,
    external: &[String],
) -> Result<Vec<Standing>> {
    let sql = format!(
        "SELECT a.external_id, a.digest, CASE WHEN a.removed_at IS NULL THEN 0 ELSE 1 END, CASE WHEN {OPEN} THEN 1 ELSE 0 END \
         FROM ROWS(external TEXT) AS v \
         JOIN accounts a ON a.company_id = ?1 AND a.connection_id = ?2 AND a.external_id = v.external \
         JOIN links l ON l.company_id = a.company_id AND l.account_id = a.id"
    );
    let rows = external.iter().map(|id| vec![id.as_str().into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into(), connection.into()]).rows(rows)).await?;
    let read = |mut row: Row| {
        Ok(Standing { external_id: row.get()?, digest: row.get()?, removed: row.get()?, open: row.get()? })
    };
    rows.into_iter().map(read).collect()
}

/// An account about whose it is nobody has decided anything.
#[derive(Clone, Debug)]
pub struct Open {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub username: String,
    /// Its address.
    pub email: Option<String>,
}

/// The connection's accounts of these external ids about which nobody has decided anything.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(tx: &mut Tx, company: CompanyId, connection: ConnectionId, external: &[String]) -> Result<Vec<Open>> {
    let sql = format!(
        "SELECT a.id, a.username, a.email FROM ROWS(external TEXT) AS v \
         JOIN accounts a ON a.company_id = ?1 AND a.connection_id = ?2 AND a.external_id = v.external \
         JOIN links l ON l.company_id = a.company_id AND l.account_id = a.id WHERE {OPEN}"
    );
    let rows = external.iter().map(|id| vec![id.as_str().into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into(), connection.into()]).rows(rows)).await?;
    let read = |mut row: Row| Ok(Open { account: row.get()?, username: row.get()?, email: row.get()? });
    rows.into_iter().map(read).collect()
}

/// Accounts that anybody might mean by this text: its id (`#12`), its external id, its name or its address.
///
/// # Errors
/// When the database cannot be read.
pub async fn named(tx: &mut Tx, company: CompanyId, text: &str, limit: i64) -> Result<Vec<i64>> {
    if let Some(id) = text.strip_prefix('#').and_then(|id| id.parse::<i64>().ok()) {
        let sql = "SELECT id FROM accounts WHERE company_id = ?1 AND id = ?2";
        return ids(tx.query(Statement::new(sql, [company.into(), id.into()])).await?);
    }
    let mut sql = String::new();
    for family in Family::ALL {
        for column in ["external_key", "username_key", "email_key"] {
            let union = if sql.is_empty() { "" } else { " UNION " };
            sql.push_str(&format!(
                "{union}SELECT id FROM accounts WHERE company_id = ?1 AND family = '{}' AND {column} = ?2",
                family.name()
            ));
        }
    }
    sql.push_str(" ORDER BY id LIMIT ?3");
    ids(tx.query(Statement::new(sql, [company.into(), texts::key(text).into(), limit.into()])).await?)
}

fn ids(rows: Vec<Row>) -> Result<Vec<i64>> {
    rows.into_iter().map(|mut row| row.get()).collect()
}
