//! API keys, stored by the SHA-256 of their text alone.

use domain::{
    Instant,
    ids::{CompanyId, KeyId},
    keys::Key,
    permissions::{Permission, Permissions},
};

use crate::{
    Error, Result, Tx,
    db::{Row, Statement},
};

const COLUMNS: &str =
    "company_id, id, name, owner_id, permissions, created_at, expires_at, revoked_at, used_at, version";

fn read(mut row: Row) -> Result<Key> {
    Ok(Key {
        company: row.get()?,
        id: row.get()?,
        name: row.get()?,
        owner: row.get()?,
        permissions: row.json::<Vec<String>>()?.iter().filter_map(|name| Permission::parse(name)).collect(),
        created_at: row.get()?,
        expires_at: row.get()?,
        revoked_at: row.get()?,
        used_at: row.get()?,
        version: row.get()?,
    })
}

fn names(permissions: Permissions) -> Result<String> {
    let names: Vec<&str> = permissions.iter().map(Permission::name).collect();
    serde_json::to_string(&names).map_err(Error::corrupt)
}

/// Adds a key under the hexadecimal SHA-256 of its text.
///
/// # Errors
/// A conflict when its owner does not exist.
pub async fn add(tx: &mut Tx, key: &Key, hash: &str) -> Result<()> {
    let sql = "INSERT INTO keys (company_id, id, name, hash, owner_id, permissions, created_at, expires_at, version) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let values = [
        key.company.into(),
        key.id.into(),
        key.name.as_str().into(),
        hash.into(),
        key.owner.into(),
        names(key.permissions)?.into(),
        key.created_at.into(),
        key.expires_at.into(),
        key.version.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// The key whose text has that SHA-256, of whichever company, revoked ones included.
///
/// # Errors
/// When the database cannot be read.
pub async fn hashed(tx: &mut Tx, hash: &str) -> Result<Option<Key>> {
    let sql = format!("SELECT {COLUMNS} FROM keys WHERE hash = ?1");
    tx.optional(Statement::new(sql, [hash.into()])).await?.map(read).transpose()
}

/// The company's key of that id, which nobody else changes until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn lock(tx: &mut Tx, company: CompanyId, key: KeyId) -> Result<Option<Key>> {
    let sql = format!("SELECT {COLUMNS} FROM keys WHERE company_id = ?1 AND id = ?2 FOR UPDATE");
    tx.optional(Statement::new(sql, [company.into(), key.into()])).await?.map(read).transpose()
}

/// The company's key of that id.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(tx: &mut Tx, company: CompanyId, key: KeyId) -> Result<Option<Key>> {
    let sql = format!("SELECT {COLUMNS} FROM keys WHERE company_id = ?1 AND id = ?2");
    tx.optional(Statement::new(sql, [company.into(), key.into()])).await?.map(read).transpose()
}

/// Every key of the company, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(tx: &mut Tx, company: CompanyId) -> Result<Vec<Key>> {
    let sql = format!("SELECT {COLUMNS} FROM keys WHERE company_id = ?1 ORDER BY id");
    tx.query(Statement::new(sql, [company.into()])).await?.into_iter().map(read).collect()
}

/// Revokes the key.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke(tx: &mut Tx, key: &Key, at: Instant) -> Result<()> {
    let sql = "UPDATE keys SET revoked_at = ?3, version = ?4 WHERE company_id = ?1 AND id = ?2";
    let values = [key.company.into(), key.id.into(), at.into(), (key.version + 1).into()];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// Remembers when the key was used. That is no change to the key, and leaves no event.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch(tx: &mut Tx, company: CompanyId, key: KeyId, at: Instant) -> Result<()> {
    let sql = "UPDATE keys SET used_at = ?3 WHERE company_id = ?1 AND id = ?2";
    tx.execute(Statement::new(sql, [company.into(), key.into(), at.into()])).await.map(drop)
}
