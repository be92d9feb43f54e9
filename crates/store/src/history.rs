//! History: the last event of each thing that counts at a moment, and the accounts that were ever somebody's.

use std::collections::HashMap;

use domain::{
    Instant, Moment,
    events::{Event, Subject},
    ids::{AccountId, CompanyId, PersonId},
};

use crate::{
    Result, Tx,
    db::{Row, Statement},
    events,
};

/// The state of a thing, as an event told it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The event.
    pub event: Event,
    /// What the event says by digest only, unless it was erased.
    pub attributes: Option<String>,
}

/// The last event of each subject that counts at the moment; nothing for a subject that did not exist then.
///
/// # Errors
/// When the database cannot be read.
pub async fn last(
    tx: &mut Tx,
    company: CompanyId,
    subjects: &[Subject],
    moment: Moment,
) -> Result<HashMap<Subject, Told>> {
    if subjects.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT {}, t.body FROM ROWS(kind TEXT, id BIGINT) AS v JOIN events e ON e.company_id = ?1 \
         AND e.subject_kind = v.kind AND e.subject_id = v.id AND e.version = (SELECT MAX(x.version) FROM events x \
         WHERE x.company_id = ?1 AND x.subject_kind = v.kind AND x.subject_id = v.id AND x.at <= ?2 \
         AND COALESCE(x.observed_at, x.at) <= ?3) \
         LEFT JOIN attributes t ON t.company_id = e.company_id AND t.subject_kind = e.subject_kind \
         AND t.subject_id = e.subject_id AND t.version = e.version",
        events::COLUMNS
    );
    let end = Instant::from_micros(i64::MAX);
    let (known, of) = (moment.as_known.unwrap_or(end), moment.as_of.unwrap_or(end));
    let rows = subjects.iter().map(|subject| vec![subject.kind().into(), subject.id().into()]).collect();
    let told = tx.query(Statement::new(sql, [company.into(), known.into(), of.into()]).rows(rows)).await?;
    told.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<(Subject, Told)> {
    let event = events::read(&mut row)?;
    Ok((event.subject, Told { event, attributes: row.get()? }))
}

/// The accounts that were ever linked to the person, in the order of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn ever_of(tx: &mut Tx, company: CompanyId, person: PersonId) -> Result<Vec<AccountId>> {
    let sql = "SELECT DISTINCT subject_id FROM events WHERE company_id = ?1 AND person_id = ?2 ORDER BY subject_id";
    let rows = tx.query(Statement::new(sql, [company.into(), person.into()])).await?;
    rows.into_iter().map(|mut row| row.get()).collect()
}
