//! Companies, and the terms that the operator has published.

use domain::{
    Instant,
    companies::{Company, Feature},
    ids::CompanyId,
    texts,
};

use crate::{
    Error, Result, Tx,
    db::{Row, Statement},
};

const COLUMNS: &str = "id, name, created_at, terms_accepted, lacks, settings, epoch";

fn read(mut row: Row) -> Result<Company> {
    Ok(Company {
        id: row.get()?,
        name: row.get()?,
        created_at: row.get()?,
        terms_accepted: row.get()?,
        lacks: row.json::<Vec<Feature>>()?,
        settings: row.json()?,
        epoch: row.get()?,
    })
}

/// Adds a company; its salt is secret and random.
///
/// # Errors
/// A conflict when one of that name exists.
pub async fn add(tx: &mut Tx, company: &Company, salt: &str) -> Result<()> {
    let sql = "INSERT INTO companies (id, name, name_key, salt, terms_accepted, lacks, settings, epoch, leaves, version, \
               created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, ?8)";
    let values = [
        company.id.into(),
        company.name.as_str().into(),
        texts::key(&company.name).into(),
        salt.into(),
        company.terms_accepted.into(),
        json(&company.lacks)?.into(),
        json(&company.settings)?.into(),
        company.created_at.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::corrupt)
}

/// The company of that name, in any case.
///
/// # Errors
/// When the database cannot be read.
pub async fn named(tx: &mut Tx, name: &str) -> Result<Option<Company>> {
    let sql = format!("SELECT {COLUMNS} FROM companies WHERE name_key = ?1");
    tx.optional(Statement::new(sql, [texts::key(name).into()])).await?.map(read).transpose()
}

/// The company of that name, which nobody else changes until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn locked(tx: &mut Tx, name: &str) -> Result<Option<Company>> {
    let sql = format!("SELECT {COLUMNS} FROM companies WHERE name_key = ?1 FOR UPDATE");
    tx.optional(Statement::new(sql, [texts::key(name).into()])).await?.map(read).transpose()
}

/// The company of that id.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(tx: &mut Tx, company: CompanyId) -> Result<Option<Company>> {
    let sql = format!("SELECT {COLUMNS} FROM companies WHERE id = ?1");
    tx.optional(Statement::new(sql, [company.into()])).await?.map(read).transpose()
}

/// Every company, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(tx: &mut Tx) -> Result<Vec<Company>> {
    let sql = format!("SELECT {COLUMNS} FROM companies ORDER BY name_key");
    tx.query(Statement::new(sql, [])).await?.into_iter().map(read).collect()
}

/// The secret by which digests of the company's attributes are salted.
///
/// # Errors
/// When the database cannot be read.
pub async fn salt(tx: &mut Tx, company: CompanyId) -> Result<String> {
    tx.one(Statement::new("SELECT salt FROM companies WHERE id = ?1", [company.into()])).await?.get()
}

/// Changes what its plan lacks, its settings and which terms it has accepted; gives its new version.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(tx: &mut Tx, company: &Company) -> Result<i64> {
    let sql = "UPDATE companies SET lacks = ?2, settings = ?3, terms_accepted = ?4, version = version + 1 WHERE id = ?1 \
               RETURNING version";
    let values = [
        company.id.into(),
        json(&company.lacks)?.into(),
        json(&company.settings)?.into(),
        company.terms_accepted.into(),
    ];
    tx.one(Statement::new(sql, values)).await?.get()
}

/// The company's epoch.
///
/// # Errors
/// When the database cannot be read.
pub async fn epoch(tx: &mut Tx, company: CompanyId) -> Result<i64> {
    tx.one(Statement::new("SELECT epoch FROM companies WHERE id = ?1", [company.into()])).await?.get()
}

/// Raises the epoch: what others hold of the company's connections and lists is old from now on.
///
/// # Errors
/// When the database cannot be written.
pub async fn bump(tx: &mut Tx, company: CompanyId) -> Result<()> {
    let sql = "UPDATE companies SET epoch = epoch + 1 WHERE id = ?1";
    tx.execute(Statement::new(sql, [company.into()])).await.map(drop)
}

/// Makes everybody else who locks the company wait until this transaction has ended.
///
/// # Errors
/// When the database cannot be written.
pub async fn lock(tx: &mut Tx, company: CompanyId) -> Result<()> {
    let sql = "UPDATE companies SET epoch = epoch WHERE id = ?1";
    tx.execute(Statement::new(sql, [company.into()])).await.map(drop)
}

/// The terms version in force; 0 before any was published.
///
/// # Errors
/// When the database cannot be read.
pub async fn terms(tx: &mut Tx) -> Result<i64> {
    tx.one(Statement::new("SELECT COALESCE(MAX(version), 0) FROM terms", [])).await?.get()
}

/// Publishes the next terms version.
///
/// # Errors
/// A conflict when another was published at the same time.
pub async fn publish(tx: &mut Tx, version: i64, now: Instant) -> Result<()> {
    let sql = "INSERT INTO terms (version, published_at) VALUES (?1, ?2)";
    tx.execute(Statement::new(sql, [version.into(), now.into()])).await.map(drop)
}
