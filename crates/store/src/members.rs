//! Members: who may use the pages.

use domain::{
    Instant,
    ids::{CompanyId, MemberId},
    members::{Identity, Member, Role},
};

use crate::{
    Error, Result, Tx,
    db::{Row, Statement},
};

const COLUMNS: &str = "company_id, id, issuer, subject, name, role, person_id, created_at, removed_at, version";

fn read(mut row: Row) -> Result<Member> {
    Ok(Member {
        company: row.get()?,
        id: row.get()?,
        identity: {
            let (issuer, subject): (Option<String>, Option<String>) = (row.get()?, row.get()?);
            issuer.zip(subject).map(|(issuer, subject)| Identity { issuer, subject })
        },
        name: row.get()?,
        role: {
            let role: String = row.get()?;
            Role::parse(&role).ok_or_else(|| Error::corrupt("a member has no known role"))?
        },
        person: row.get()?,
        created_at: row.get()?,
        removed_at: row.get()?,
        version: row.get()?,
    })
}

/// Adds a member.
///
/// # Errors
/// A conflict when the identity is another member's, or the person does not exist.
pub async fn add(tx: &mut Tx, member: &Member) -> Result<()> {
    let sql = "INSERT INTO members (company_id, id, issuer, subject, name, role, person_id, created_at, version) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let identity = member.identity.as_ref();
    let values = [
        member.company.into(),
        member.id.into(),
        identity.map(|identity| identity.issuer.as_str()).into(),
        identity.map(|identity| identity.subject.as_str()).into(),
        member.name.as_str().into(),
        member.role.name().into(),
        member.person.into(),
        member.created_at.into(),
        member.version.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// The company's member of that id, removed ones included.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(tx: &mut Tx, company: CompanyId, member: MemberId) -> Result<Option<Member>> {
    let sql = format!("SELECT {COLUMNS} FROM members WHERE company_id = ?1 AND id = ?2");
    tx.optional(Statement::new(sql, [company.into(), member.into()])).await?.map(read).transpose()
}

/// The same, which nobody else changes until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn lock(tx: &mut Tx, company: CompanyId, member: MemberId) -> Result<Option<Member>> {
    let sql = format!("SELECT {COLUMNS} FROM members WHERE company_id = ?1 AND id = ?2 FOR UPDATE");
    tx.optional(Statement::new(sql, [company.into(), member.into()])).await?.map(read).transpose()
}

/// The company's member whom an identity provider knows by that, with nobody else changing them until the transaction
/// ends; the newest, where some were removed.
///
/// # Errors
/// When the database cannot be read.
pub async fn identified(tx: &mut Tx, company: CompanyId, identity: &Identity) -> Result<Option<Member>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM members WHERE company_id = ?1 AND issuer = ?2 AND subject = ?3 ORDER BY id DESC LIMIT 1 \
         FOR UPDATE"
    );
    let values = [company.into(), identity.issuer.as_str().into(), identity.subject.as_str().into()];
    tx.optional(Statement::new(sql, values)).await?.map(read).transpose()
}

/// Every member of the company, oldest first, removed ones included.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(tx: &mut Tx, company: CompanyId) -> Result<Vec<Member>> {
    let sql = format!("SELECT {COLUMNS} FROM members WHERE company_id = ?1 ORDER BY id");
    tx.query(Statement::new(sql, [company.into()])).await?.into_iter().map(read).collect()
}

/// Writes a member's role.
///
/// # Errors
/// When the database cannot be written.
pub async fn assign(tx: &mut Tx, member: &Member, role: Role) -> Result<()> {
    let sql = "UPDATE members SET role = ?3, version = ?4 WHERE company_id = ?1 AND id = ?2";
    let values = [member.company.into(), member.id.into(), role.name().into(), (member.version + 1).into()];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// Writes that a member was removed.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &mut Tx, member: &Member, at: Instant) -> Result<()> {
    let sql = "UPDATE members SET removed_at = ?3, version = ?4 WHERE company_id = ?1 AND id = ?2";
    let values = [member.company.into(), member.id.into(), at.into(), (member.version + 1).into()];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// Writes that a member got a ticket: their version rises.
///
/// # Errors
/// When the database cannot be written.
pub async fn invite(tx: &mut Tx, member: &Member) -> Result<()> {
    let sql = "UPDATE members SET version = ?3 WHERE company_id = ?1 AND id = ?2";
    let values = [member.company.into(), member.id.into(), (member.version + 1).into()];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}
