//! The one erasable place: what accounts and people were called, as of each version. Events hold its digest alone.

use domain::{events::Subject, ids::CompanyId};

use crate::{Result, Tx, db::Statement};

/// The attributes of a subject as of a version.
#[derive(Clone, Debug)]
pub struct Attributes {
    /// What they are of.
    pub subject: Subject,
    /// The version that they are as of.
    pub version: i64,
    /// Canonical JSON.
    pub body: String,
}

/// Keeps attributes, together with the commit.
///
/// # Errors
/// When the database cannot be written.
pub fn keep(tx: &mut Tx, company: CompanyId, all: Vec<Attributes>) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO attributes (company_id, subject_kind, subject_id, version, body) \
               SELECT ?1, v.kind, v.id, v.version, v.body FROM ROWS(kind TEXT, id BIGINT, version BIGINT, body TEXT) AS v";
    let rows = all
        .into_iter()
        .map(|one| vec![one.subject.kind().into(), one.subject.id().into(), one.version.into(), one.body.into()])
        .collect();
    tx.at_commit(Statement::new(sql, [company.into()]).rows(rows))
}

/// The attributes of a subject as of a version, unless they were erased.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(tx: &mut Tx, company: CompanyId, subject: Subject, version: i64) -> Result<Option<String>> {
    let sql =
        "SELECT body FROM attributes WHERE company_id = ?1 AND subject_kind = ?2 AND subject_id = ?3 AND version = ?4";
    let values = [company.into(), subject.kind().into(), subject.id().into(), version.into()];
    tx.optional(Statement::new(sql, values)).await?.map(|mut row| row.get()).transpose()
}
