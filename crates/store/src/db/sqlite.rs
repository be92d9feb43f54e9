//! SQLite: one thread that writes, a few that read, each with a connection of its own.

mod mounts;

use std::{
    fs, io,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, types::ValueRef};
use tokio::sync::oneshot;

use self::mounts::refuse_network;
use super::{
    Tx, Usage, Work,
    sql::{Statement, for_sqlite},
    values::{Row, Value},
};
use crate::{Error, Result, error::Kind};

/// How many threads read.
const READERS: usize = 4;
/// How long a statement waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Before this version a WAL file could be corrupted by a checkpoint (sqlite.org/changes.html, 3.51.3).
const OLDEST: i32 = 3_051_003;
/// Pages in the write-ahead log before it is folded into the file.
const CHECKPOINT_PAGES: i64 = 20_000;

/// How a transaction begins that will write: it waits for the others here, and not in its middle.
const WRITING: &str = "BEGIN IMMEDIATE";

type Job = Box<dyn FnOnce(&mut Tx) + Send>;

/// The threads of one file.
#[derive(Clone)]
pub(super) struct Pool {
    writer: Queue,
    readers: Queue,
    unsynced: Unsynced,
}

/// Whether a sync of the log has failed. The system may have dropped what it could not write, and tells that once only: the
/// next sync would succeed without it. So nothing is written any more, until a new process has read the log as it is on the
/// disk.
#[derive(Clone, Default)]
struct Unsynced(Arc<AtomicBool>);

/// The way to some of the threads.
#[derive(Clone)]
struct Queue {
    jobs: mpsc::Sender<Job>,
    threads: usize,
    /// Transactions that wait or are under way.
    entered: Arc<AtomicUsize>,
}

/// A connection with a transaction under way.
pub(super) struct Open {
    connection: Connection,
    unsynced: Unsynced,
}

impl Pool {
    pub(super) fn open(path: &Path) -> Result<Self> {
        if rusqlite::version_number() < OLDEST {
            return Err(Error::setup(
                "this SQLite is older than 3.51.3 and can corrupt its file; build with a newer one",
            ));
        }
        refuse_network(path)?;
        make_private(path).map_err(|cause| {
            Error::setup(format!("cannot make the database file {}: {cause}; does its folder exist?", path.display()))
        })?;
        // Now that it exists it is known where a link leads.
        refuse_network(path)?;
        let writer = mpsc::channel::<Job>();
        let unsynced = Unsynced::default();
        let opened = || Ok::<_, Error>(Open { connection: connect(path)?, unsynced: unsynced.clone() });
        spawn("whose-writer", opened()?, Arc::new(Mutex::new(writer.1)))?;
        let readers = mpsc::channel::<Job>();
        let jobs = Arc::new(Mutex::new(readers.1));
        for _ in 0..READERS {
            let open = opened()?;
            open.connection.pragma_update(None, "query_only", 1).map_err(failed)?;
            spawn("whose-reader", open, Arc::clone(&jobs))?;
        }
        let queue = |jobs, threads| Queue { jobs, threads, entered: Arc::default() };
        Ok(Self { writer: queue(writer.0, 1), readers: queue(readers.0, READERS), unsynced })
    }

    /// Passes while the file can be written as far as is known.
    pub(super) fn fit(&self) -> Result<()> {
        self.unsynced.refuse()
    }

    pub(super) fn usage(&self) -> Usage {
        let open = self.writer.threads + self.readers.threads;
        let (writing, reading) = (self.writer.usage(), self.readers.usage());
        Usage { most: open, open, busy: writing.0 + reading.0, waiting: writing.1 + reading.1 }
    }

    /// Folds the write-ahead log into the file, without waiting for anybody (sqlite.org/pragma.html#pragma_wal_checkpoint).
    pub(super) async fn settle(&self) -> Result<()> {
        self.writer.done(|tx| script(tx, "PRAGMA wal_checkpoint(PASSIVE)")).await
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
    {
        let unsynced = self.unsynced.clone();
        let fit = move || unsynced.refuse();
        self.writer.done(move |tx| fit().map_err(E::from).and_then(|()| transact(tx, WRITING, &work))).await
    }

    pub(super) async fn read<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
    {
        self.readers.done(move |tx| transact(tx, "BEGIN", &work)).await
    }
}

impl Unsynced {
    fn refuse(&self) -> Result<()> {
        if !self.0.load(Ordering::SeqCst) {
            return Ok(());
        }
        Err(Error::new(Kind::Unavailable, "a sync has failed, so nothing is written until the server is restarted"))
    }
}

impl Queue {
    /// How many transactions are under way, and how many wait.
    fn usage(&self) -> (usize, usize) {
        let entered = self.entered.load(Ordering::Relaxed);
        (entered.min(self.threads), entered.saturating_sub(self.threads))
    }

