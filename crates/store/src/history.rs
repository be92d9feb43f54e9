//! History: the last event of each thing that counts at a moment, and whose accounts were by then.
//!
//! `+at` is explained in [`crate::events`].

use std::collections::HashMap;

use domain::{
    Instant, Moment,
    events::{Event, Subject},
    findings::{Decided, How},
    ids::{AccountId, CompanyId, ConnectionId, PersonId},
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
         WHERE x.company_id = ?1 AND x.subject_kind = v.kind AND x.subject_id = v.id AND +x.at <= ?2 \
         AND COALESCE(x.observed_at, x.at) <= ?3) \
         LEFT JOIN attributes t ON t.company_id = e.company_id AND t.subject_kind = e.subject_kind \
         AND t.subject_id = e.subject_id AND t.version = e.version",
        events::COLUMNS
    );
    let (known, of) = bounds(moment);
    let rows = subjects.iter().map(|subject| vec![subject.kind().into(), subject.id().into()]).collect();
    let told = tx.query(Statement::new(sql, [company.into(), known.into(), of.into()]).rows(rows)).await?;
    told.into_iter().map(read).collect()
}

/// Up to when an event that counts was recorded, and observed.
pub(crate) fn bounds(moment: Moment) -> (Instant, Instant) {
    let end = Instant::from_micros(i64::MAX);
    (moment.as_known.unwrap_or(end), moment.as_of.unwrap_or(end))
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

/// What had been decided about whose each of these accounts is by the moment, in the order of its versions.
///
/// # Errors
/// When the database cannot be read.
pub async fn decided(
    tx: &mut Tx,
    company: CompanyId,
    accounts: &[AccountId],
    moment: Moment,
) -> Result<HashMap<AccountId, Vec<Decided>>> {
    let sql = "SELECT v.id, e.version, e.person_id, e.at, e.kind, e.actor_kind FROM ROWS(id BIGINT) AS v JOIN events e \
               ON e.company_id = ?1 AND e.subject_kind = 'link' AND e.subject_id = v.id WHERE +e.at <= ?2 \
               AND COALESCE(e.observed_at, e.at) <= ?3";
    let (known, of) = bounds(moment);
    let rows = accounts.iter().map(|account| vec![(*account).into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into(), known.into(), of.into()]).rows(rows)).await?;
    let mut all: Vec<(AccountId, i64, Decided)> = rows.into_iter().map(decision).collect::<Result<_>>()?;
    all.sort_unstable_by_key(|(account, version, _)| (*account, *version));
    let mut decided: HashMap<AccountId, Vec<Decided>> = HashMap::new();
    for (account, _, one) in all {
        decided.entry(account).or_default().push(one);
    }
    Ok(decided)
}

fn decision(mut row: Row) -> Result<(AccountId, i64, Decided)> {
    let (account, version, person, at) = (row.get()?, row.get()?, row.get()?, row.get()?);
    let (kind, actor): (String, String) = (row.get()?, row.get()?);
    let how = match (kind.as_str(), actor.as_str()) {
        ("account.restored", _) => How::Restored,
        ("account.linked", "key" | "session" | "asserted") => How::Linked,
        _ => How::Otherwise,
    };
    Ok((account, version, Decided { person, at, how }))
}

/// A person and a connection.
pub type Place = (PersonId, ConnectionId);

/// The accounts that each of these people had in a connection at the moment, without those that were gone, in the order
/// of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn held(
    tx: &mut Tx,
    company: CompanyId,
    places: &[Place],
    moment: Moment,
) -> Result<HashMap<Place, Vec<AccountId>>> {
    let rows = places.iter().map(|(person, connection)| vec![(*person).into(), (*connection).into()]).collect();
    let (known, of) = bounds(moment);
    let statement = if moment.is_now() {
        Statement::new(HELD_NOW, [company.into()])
    } else {
        Statement::new(held_then(), [company.into(), known.into(), of.into()])
    };
    let mut all: Vec<(Place, AccountId)> = tx
        .query(statement.rows(rows))
        .await?
        .into_iter()
        .map(|mut row| Ok(((row.get()?, row.get()?), row.get()?)))
        .collect::<Result<_>>()?;
    all.sort_unstable();
    let mut held: HashMap<Place, Vec<AccountId>> = HashMap::new();
    for (place, account) in all {
        held.entry(place).or_default().push(account);
    }
    Ok(held)
}

/// SQLite reads the tables in this order: a person has few accounts, fewer of the connection's family, and a connection many.
const HELD_NOW: &str = "SELECT v.person, v.connection, a.id FROM ROWS(person BIGINT, connection BIGINT) AS v \
                        CROSS JOIN connections c CROSS JOIN links l CROSS JOIN accounts a WHERE c.company_id = ?1 \
                        AND c.id = v.connection AND l.company_id = c.company_id AND l.person_id = v.person \
                        AND l.family = c.family AND a.company_id = l.company_id AND a.id = l.account_id \
                        AND a.connection_id = c.id AND a.removed_at IS NULL";

/// The same of a moment: of the accounts that were ever somebody's, those whose last event about the link that counts says
/// so, and whose last one about the facts does not say that they are gone. The connection is a question of its own, so that
/// PostgreSQL asks for events of few.
fn held_then() -> String {
    let last = |column: &str, subject: &str| {
        format!(
            "(SELECT x.{column} FROM events x WHERE x.company_id = ?1 AND x.subject_kind = '{subject}' \
             AND x.subject_id = e.subject_id AND +x.at <= ?2 AND COALESCE(x.observed_at, x.at) <= ?3 \
             ORDER BY x.version DESC LIMIT 1)"
        )
    };
    format!(
        "SELECT DISTINCT v.person, v.connection, e.subject_id FROM ROWS(person BIGINT, connection BIGINT) AS v \
         JOIN events e ON e.company_id = ?1 AND e.person_id = v.person WHERE v.connection = \
         (SELECT a.connection_id FROM accounts a WHERE a.company_id = ?1 AND a.id = e.subject_id) \
         AND {} = v.person AND {} <> 'account.removed'",
        last("person_id", "link"),
        last("kind", "account")
    )
}
