//! PostgreSQL: a pool of connections, statements prepared once on each, and round trips saved by sending ahead.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::{Manager, ManagerConfig, Object, PoolError, RecyclingMethod, Runtime, TimeoutType};
use futures_util::{StreamExt, future::join_all};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    Tx, Usage, Work,
    sql::{Statement, for_postgres},
    url::Settings,
    values::{Row, Value},
};
use crate::{Error, Result, error::Kind};

mod params;
mod pulse;
mod tls;

use pulse::Pulse;

/// How often a transaction runs before it is given up.
const ATTEMPTS: usize = 8;

/// How long the network may take for what was sent, or for a sign of life between two statements. The address may say otherwise.
const NETWORK: Duration = Duration::from_secs(10);

/// What the driver does where the address says nothing.
const KEPT_ALIVE: Duration = Duration::from_secs(7200);

/// Where PostgreSQL is and how to get in.
pub(super) struct Target {
    config: tokio_postgres::Config,
    tls: MakeRustlsConnect,
}

impl Target {
    pub(super) fn parse(settings: &Settings) -> Result<Self> {
        let (url, trust, root) = tls::split(&settings.url)?;
        let mut config: tokio_postgres::Config = url.parse().map_err(|cause: tokio_postgres::Error| {
            Error::setup(format!("the database's address is not understood: {}", chain(&cause)))
        })?;
        if let Some(password) = &settings.password {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("whose");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(2));
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(NETWORK);
        }
        if config.get_keepalives_idle() == KEPT_ALIVE {
            config.keepalives_idle(NETWORK);
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_interval(NETWORK / 4);
        }
        Ok(Self { config, tls: tls::connector(trust, root.as_deref())? })
    }
}

/// What a transaction may do.
#[derive(Clone, Copy)]
pub(super) enum Mode {
    Write,
    Read,
}

