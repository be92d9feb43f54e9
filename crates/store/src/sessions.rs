//! Sessions, and the tickets by which they begin, stored by the SHA-256 of their text alone.

use domain::{
    Instant,
    ids::{CompanyId, MemberId, SessionId},
    sessions::{Session, Ticket},
};

use crate::{
    Result, Tx,
    db::{Row, Statement},
};

const COLUMNS: &str = "company_id, id, member_id, began_at, used_at, expires_at, ended_at, version";
const TICKET: &str = "company_id, id, member_id, created_at, expires_at, used_at";

fn read(mut row: Row) -> Result<Session> {
    Ok(Session {
        company: row.get()?,
        id: row.get()?,
        member: row.get()?,
        began_at: row.get()?,
        used_at: row.get()?,
        expires_at: row.get()?,
        ended_at: row.get()?,
        version: row.get()?,
    })
}

fn read_ticket(mut row: Row) -> Result<Ticket> {
    Ok(Ticket {
        company: row.get()?,
        id: row.get()?,
        member: row.get()?,
        created_at: row.get()?,
        expires_at: row.get()?,
        used_at: row.get()?,
    })
}

/// Adds a session under the hexadecimal SHA-256 of its text.
///
/// # Errors
/// A conflict when its member does not exist.
pub async fn add(tx: &mut Tx, session: &Session, hash: &str) -> Result<()> {
    let sql = "INSERT INTO sessions (company_id, id, hash, member_id, began_at, used_at, expires_at, version) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = [
        session.company.into(),
        session.id.into(),
        hash.into(),
        session.member.into(),
        session.began_at.into(),
        session.used_at.into(),
        session.expires_at.into(),
        session.version.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// The session whose text has that SHA-256, of whichever company, ended ones included.
///
/// # Errors
/// When the database cannot be read.
pub async fn hashed(tx: &mut Tx, hash: &str) -> Result<Option<Session>> {
    let sql = format!("SELECT {COLUMNS} FROM sessions WHERE hash = ?1");
    tx.optional(Statement::new(sql, [hash.into()])).await?.map(read).transpose()
}

/// The company's session of that id, which nobody else changes until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn lock(tx: &mut Tx, company: CompanyId, session: SessionId) -> Result<Option<Session>> {
    let sql = format!("SELECT {COLUMNS} FROM sessions WHERE company_id = ?1 AND id = ?2 FOR UPDATE");
    tx.optional(Statement::new(sql, [company.into(), session.into()])).await?.map(read).transpose()
}

/// A member's sessions that nobody has ended, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(tx: &mut Tx, company: CompanyId, member: MemberId) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions WHERE company_id = ?1 AND member_id = ?2 AND ended_at IS NULL ORDER BY id"
    );
    tx.query(Statement::new(sql, [company.into(), member.into()])).await?.into_iter().map(read).collect()
}

/// Sessions of the company that nobody has ended, end after the first of these instants and were used after the second,
/// newest first; those before that one, where it is given.
///
/// # Errors
/// When the database cannot be read.
pub async fn holding(
    tx: &mut Tx,
    company: CompanyId,
    (now, used): (Instant, Instant),
    before: Option<SessionId>,
    limit: i64,
) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions WHERE company_id = ?1 AND id < ?4 AND ended_at IS NULL AND expires_at > ?2 \
         AND used_at > ?3 ORDER BY id DESC LIMIT ?5"
    );
    let before = before.map_or(i64::MAX, SessionId::get);
    let values = [company.into(), now.into(), used.into(), before.into(), limit.into()];
    tx.query(Statement::new(sql, values)).await?.into_iter().map(read).collect()
}

/// Whether anybody of the company ever signed in.
///
/// # Errors
/// When the database cannot be read.
pub async fn any(tx: &mut Tx, company: CompanyId) -> Result<bool> {
    let sql = "SELECT id FROM sessions WHERE company_id = ?1 LIMIT 1";
    Ok(tx.optional(Statement::new(sql, [company.into()])).await?.is_some())
}

/// Writes that a session has ended.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(tx: &mut Tx, session: &Session, at: Instant) -> Result<()> {
    let sql = "UPDATE sessions SET ended_at = ?3, version = ?4 WHERE company_id = ?1 AND id = ?2";
    let values = [session.company.into(), session.id.into(), at.into(), (session.version + 1).into()];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// Remembers when the session was used. That is no change to it, and leaves no event.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch(tx: &mut Tx, company: CompanyId, session: SessionId, at: Instant) -> Result<()> {
    let sql = "UPDATE sessions SET used_at = ?3 WHERE company_id = ?1 AND id = ?2";
    tx.execute(Statement::new(sql, [company.into(), session.into(), at.into()])).await.map(drop)
}

/// Adds a ticket under the hexadecimal SHA-256 of its text.
///
/// # Errors
/// A conflict when its member does not exist.
pub async fn add_ticket(tx: &mut Tx, ticket: &Ticket, hash: &str) -> Result<()> {
    let sql =
        "INSERT INTO tickets (company_id, id, hash, member_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = [
        ticket.company.into(),
        ticket.id.into(),
        hash.into(),
        ticket.member.into(),
        ticket.created_at.into(),
        ticket.expires_at.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// The ticket whose text has that SHA-256, of whichever company, used ones included; which nobody else uses until the
/// transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn ticket(tx: &mut Tx, hash: &str) -> Result<Option<Ticket>> {
    let sql = format!("SELECT {TICKET} FROM tickets WHERE hash = ?1 FOR UPDATE");
    tx.optional(Statement::new(sql, [hash.into()])).await?.map(read_ticket).transpose()
}

/// Writes that a ticket was used.
///
/// # Errors
/// When the database cannot be written.
pub async fn use_ticket(tx: &mut Tx, ticket: &Ticket, at: Instant) -> Result<()> {
    let sql = "UPDATE tickets SET used_at = ?3 WHERE company_id = ?1 AND id = ?2";
    tx.execute(Statement::new(sql, [ticket.company.into(), ticket.id.into(), at.into()])).await.map(drop)
}
