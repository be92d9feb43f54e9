//! Events: written once with what they record, read by subject or by number, never updated.
//!
//! The events of one thing are few: `+at` keeps SQLite's planner from walking along the index by time instead, which it prefers
//! while it has no statistics.

use domain::{
    Instant,
    events::{Event, Subject},
    ids::{AccountId, BatchId, CompanyId, PersonId},
};

use crate::{
    Error, Result, Tx,
    db::{Row, Statement, Value},
};

pub(crate) const COLUMNS: &str = "e.company_id, e.id, e.subject_kind, e.subject_id, e.person_id, e.version, e.at, e.observed_at, \
                       e.run_id, e.batch_id, e.actor, e.request, e.kind, e.because, e.body";

/// Reads an event from columns in the order of [`COLUMNS`].
pub(crate) fn read(row: &mut Row) -> Result<Event> {
    Ok(Event {
        company: row.get()?,
        id: row.get()?,
        subject: {
            let (kind, id): (String, i64) = (row.get()?, row.get()?);
            Subject::parse(&kind, id).ok_or_else(|| Error::corrupt("an event is about something unknown"))?
        },
        person: row.get()?,
        version: row.get()?,
        at: row.get()?,
        observed_at: row.get()?,
        run: row.get()?,
        batch: row.get()?,
        actor: row.json()?,
        request: row.get()?,
        kind: row.get()?,
        because: row.get()?,
        body: row.get()?,
    })
}

/// Records the events together with the commit, and queues them to be numbered.
///
/// # Errors
/// A conflict when a version of a subject was recorded before.
pub fn record(tx: &mut Tx, company: CompanyId, events: &[Event]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO events (company_id, id, subject_kind, subject_id, person_id, version, at, observed_at, run_id, \
               batch_id, actor_kind, actor_person, actor, request, kind, because, body) \
               SELECT ?1, v.id, v.subject, v.subjectid, v.person, v.version, v.at, v.observed, v.run, v.batch, v.actorkind, \
               v.actorperson, v.actor, v.request, v.kind, v.because, v.body \
               FROM ROWS(id BIGINT, subject TEXT, subjectid BIGINT, person BIGINT, version BIGINT, at BIGINT, \
               observed BIGINT, run BIGINT, batch BIGINT, actorkind TEXT, actorperson BIGINT, actor TEXT, request TEXT, \
               kind TEXT, because TEXT, body TEXT) AS v";
    let rows: Result<Vec<Vec<Value>>> = events.iter().map(values).collect();
    tx.at_commit(Statement::new(sql, [company.into()]).rows(rows?))?;
    let sql = "INSERT INTO unnumbered (company_id, event_id) SELECT ?1, v.id FROM ROWS(id BIGINT) AS v";
    let ids = events.iter().map(|event| vec![event.id.into()]).collect();
    tx.at_commit(Statement::new(sql, [company.into()]).rows(ids))
}

fn values(event: &Event) -> Result<Vec<Value>> {
    Ok(vec![
        event.id.into(),
        event.subject.kind().into(),
        event.subject.id().into(),
        event.person.into(),
        event.version.into(),
        event.at.into(),
        event.observed_at.into(),
        event.run.into(),
        event.batch.into(),
        event.actor.kind().into(),
        event.actor.person().into(),
        serde_json::to_string(&event.actor).map_err(Error::corrupt)?.into(),
        event.request.as_ref().into(),
        event.kind.as_str().into(),
        event.because.as_ref().into(),
        event.body.as_str().into(),
    ])
}

/// The earliest instant that the next event of the subject may carry: now, or just after its last one.
///
/// # Errors
/// When the database cannot be read.
pub async fn after(tx: &mut Tx, company: CompanyId, subject: Subject, now: Instant) -> Result<Instant> {
    let sql = "SELECT MAX(+at) FROM events WHERE company_id = ?1 AND subject_kind = ?2 AND subject_id = ?3";
    let values = [company.into(), subject.kind().into(), subject.id().into()];
    let last: Option<Instant> = tx.one(Statement::new(sql, values)).await?.get()?;
    Ok(rising(now, last))
}

/// Now, or just after `last` where the clock has not moved past it.
#[must_use]
pub fn rising(now: Instant, last: Option<Instant>) -> Instant {
    last.map_or(now, |last| now.max(Instant::from_micros(last.micros() + 1)))
}

