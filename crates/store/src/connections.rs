//! Connections.

use domain::{
    Instant,
    connections::{Connection, Kind, State},
    ids::{CompanyId, ConnectionId, RunId},
    texts,
};

use crate::{
    Result, Tx,
    db::{Row, Statement},
};

const COLUMNS: &str = "company_id, id, name, kind, state, upstream, set_up_by, connected_at, failed_at, code, uploaded_at, \
                       renamed_at, deleted_at, listed_at, as_of, accounts, created_at, version";

fn read(mut row: Row) -> Result<Connection> {
    Ok(Connection {
        company: row.get()?,
        id: row.get()?,
        name: row.get()?,
        kind: row.word(Kind::parse)?,
        state: row.word(State::parse)?,
        upstream: row.get()?,
        set_up_by: row.get()?,
        connected_at: row.get()?,
        failed_at: row.get()?,
        code: row.get()?,
        uploaded_at: row.get()?,
        renamed_at: row.get()?,
        deleted_at: row.get()?,
        listed_at: row.get()?,
        as_of: row.get()?,
        accounts: row.get()?,
        created_at: row.get()?,
        version: row.get()?,
    })
}

/// Adds a connection.
///
/// # Errors
/// A conflict when the company has one of that name.
pub async fn add(tx: &mut Tx, connection: &Connection) -> Result<()> {
    let sql = "INSERT INTO connections (company_id, id, name, name_key, kind, family, state, upstream, set_up_by, \
               connected_at, uploaded_at, accounts, version, created_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?13)";
    let values = [
        connection.company.into(),
        connection.id.into(),
        connection.name.as_str().into(),
        texts::key(&connection.name).into(),
        connection.kind.name().into(),
        connection.kind.family().name().into(),
        connection.state.name().into(),
        connection.upstream.as_ref().into(),
        connection.set_up_by.into(),
        connection.connected_at.into(),
        connection.uploaded_at.into(),
        connection.version.into(),
        connection.created_at.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// Every connection of the company, in the order of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(tx: &mut Tx, company: CompanyId) -> Result<Vec<Connection>> {
    let sql = format!("SELECT {COLUMNS} FROM connections WHERE company_id = ?1 ORDER BY id");
    tx.query(Statement::new(sql, [company.into()])).await?.into_iter().map(read).collect()
}

/// The connection of that id.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(tx: &mut Tx, company: CompanyId, connection: ConnectionId) -> Result<Option<Connection>> {
    let sql = format!("SELECT {COLUMNS} FROM connections WHERE company_id = ?1 AND id = ?2");
    tx.optional(Statement::new(sql, [company.into(), connection.into()])).await?.map(read).transpose()
}

/// The connection of that name, in any case.
///
/// # Errors
/// When the database cannot be read.
pub async fn named(tx: &mut Tx, company: CompanyId, name: &str) -> Result<Option<Connection>> {
    let sql = format!("SELECT {COLUMNS} FROM connections WHERE company_id = ?1 AND name_key = ?2");
    tx.optional(Statement::new(sql, [company.into(), texts::key(name).into()])).await?.map(read).transpose()
}

/// Writes what a run has changed about its connection.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(tx: &mut Tx, connection: &Connection) -> Result<()> {
    let sql = "UPDATE connections SET upstream = ?3, listed_at = ?4, as_of = ?5, uploaded_at = ?6, version = ?7 \
               WHERE company_id = ?1 AND id = ?2";
    let values = [
        connection.company.into(),
        connection.id.into(),
        connection.upstream.as_ref().into(),
        connection.listed_at.into(),
        connection.as_of.into(),
        connection.uploaded_at.into(),
        connection.version.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// Counts more accounts to the connection.
///
/// # Errors
/// When the database cannot be written.
pub async fn count(tx: &mut Tx, company: CompanyId, connection: ConnectionId, more: i64) -> Result<()> {
    let sql = "UPDATE connections SET accounts = accounts + ?3 WHERE company_id = ?1 AND id = ?2";
    tx.execute(Statement::new(sql, [company.into(), connection.into(), more.into()])).await.map(drop)
}

/// Prolongs the run's lease on its connection, or takes it where nobody holds it; false while another run does.
///
/// # Errors
/// When the database cannot be written.
pub async fn lease(
    tx: &mut Tx,
    company: CompanyId,
    connection: ConnectionId,
    run: RunId,
    span: (Instant, Instant),
) -> Result<bool> {
    let sql = "UPDATE connections SET lease_run = ?3, lease_until = ?5 WHERE company_id = ?1 AND id = ?2 \
               AND (lease_run IS NULL OR lease_run = ?3 OR lease_until < ?4)";
    let values = [company.into(), connection.into(), run.into(), span.0.into(), span.1.into()];
    Ok(tx.execute(Statement::new(sql, values)).await? > 0)
}

/// Takes the lease on a connection for a run that somebody else began; false while anybody goes on with any run of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_over(
    tx: &mut Tx,
    company: CompanyId,
    connection: ConnectionId,
    run: RunId,
    span: (Instant, Instant),
) -> Result<bool> {
    let sql = "UPDATE connections SET lease_run = ?3, lease_until = ?5 WHERE company_id = ?1 AND id = ?2 \
               AND (lease_run IS NULL OR lease_until < ?4)";
    let values = [company.into(), connection.into(), run.into(), span.0.into(), span.1.into()];
    Ok(tx.execute(Statement::new(sql, values)).await? > 0)
}

/// Gives the run's lease back.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(tx: &mut Tx, company: CompanyId, connection: ConnectionId, run: RunId) -> Result<()> {
    let sql = "UPDATE connections SET lease_run = NULL, lease_until = NULL \
               WHERE company_id = ?1 AND id = ?2 AND lease_run = ?3";
    tx.execute(Statement::new(sql, [company.into(), connection.into(), run.into()])).await.map(drop)
}