impl Mode {
    const fn begin(self) -> &'static str {
        match self {
            Self::Write => "BEGIN",
            Self::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

/// The connections to one database.
#[derive(Clone)]
pub(super) struct Pool {
    connections: deadpool_postgres::Pool,
    pulse: Arc<Pulse>,
}

/// A connection with a transaction under way, or about to begin with its first statement.
pub(super) struct Open {
    /// `None` once it was given back or thrown away.
    client: Option<Object>,
    pulse: Arc<Pulse>,
    begin: Option<&'static str>,
    queued: Vec<Statement>,
    /// Whether the last failure is one after which the transaction may run again.
    again: bool,
}

impl Drop for Open {
    /// A connection that is dropped inside a transaction is closed, not given back: nobody inherits its locks.
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl Pool {
    pub(super) async fn open(target: Box<Target>, connections: usize) -> Result<Self> {
        let pulse = Arc::new(Pulse::of(target.config.clone(), target.tls.clone()));
        let manager =
            Manager::from_config(target.config, target.tls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let connections = deadpool_postgres::Pool::builder(manager)
            .max_size(connections.max(2))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(2)))
            .create_timeout(Some(Duration::from_secs(5)))
            .build()
            .map_err(Error::setup)?;
        drop(connections.get().await.map_err(unreachable)?);
        Ok(Self { connections, pulse })
    }

    pub(super) fn usage(&self) -> Usage {
        let status = self.connections.status();
        let busy = status.size.saturating_sub(status.available);
        Usage { most: status.max_size, open: status.size, busy, waiting: status.waiting }
    }

    pub(super) async fn run<T, E, F>(&self, mode: Mode, work: F) -> std::result::Result<T, E>
    where
        E: From<Error>,
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E>,
    {
        let mut attempt = 1;
        loop {
            let mut tx = Tx(super::Open::Postgres(self.begin(mode).await?));
            let done = work(&mut tx).await;
            let super::Open::Postgres(mut open) = tx.0 else { return done };
            let done = match done {
                Ok(value) => open.commit().await.map(|()| value).map_err(E::from),
                Err(cause) => {
                    open.roll_back().await;
                    Err(cause)
                }
            };
            if done.is_err() && self.pulse.rests() {
                // Over those that wait for work nothing will come either.
                self.connections.retain(|_, _| false);
            }
            if done.is_ok() || !open.again || attempt == ATTEMPTS {
                return done;
            }
            attempt += 1;
        }
    }

    async fn begin(&self, mode: Mode) -> Result<Open> {
        if self.pulse.rests() {
            return Err(silent(Kind::Unavailable));
        }
        let client = self.pulse.while_it_beats(self.connections.get()).await;
        let client = client.ok_or_else(|| silent(Kind::Unavailable))?.map_err(unreachable)?;
        let pulse = Arc::clone(&self.pulse);
        Ok(Open { client: Some(client), pulse, begin: Some(mode.begin()), queued: Vec::new(), again: false })
    }
}

impl Open {
    fn client(&self) -> Result<&Object> {
        self.client.as_ref().ok_or_else(|| Error::new(Kind::Wrong, "the transaction is over"))
    }

    pub(super) async fn query_all(&mut self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>> {
        let answers = self.send(&statements).await;
        self.judge(answers.map(|answers| answers.into_iter().map(|(rows, _)| rows).collect()))
    }

    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64> {
        let answers = self.send(&[statement]).await;
        let changed = answers.map(|answers| answers.iter().map(|(_, changed)| changed).sum());
        self.judge(changed)
    }

    pub(super) fn at_commit(&mut self, statement: Statement) {
        self.queued.push(statement);
    }

    #[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
    pub(super) async fn script(&mut self, text: &str) -> Result<()> {
        let begin = self.begin.take().unwrap_or_default();
        let text = format!("{begin};{text}");
        let done = self.pulse.while_it_beats(self.client()?.batch_execute(&text)).await;
        let done = done.map_or_else(|| Err(silent(Kind::Unavailable)), |done| done.map_err(failed));
        self.judge(done)
    }

    async fn commit(&mut self) -> Result<()> {
        let queued = std::mem::take(&mut self.queued);
        let committed = self.finish(&queued).await;
        let committed = self.judge(committed);
        if committed.is_ok() {
            drop(self.client.take());
        }
        committed
    }

    /// Sends what was queued and the commit behind it, all at once.
    #[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
    async fn finish(&mut self, queued: &[Statement]) -> Result<()> {
        if queued.is_empty() && self.begin.is_some() {
            return Ok(());
        }
        let prepared = self.prepare_all(queued).await?;
        let begin = self.begin.take();
        let client = self.client()?;
        if client.is_closed() {
            return Err(Error::new(Kind::Busy, "the connection was lost before the commit was sent"));
        }
        let both = futures_util::future::join(run_all(client, begin, &prepared), client.batch_execute("COMMIT"));
        let both = self.pulse.while_it_beats(both).await;
        let (ran, committed) = both.ok_or_else(|| silent(Kind::OutcomeUnknown))?;
        // The commit was sent with the statements: that their answers are lost does not say that it did not happen.
        if let Err(cause) = &committed
            && leaves_open(cause)
        {
            return Err(Error::new(Kind::OutcomeUnknown, chain(cause)));
        }
        ran?;
        committed.map_err(failed)
    }

    /// Gives the connection back clean; where that fails, [`Drop`] throws it away.
    #[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
    async fn roll_back(&mut self) {
        let clean = match (&self.begin, self.client()) {
            (Some(_), _) => true,
            (None, Ok(client)) if !self.pulse.rests() => {
                self.pulse.while_it_beats(client.batch_execute("ROLLBACK")).await.is_some_and(|done| done.is_ok())
            }
            (None, _) => false,
        };
        if clean {
            drop(self.client.take());
        }
    }

    async fn send(&mut self, statements: &[Statement]) -> Result<Vec<Answer>> {
        let prepared = self.prepare_all(statements).await?;
        let begin = self.begin.take();
        let answers = self.pulse.while_it_beats(run_all(self.client()?, begin, &prepared)).await;
        answers.unwrap_or_else(|| Err(silent(Kind::Unavailable)))
    }

    async fn prepare_all<'s>(&self, statements: &'s [Statement]) -> Result<Vec<Prepared<'s>>> {
        let client = self.client()?;
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            let translated = for_postgres(&statement.text, statement.values.len());
            let prepared = self.pulse.while_it_beats(client.prepare_cached(&translated.text)).await;
            let prepared = prepared.ok_or_else(|| silent(Kind::Unavailable))?.map_err(failed)?;
            all.push(Prepared { prepared, params: params::of(statement, &translated.columns) });
        }
        Ok(all)
    }