    /// What comes of it on one of the threads.
    async fn done<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let entered = Arc::clone(&self.entered);
        entered.fetch_add(1, Ordering::Relaxed);
        let job: Job = Box::new(move |tx| {
            let done = work(tx);
            entered.fetch_sub(1, Ordering::Relaxed);
            drop(answer.send(done));
        });
        let gone = || Error::new(Kind::Unavailable, "the database's thread has ended");
        self.jobs.send(job).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Runs the work between begin and commit. Its future never waits for anything but this connection, so that one poll
/// carries it to its end.
fn transact<T, E, F>(tx: &mut Tx, begin: &str, work: &F) -> std::result::Result<T, E>
where
    E: From<Error>,
    F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E>,
{
    script(tx, begin)?;
    let polled = work(tx).as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let done = match polled {
        Poll::Ready(done) => done,
        Poll::Pending => Err(Error::new(Kind::Wrong, "a transaction awaited the outside world").into()),
    };
    let finished = done.and_then(|value| commit(tx, begin).map(|()| value).map_err(E::from));
    if finished.is_err()
        && let Err(cause) = script(tx, "ROLLBACK")
    {
        tracing::debug!(%cause, "nothing to roll back");
    }
    finished
}

fn script(tx: &Tx, text: &str) -> Result<()> {
    match &tx.0 {
        super::Open::Sqlite(open) => open.script(text),
        super::Open::Postgres(_) => Err(Error::new(Kind::Wrong, "not an SQLite transaction")),
    }
}

/// Commits. What has got into the log is found there after a restart, even where its sync has failed: then nobody knows.
#[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
fn commit(tx: &Tx, begin: &str) -> Result<()> {
    let super::Open::Sqlite(open) = &tx.0 else { return script(tx, "COMMIT") };
    let Err(cause) = open.connection.execute_batch("COMMIT") else { return Ok(()) };
    if is_of_a_sync(&cause) {
        tracing::error!(%cause, "the disk could not keep what was written; nothing is written any more: restart the server");
        open.unsynced.0.store(true, Ordering::SeqCst);
    }
    let failed = failed(cause);
    if failed.kind == Kind::Unavailable && begin == WRITING {
        return Err(Error::new(Kind::OutcomeUnknown, failed));
    }
    Err(failed)
}

fn is_of_a_sync(cause: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};
    let code = cause.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC))
}

fn spawn(name: &str, open: Open, jobs: Arc<Mutex<mpsc::Receiver<Job>>>) -> Result<()> {
    let work = move || {
        let mut tx = Tx(super::Open::Sqlite(open));
        while let Some(job) = next(&jobs) {
            job(&mut tx);
        }
    };
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop).map_err(Error::setup)
}

fn next(jobs: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    jobs.lock().ok()?.recv().ok()
}

#[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|cause| unfit(path, &cause))?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(256);
    let set = |name: &str, value: &dyn rusqlite::ToSql| {
        connection.pragma_update(None, name, value).map_err(|cause| unfit(path, &cause))
    };
    set("journal_mode", &"WAL")?;
    set("synchronous", &"FULL")?;
    set("foreign_keys", &1)?;
    set("wal_autocheckpoint", &CHECKPOINT_PAGES)?;
    set("temp_store", &"MEMORY")?;
    set("cache_size", &-16_000)?;
    Ok(connection)
}

fn unfit(path: &Path, cause: &rusqlite::Error) -> Error {
    let why = if cause.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
        "it is not an SQLite database".to_owned()
    } else {
        cause.to_string()
    };
    Error::setup(format!("cannot use the database file {}: {why}", path.display()))
}

/// Makes the file, readable by its owner alone, before SQLite would make it readable by all.
fn make_private(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

impl Open {
    pub(super) fn query(&mut self, statement: &Statement) -> Result<Vec<Row>> {
        let mut answer = Vec::new();
        self.each(statement, |prepared| {
            let width = prepared.column_count();
            let mut rows = prepared.raw_query();
            while let Some(row) = rows.next().map_err(failed)? {
                let values: Result<Vec<Value>> = (0..width).map(|index| value(row.get_ref(index))).collect();
                answer.push(values?.into());
            }
            Ok(())
        })?;
        Ok(answer)
    }

    pub(super) fn execute(&mut self, statement: &Statement) -> Result<u64> {
        let mut changed = 0;
        self.each(statement, |prepared| {
            changed += prepared.raw_execute().map_err(failed)? as u64;
            Ok(())
        })?;
        Ok(changed)
    }

    #[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
    pub(super) fn script(&self, text: &str) -> Result<()> {
        self.connection.execute_batch(text).map_err(failed)
    }

    /// Runs the statement once, or once for each row of its `ROWS(…)`.
    #[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
    fn each(
        &self,
        statement: &Statement,
        mut run: impl FnMut(&mut rusqlite::CachedStatement<'_>) -> Result<()>,
    ) -> Result<()> {
        let given = statement.values.len();
        let translated = for_sqlite(&statement.text, given);
        let mut prepared = self.connection.prepare_cached(&translated.text).map_err(failed)?;
        bind(&mut prepared, 0, &statement.values)?;
        let Some(rows) = &statement.rows else { return run(&mut prepared) };
        for row in rows {
            bind(&mut prepared, given, row)?;
            run(&mut prepared)?;
        }
        Ok(())
    }
}

fn bind(prepared: &mut rusqlite::CachedStatement<'_>, before: usize, values: &[Value]) -> Result<()> {
    for (index, value) in values.iter().enumerate() {
        let place = before + index + 1;
        match value {
            Value::Null => prepared.raw_bind_parameter(place, rusqlite::types::Null),
            Value::Int(number) => prepared.raw_bind_parameter(place, number),
            Value::Text(text) => prepared.raw_bind_parameter(place, text),
        }
        .map_err(failed)?;
    }
    Ok(())
}

fn value(column: rusqlite::Result<ValueRef<'_>>) -> Result<Value> {
    match column.map_err(failed)? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec()).map(Value::Text).map_err(Error::corrupt),
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(Error::corrupt("a column is neither an integer nor text")),
    }
}

fn failed(cause: rusqlite::Error) -> Error {
    let kind = match cause.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => Kind::Conflict,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Busy,
        Some(ErrorCode::DiskFull) => Kind::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Kind::Corrupt,
        Some(
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied,
        ) => Kind::Unavailable,
        _ => Kind::Wrong,
    };
    Error::new(kind, cause)
}
