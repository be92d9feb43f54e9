//! Runs: what was read, how far it is applied, and its manifest.

use domain::{
    Instant,
    ids::{CompanyId, ConnectionId, RunId},
    runs::{Run, Scope, State},
};

use crate::{
    Error, Result, Tx,
    db::{Row, Statement, Value},
};

const COLUMNS: &str = "company_id, id, connection_id, scope, state, complete, link, observed_at, as_of, started_at, finished_at, \
                       manifest, version, actor, phase, cursor, step";

/// A run with how far it has come.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The run.
    pub run: Run,
    /// Which of its phases it is in, from 0.
    pub phase: i64,
    /// The last external id that is done in this phase.
    pub cursor: String,
    /// Rises with every write of the run.
    pub step: i64,
}

fn read(mut row: Row) -> Result<Stored> {
    let run = Run {
        company: row.get()?,
        id: row.get()?,
        connection: row.get()?,
        scope: row.word(|word| match word {
            "accounts" => Some(Scope::Accounts),
            "people" => Some(Scope::People),
            _ => None,
        })?,
        state: row.word(State::parse)?,
        complete: row.get()?,
        link: row.get()?,
        observed_at: row.get()?,
        as_of: row.get()?,
        started_at: row.get()?,
        finished_at: row.get()?,
        manifest: row.json()?,
        version: row.get()?,
        started_by: row.json()?,
    };
    Ok(Stored { run, phase: row.get()?, cursor: row.get()?, step: row.get()? })
}

/// Adds a run.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(tx: &mut Tx, stored: &Stored) -> Result<()> {
    let run = &stored.run;
    let sql = "INSERT INTO runs (company_id, id, connection_id, scope, state, complete, link, observed_at, as_of, started_at, \
               finished_at, phase, cursor, step, actor, manifest, version) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
    let values = [
        run.company.into(),
        run.id.into(),
        run.connection.into(),
        match run.scope {
            Scope::Accounts => "accounts",
            Scope::People => "people",
        }
        .into(),
        run.state.name().into(),
        run.complete.into(),
        run.link.into(),
        run.observed_at.into(),
        run.as_of.into(),
        run.started_at.into(),
        run.finished_at.into(),
        stored.phase.into(),
        stored.cursor.as_str().into(),
        stored.step.into(),
        serde_json::to_string(&run.started_by).map_err(Error::corrupt)?.into(),
        serde_json::to_string(&run.manifest).map_err(Error::corrupt)?.into(),
        run.version.into(),
    ];
    tx.execute(Statement::new(sql, values)).await.map(drop)
}

/// Writes how the run stands, unless somebody else has written it since this was read; gives it as it is stored then.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(tx: &mut Tx, stored: &Stored) -> Result<Option<Stored>> {
    let run = &stored.run;
    let sql = "UPDATE runs SET state = ?3, complete = ?4, as_of = ?5, finished_at = ?6, phase = ?7, cursor = ?8, \
               manifest = ?9, version = ?10, observed_at = ?11, step = step + 1 \
               WHERE company_id = ?1 AND id = ?2 AND step = ?12";
    let values = [
        run.company.into(),
        run.id.into(),
        run.state.name().into(),
        run.complete.into(),
        run.as_of.into(),
        run.finished_at.into(),
        stored.phase.into(),
        stored.cursor.as_str().into(),
        serde_json::to_string(&run.manifest).map_err(Error::corrupt)?.into(),
        run.version.into(),
        run.observed_at.into(),
        stored.step.into(),
    ];
    let written = tx.execute(Statement::new(sql, values)).await? > 0;
    Ok(written.then(|| Stored { step: stored.step + 1, ..stored.clone() }))
}

/// The run of that id.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(tx: &mut Tx, company: CompanyId, run: RunId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE company_id = ?1 AND id = ?2");
    tx.optional(Statement::new(sql, [company.into(), run.into()])).await?.map(read).transpose()
}

/// Runs of one connection or of all, newest first; those before that one, where it is given.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    tx: &mut Tx,
    company: CompanyId,
    connection: Option<ConnectionId>,
    before: Option<RunId>,
    limit: i64,
) -> Result<Vec<Stored>> {
    let mut values = vec![company.into(), limit.into()];
    let mut sql = format!("SELECT {COLUMNS} FROM runs WHERE company_id = ?1");
    let tests = [("connection_id =", connection.map(Value::from)), ("id <", before.map(Value::from))];
    for (test, value) in tests {
        if let Some(value) = value {
            values.push(value);
            sql.push_str(&format!(" AND {test} ?{}", values.len()));
        }
    }
    sql.push_str(" ORDER BY id DESC LIMIT ?2");
    tx.query(Statement::with(sql, values)).await?.into_iter().map(read).collect()
}

/// The runs of the company that wait for somebody to confirm them, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn held(tx: &mut Tx, company: CompanyId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM runs WHERE company_id = ?1 AND finished_at IS NULL AND state = 'held' ORDER BY id"
    );
    tx.query(Statement::new(sql, [company.into()])).await?.into_iter().map(read).collect()
}

/// The runs of all companies that stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// How they stand.
    pub state: State,
    /// How many.
    pub count: i64,
    /// When the last of them ended.
    pub last_finished_at: Option<Instant>,
}

/// How many runs of all companies stand how.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_state(tx: &mut Tx) -> Result<Vec<Alike>> {
    let sql = "SELECT state, COUNT(*), MAX(finished_at) FROM runs GROUP BY state ORDER BY state";
    let rows = tx.query(Statement::new(sql, [])).await?.into_iter();
    rows.map(|mut row| Ok(Alike { state: row.word(State::parse)?, count: row.get()?, last_finished_at: row.get()? }))
        .collect()
}

/// The runs of the connection that have not ended, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(tx: &mut Tx, company: CompanyId, connection: ConnectionId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM runs WHERE company_id = ?1 AND connection_id = ?2 AND finished_at IS NULL ORDER BY id"
    );
    tx.query(Statement::new(sql, [company.into(), connection.into()])).await?.into_iter().map(read).collect()
}

/// Runs of any company that have not ended, wait for nobody, and whose lease is over: somebody must go on with them.
///
/// # Errors
/// When the database cannot be read.
pub async fn abandoned(tx: &mut Tx, now: Instant) -> Result<Vec<(CompanyId, RunId)>> {
    let sql = "SELECT r.company_id, r.id FROM runs r JOIN connections c ON c.company_id = r.company_id \
               AND c.id = r.connection_id WHERE r.finished_at IS NULL AND r.state <> 'held' \
               AND (c.lease_run IS NULL OR c.lease_run <> r.id OR c.lease_until < ?1) ORDER BY r.id";
    let rows = tx.query(Statement::new(sql, [now.into()])).await?;
    rows.into_iter().map(|mut row| Ok((row.get()?, row.get()?))).collect()
}