    /// Remembers whether the transaction may run again after this failure.
    fn judge<T>(&mut self, done: Result<T>) -> Result<T> {
        if let Err(cause) = &done {
            self.again = cause.kind == Kind::Busy;
        }
        done
    }
}

/// The rows of a statement, and how many it changed.
type Answer = (Vec<Row>, u64);

struct Prepared<'s> {
    prepared: tokio_postgres::Statement,
    params: Vec<params::Param<'s>>,
}

/// Sends all statements before it waits for the first answer. Of several failures the first counts: the others follow
/// from it.
#[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
async fn run_all(client: &Object, begin: Option<&str>, statements: &[Prepared<'_>]) -> Result<Vec<Answer>> {
    let begun = async {
        match begin {
            Some(begin) => client.batch_execute(begin).await,
            None => Ok(()),
        }
    };
    let sent = join_all(statements.iter().map(|statement| run(client, statement)));
    let (begun, answers) = futures_util::future::join(begun, sent).await;
    begun.map_err(failed)?;
    answers.into_iter().collect()
}

#[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
async fn run(client: &Object, statement: &Prepared<'_>) -> Result<Answer> {
    let stream = client.query_raw(&statement.prepared, statement.params.iter()).await.map_err(failed)?;
    let mut stream = std::pin::pin!(stream);
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        rows.push(read(&row.map_err(failed)?)?);
    }
    Ok((rows, stream.rows_affected().unwrap_or_default()))
}

fn read(row: &tokio_postgres::Row) -> Result<Row> {
    let values: Result<Vec<Value>> =
        row.columns().iter().enumerate().map(|(index, column)| params::value(row, index, column.type_())).collect();
    values.map(Row::from)
}

fn unreachable(cause: PoolError) -> Error {
    let words = match cause {
        PoolError::Backend(cause) => chain(&cause),
        PoolError::Timeout(TimeoutType::Wait) => "no connection became free in time".to_owned(),
        PoolError::Timeout(_) => "it does not answer in time".to_owned(),
        other => chain(&other),
    };
    Error::new(Kind::Unavailable, words)
}

fn silent(kind: Kind) -> Error {
    Error::new(kind, "it does not answer any more")
}

/// Sorts a failure by its SQLSTATE (PostgreSQL's appendix A). Without one, the connection was lost.
fn failed(cause: tokio_postgres::Error) -> Error {
    let kind = match cause.code() {
        None if cause.is_closed() => Kind::Busy,
        None => Kind::Wrong,
        Some(code) => match code.code() {
            "40001" | "40P01" | "57P01" | "25006" | "55P03" => Kind::Busy,
            "53100" => Kind::Full,
            class if class.starts_with("23") => Kind::Conflict,
            class if class.starts_with("08") => Kind::Busy,
            class if class.starts_with("53") || class.starts_with("57") || class.starts_with("58") => Kind::Unavailable,
            class if class.starts_with("XX") => Kind::Corrupt,
            _ => Kind::Wrong,
        },
    };
    Error::new(kind, chain(&cause))
}

/// Whether a commit may have happened although it failed: the connection was lost, or the server ended it, which it also
/// does between committing and answering.
fn leaves_open(cause: &tokio_postgres::Error) -> bool {
    cause.code().is_none_or(|code| code.code().starts_with("08") || code.code().starts_with("57P"))
}

/// The causes of a failure, outermost first; some tell their own cause already.
fn chain(cause: &dyn std::error::Error) -> String {
    let mut text = cause.to_string();
    let mut inner = cause.source();
    while let Some(cause) = inner {
        let told = cause.to_string();
        if !text.ends_with(&told) {
            text = format!("{text}: {told}");
        }
        inner = cause.source();
    }
    text
}
