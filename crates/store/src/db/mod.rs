//! The facade over both engines: a pool, transactions that can run again, and statements in one SQL text.

#[cfg(feature = "faults")]
mod faults;
mod postgres;
mod sql;
mod sqlite;
mod url;
mod values;

use std::{future::Future, pin::Pin};

pub use sql::Statement;
pub use url::Settings;
pub use values::{Row, Value};

use crate::{Error, Result};

/// A future inside a transaction.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = std::result::Result<T, E>> + Send + 't>>;

/// Which engine is behind a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in this process.
    Sqlite,
    /// PostgreSQL, or an engine that speaks its protocol.
    Postgres,
}

/// A database, open.
#[derive(Clone)]
pub struct Pool {
    inner: Inner,
    #[cfg(feature = "faults")]
    end: faults::End,
}

#[derive(Clone)]
enum Inner {
    Sqlite(sqlite::Pool),
    Postgres(postgres::Pool),
}

/// How much of a pool is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The most connections there can be.
    pub most: usize,
    /// Those that are open.
    pub open: usize,
    /// Those that are in a transaction.
    pub busy: usize,
    /// Transactions that wait for a connection.
    pub waiting: usize,
}

/// A transaction under way.
pub struct Tx(Open);

enum Open {
    Sqlite(sqlite::Open),
    Postgres(postgres::Open),
}

impl Pool {
    /// Opens the database that the settings name. A SQLite file that does not exist is made, for its owner only.
    ///
    /// # Errors
    /// When the address is wrong, or the database cannot be reached or is not fit for the register.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let inner = match url::target(settings)? {
            url::Target::Sqlite(path) => Inner::Sqlite(sqlite::Pool::open(&path)?),
            url::Target::Postgres(target) => Inner::Postgres(postgres::Pool::open(target, settings.connections).await?),
        };
        Ok(Self {
            inner,
            #[cfg(feature = "faults")]
            end: faults::End::default(),
        })
    }

    /// Which engine it is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// How much of it is in use.
    #[must_use]
    pub fn usage(&self) -> Usage {
        match &self.inner {
            Inner::Sqlite(pool) => pool.usage(),
            Inner::Postgres(pool) => pool.usage(),
        }
    }

    /// Passes while what is written can be kept, as far as is known without writing.
    ///
    /// # Errors
    /// When SQLite's file could not be synced: it is written again only after a restart.
    pub fn fit(&self) -> Result<()> {
        match &self.inner {
            Inner::Sqlite(pool) => pool.fit(),
            Inner::Postgres(_) => Ok(()),
        }
    }

    /// Folds what was written lately into SQLite's one file, as far as nobody reads it: the file alone is then whole. There
    /// is nothing to do on PostgreSQL.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn settle(&self) -> Result<()> {
        match &self.inner {
            Inner::Sqlite(pool) => pool.settle().await,
            Inner::Postgres(_) => Ok(()),
        }
    }

    /// Runs the work in a transaction and commits it; `Err` undoes it all. The work may run more than once, when
    /// another transaction won against it or the connection was lost before the commit: it must not do anything but
    /// talk to the database, and await nothing else.
    ///
    /// # Errors
    /// The work's own, or that of the commit.
    pub async fn write<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
    {
        #[cfg(feature = "faults")]
        self.end.write()?;
        match &self.inner {
            Inner::Sqlite(pool) => pool.write(work).await,
            Inner::Postgres(pool) => pool.run(postgres::Mode::Write, work).await,
        }
    }

    /// Runs the work in a transaction that sees one state of the database and changes nothing.
    ///
    /// # Errors
    /// The work's own, or the database's.
    pub async fn read<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
    {
        #[cfg(feature = "faults")]
        self.end.read()?;
        match &self.inner {
            Inner::Sqlite(pool) => pool.read(work).await,
            Inner::Postgres(pool) => pool.run(postgres::Mode::Read, work).await,
        }
    }
}

impl Tx {
    /// The rows that the statement gives.
    ///
    /// # Errors
    /// When it fails; the transaction is over then.
    pub async fn query(&mut self, statement: Statement) -> Result<Vec<Row>> {
        let mut answers = self.query_all(vec![statement]).await?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// The rows of several statements, sent together where the engine is far away.
    ///
    /// # Errors
    /// When one of them fails; the transaction is over then.
    pub async fn query_all(&mut self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>> {
        statements.iter().for_each(Statement::tell);
        match &mut self.0 {
            Open::Sqlite(open) => statements.iter().map(|statement| open.query(statement)).collect(),
            Open::Postgres(open) => open.query_all(statements).await,
        }
    }

    /// The one row that the statement gives, if it gives any.
    ///
    /// # Errors
    /// When it fails; the transaction is over then.
    pub async fn optional(&mut self, statement: Statement) -> Result<Option<Row>> {
        Ok(self.query(statement).await?.pop())
    }

    /// The one row that the statement always gives.
    ///
    /// # Errors
    /// When it fails or gives none.
    pub async fn one(&mut self, statement: Statement) -> Result<Row> {
        self.optional(statement).await?.ok_or_else(|| Error::corrupt("a row that must exist does not"))
    }

    /// How many rows the statement changed.
    ///
    /// # Errors
    /// When it fails; the transaction is over then.
    pub async fn execute(&mut self, statement: Statement) -> Result<u64> {
        statement.tell();
        match &mut self.0 {
            Open::Sqlite(open) => open.execute(&statement),
            Open::Postgres(open) => open.execute(statement).await,
        }
    }

    /// Runs the statement at the end of the transaction, together with the commit: one round trip for all of them. If
    /// it fails, so does the transaction.
    ///
    /// # Errors
    /// When it fails at once, as on an engine without round trips.
    pub fn at_commit(&mut self, statement: Statement) -> Result<()> {
        statement.tell();
        match &mut self.0 {
            Open::Sqlite(open) => open.execute(&statement).map(drop),
            Open::Postgres(open) => {
                open.at_commit(statement);
                Ok(())
            }
        }
    }

    /// Runs several statements of schema definition, separated by semicolons.
    ///
    /// # Errors
    /// When one of them fails; the transaction is over then.
    pub async fn script(&mut self, sqlite: &str, postgres: &str) -> Result<()> {
        match &mut self.0 {
            Open::Sqlite(open) => open.script(sqlite),
            Open::Postgres(open) => open.script(postgres).await,
        }
    }
}

/// The closure itself: passing it through here tells the compiler that it works for every lifetime of a transaction.
pub const fn work<T, E, F>(work: F) -> F
where
    F: for<'t> Fn(&'t mut Tx) -> Work<'t, T, E>,
{
    work
}