/// The events of these ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(tx: &mut Tx, company: CompanyId, ids: Vec<i64>) -> Result<Vec<Event>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM ROWS(id BIGINT) AS v JOIN events e ON e.company_id = ?1 AND e.id = v.id ORDER BY e.id"
    );
    let ids = ids.into_iter().map(|id| vec![id.into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into()]).rows(ids)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// Events of an account, facts and decisions, oldest first: at most `limit` that come after `(at, id)`.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_account(
    tx: &mut Tx,
    company: CompanyId,
    account: i64,
    after: (Instant, i64),
    limit: i64,
) -> Result<Vec<Event>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM events e WHERE e.company_id = ?1 AND e.subject_kind IN ('account', 'link') \
         AND e.subject_id = ?2 AND (+e.at, e.id) > (CAST(?3 AS BIGINT), CAST(?4 AS BIGINT)) ORDER BY +e.at, e.id LIMIT ?5"
    );
    let values = [company.into(), account.into(), after.0.into(), after.1.into(), limit.into()];
    let rows = tx.query(Statement::new(sql, values)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// Those of these accounts about which a person here has decided since another register last stated what it decided, or
/// since the account was given back to the rules.
///
/// # Errors
/// When the database cannot be read.
pub async fn decided_here(tx: &mut Tx, company: CompanyId, accounts: &[AccountId]) -> Result<Vec<AccountId>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT v.account FROM ROWS(account BIGINT) AS v WHERE EXISTS (SELECT 1 FROM events e \
               WHERE e.company_id = ?1 AND e.subject_kind = 'link' AND e.subject_id = v.account \
               AND e.actor_kind IN ('key', 'session', 'asserted') AND e.kind NOT IN ('account.stated', 'account.reset') \
               AND e.version > COALESCE((SELECT MAX(s.version) FROM events s WHERE s.company_id = ?1 \
               AND s.subject_kind = 'link' AND s.subject_id = v.account \
               AND s.kind IN ('account.stated', 'account.reset')), 0))";
    let rows = accounts.iter().map(|account| vec![(*account).into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into()]).rows(rows)).await?;
    rows.into_iter().map(|mut row| row.get()).collect()
}

/// Events of an account, facts and decisions, newest first: at most `limit` that come before `(at, id)`.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest_of_account(
    tx: &mut Tx,
    company: CompanyId,
    account: i64,
    before: (Instant, i64),
    limit: i64,
) -> Result<Vec<Event>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM events e WHERE e.company_id = ?1 AND e.subject_kind IN ('account', 'link') \
         AND e.subject_id = ?2 AND (+e.at, e.id) < (CAST(?3 AS BIGINT), CAST(?4 AS BIGINT)) \
         ORDER BY +e.at DESC, e.id DESC LIMIT ?5"
    );
    let values = [company.into(), account.into(), before.0.into(), before.1.into(), limit.into()];
    let rows = tx.query(Statement::new(sql, values)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// Events about a subject, newest first: at most `limit` before that version.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest_of(
    tx: &mut Tx,
    company: CompanyId,
    subject: Subject,
    before: i64,
    limit: i64,
) -> Result<Vec<Event>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM events e WHERE e.company_id = ?1 AND e.subject_kind = ?2 AND e.subject_id = ?3 \
         AND e.version < ?4 ORDER BY e.version DESC LIMIT ?5"
    );
    let values = [company.into(), subject.kind().into(), subject.id().into(), before.into(), limit.into()];
    let rows = tx.query(Statement::new(sql, values)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// What to look for among all events.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Recorded at or after.
    pub since: Option<Instant>,
    /// Recorded before.
    pub until: Option<Instant>,
    /// By this person.
    pub actor: Option<i64>,
    /// Of this kind, as `account.linked`.
    pub kind: Option<String>,
    /// With a number above.
    pub after_leaf: i64,
}

/// Numbered events in the order of their numbers, each with its number.
///
/// # Errors
/// When the database cannot be read.
pub async fn numbered(tx: &mut Tx, company: CompanyId, wanted: &Wanted, limit: i64) -> Result<Vec<(i64, Event)>> {
    let mut values: Vec<Value> = vec![company.into(), wanted.after_leaf.into(), limit.into()];
    let mut sql = format!(
        "SELECT n.leaf, {COLUMNS} FROM leaves n JOIN events e ON e.company_id = n.company_id AND e.id = n.event_id \
         WHERE n.company_id = ?1 AND n.leaf > ?2"
    );
    let tests = [
        ("e.at >=", wanted.since.map(Value::from)),
        ("e.at <", wanted.until.map(Value::from)),
        ("e.actor_person =", wanted.actor.map(Value::from)),
        ("e.kind =", wanted.kind.as_ref().map(Value::from)),
    ];
    for (test, value) in tests {
        if let Some(value) = value {
            values.push(value);
            sql.push_str(&format!(" AND {test} ?{}", values.len()));
        }
    }
    sql.push_str(" ORDER BY n.leaf LIMIT ?3");
    let rows = tx.query(Statement::with(sql, values)).await?;
    rows.into_iter().map(|mut row| Ok((row.get()?, read(&mut row)?))).collect()
}

/// What events are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// An account: its facts and what was decided about it.
    Account(AccountId),
    /// A person: what a roster said of them, and decisions that made an account theirs.
    Person(PersonId),
    /// What was decided together.
    Batch(BatchId),
}

/// What to look for among the latest events.
#[derive(Clone, Debug, Default)]
pub struct Latest {
    /// Recorded at or after.
    pub since: Option<Instant>,
    /// Recorded at or before.
    pub until: Option<Instant>,
    /// Of this kind, as `account.linked`.
    pub kind: Option<String>,
    /// By actors of these kinds; empty for any.
    pub actor_kinds: Vec<&'static str>,
    /// By this person.
    pub actor: Option<PersonId>,
    /// About that.
    pub about: Option<About>,
}

/// A place in the list, newest first.
pub type Place = (Instant, i64);

/// The newest events before that place that are wanted: at most `limit` among the `looked_at` newest ones.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest(
    tx: &mut Tx,
    company: CompanyId,
    wanted: &Latest,
    before: Place,
    (limit, looked_at): (i64, i64),
) -> Result<Vec<Event>> {
    let mut values = vec![company.into(), before.0.into(), before.1.into(), limit.into(), looked_at.into()];
    let window = wanted.window(&mut values);
    let mut sql = format!("SELECT {COLUMNS} FROM (SELECT w.* FROM {window} LIMIT ?5) AS e WHERE e.company_id = ?1");
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    if let Some(kind) = &wanted.kind {
        sql.push_str(&format!(" AND e.kind = {}", bind(kind.into())));
    }
    if let Some(actor) = wanted.actor {
        sql.push_str(&format!(" AND e.actor_person = {}", bind(actor.into())));
    }
    if !wanted.actor_kinds.is_empty() {
        let places: Vec<String> = wanted.actor_kinds.iter().map(|kind| bind((*kind).into())).collect();
        sql.push_str(&format!(" AND e.actor_kind IN ({})", places.join(", ")));
    }
    sql.push_str(" ORDER BY e.at DESC, e.id DESC LIMIT ?4");
    let rows = tx.query(Statement::with(sql, values)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// The place of the last of the `looked_at` newest events before that place; nothing where there are fewer.
///
/// # Errors
/// When the database cannot be read.
pub async fn looked_to(
    tx: &mut Tx,
    company: CompanyId,
    wanted: &Latest,
    before: Place,
    looked_at: i64,
) -> Result<Option<Place>> {
    let mut values = vec![company.into(), before.0.into(), before.1.into(), (looked_at - 1).into()];
    let window = wanted.window(&mut values);
    let sql = format!("SELECT w.at, w.id FROM {window} LIMIT 1 OFFSET ?4");
    tx.optional(Statement::with(sql, values)).await?.map(|mut row| Ok((row.get()?, row.get()?))).transpose()
}

impl Latest {
    /// The events that are looked at, newest first: what an index finds, by time or by what they are about.
    fn window(&self, values: &mut Vec<Value>) -> String {
        let mut bind = |value: Value| {
            values.push(value);
            format!("?{}", values.len())
        };
        let (from, about) = match self.about {
            None => ("events w".to_owned(), String::new()),
            Some(About::Account(account)) => {
                let account = bind(account.into());
                let about = format!(" AND w.subject_kind IN ('account', 'link') AND w.subject_id = {account}");
                ("events w".to_owned(), about)
            }
            Some(About::Person(person)) => (of_person(&bind(person.into())), " AND w.id = k.id".to_owned()),
            Some(About::Batch(batch)) => {
                let batch = bind(batch.into());
                let lone = format!("w.id = {batch} AND w.batch_id IS NULL AND w.subject_kind = 'link'");
                ("events w".to_owned(), format!(" AND (w.batch_id = {batch} OR ({lone}))"))
            }
        };
        // The events of one thing are few, and those of a company are many.
        let at = if self.about.is_some() { "+w.at" } else { "w.at" };
        let since = self.since.map(|since| format!(" AND {at} >= {}", bind(since.into())));
        let until = self.until.map(|until| format!(" AND {at} <= {}", bind(until.into())));
        format!(
            "{from} WHERE w.company_id = ?1 AND ({at}, w.id) < (CAST(?2 AS BIGINT), CAST(?3 AS BIGINT)){about}{}{} \
             ORDER BY {at} DESC, w.id DESC",
            since.unwrap_or_default(),
            until.unwrap_or_default()
        )
    }
}

/// Events, with the ids `k` of those that are about the person or name them.
fn of_person(person: &str) -> String {
    format!(
        "(SELECT s.id FROM events s WHERE s.company_id = ?1 AND s.subject_kind = 'person' AND s.subject_id = {person} \
         UNION ALL SELECT t.id FROM events t WHERE t.company_id = ?1 AND t.person_id = {person} \
         AND t.subject_kind <> 'person') AS k CROSS JOIN events w"
    )
}
