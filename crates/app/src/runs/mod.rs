//! Runs: a list is read to its end and checked, staged, and applied in chunks that can be resumed.

mod accounts;
mod applying;
mod connection;
mod missing;
mod people;
mod readers;
mod reading;
mod rehearsal;
mod reviewing;
mod rule;
mod spooling;
mod staging;
mod standing;

use std::path::PathBuf;

use domain::{
    Instant,
    connections::{Connection, Kind as ConnectionKind},
    ids::{CompanyId, ConnectionId, RunId},
    listings::Reading,
    permissions::Permission,
    runs::{Run, Scope, State, brakes},
};
pub(crate) use readers::{READ_AT_ONCE, Readers};
pub use reviewing::{Proposed, What};
pub use spooling::{Kept, Spooling};
use store::{
    db::{Work, work},
    runs::Stored,
};

use crate::{App, Caller, Error, Kind, Result, error::Noun};

/// How long a run that makes no progress is left alone, in seconds; then another server may go on with it.
const LEASE: i64 = 60;

/// A list to be imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// Accounts or people.
    pub scope: Scope,
    /// The connection, by name; made when there is none of that name.
    pub connection: String,
    /// Whether to make a new connection whatever there is, with a number behind its name where that is taken.
    pub fresh: bool,
    /// Its kind, where it is new or must be checked; a format may imply it.
    pub kind: Option<ConnectionKind>,
    /// How it is to be read.
    pub reading: Reading,
    /// Whether the list is declared to be the whole one.
    pub complete: bool,
    /// Whether accounts are linked by rule.
    pub link: bool,
    /// When the provider was asked, where somebody says so.
    pub observed_at: Option<Instant>,
    /// Whether only to say what would happen.
    pub dry_run: bool,
    /// How many may go, where somebody has confirmed it.
    pub confirm: Option<u64>,
    /// Whether too many missing keep the run for approval; else the import is refused.
    pub hold: bool,
    /// Whether to come back only when it is applied.
    pub wait: bool,
    /// The file's name, for the manifest.
    pub name: String,
}

/// How many rows of a run go into one transaction. Few, so that nobody waits long for a transaction that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Portions {
    /// While they are staged.
    pub staged: usize,
    /// While they are applied.
    pub applied: i64,
    /// While what was staged is dropped.
    pub cleared: i64,
}

impl Default for Portions {
    fn default() -> Self {
        Self { staged: 2000, applied: 500, cleared: 5000 }
    }
}

/// A list on disk, read once.
#[derive(Clone, Debug)]
pub struct Spooled {
    /// Where it is; whoever made it removes it.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
}

impl App {
    /// Imports a list: reads it to its end, checks it, and applies it. Nothing is stored of a list that is refused.
    ///
    /// # Errors
    /// When the caller may not, the list is not what it should be, or too much is missing from it.
    pub async fn import(&self, caller: &Caller, import: Import, list: Spooled) -> Result<Run> {
        caller.may(permission(import.scope))?;
        let turn = self.0.reading.acquire().await.map_err(Error::bug)?;
        let read = self.check(&import, &list).await?;
        let found = self.find_connection(caller, &import, &read).await?;
        if import.dry_run {
            return self.rehearse(caller, &import, &list, (found, read)).await;
        }
        let mut stored = self.staged(caller, &import, &list, (found, read)).await?;
        drop(turn);
        let (missing, present) = (stored.run.manifest.missing, stored.run.manifest.present);
        if brakes(missing, present) && import.confirm != Some(missing) {
            if !import.hold {
                self.drop_run(&stored.run).await?;
                return Err(Kind::Held { missing, present }.into());
            }
            return self.hold(stored).await;
        }
        stored.run.state = State::Applying;
        let stored = self.save_run(stored).await?;
        self.go_on(stored.run, import.wait).await
    }

    /// Stages the list for its connection, which is made where there is none.
    async fn staged(
        &self,
        caller: &Caller,
        import: &Import,
        list: &Spooled,
        (found, read): (Option<Connection>, reading::Read),
    ) -> Result<Stored> {
        let connection = match found {
            Some(connection) => connection,
            None => self.make_connection(caller, import, &read).await?,
        };
        self.end_earlier_runs(&connection).await?;
        self.stage(caller, import, list, (&connection, read)).await
    }

    /// Applies a run, here or beside the request.
    async fn go_on(&self, run: Run, wait: bool) -> Result<Run> {
        if wait {
            return self.apply(run.company, run.id).await;
        }
        let (app, company, id) = (self.clone(), run.company, run.id);
        tokio::spawn(async move {
            if let Err(failed) = app.apply(company, id).await {
                tracing::warn!(run = id.get(), error = %failed, cause = failed.cause(), "a run stopped and will be resumed");
            }
        });
        Ok(run)
    }

    /// A run.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such run.
    pub async fn run(&self, caller: &Caller, run: RunId) -> Result<Run> {
        caller.may(Permission::ReadAccounts)?;
        Ok(self.stored_run(caller.company.id, run).await?.run)
    }

    /// Runs of one connection or of all, newest first; those before that one, where it is given.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn runs(
        &self,
        caller: &Caller,
        connection: Option<ConnectionId>,
        before: Option<RunId>,
        limit: i64,
    ) -> Result<Vec<Run>> {
        caller.may(Permission::ReadAccounts)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<Stored>, Error> {
            Box::pin(async move { Ok(store::runs::list(tx, company, connection, before, limit).await?) })
        });
        Ok(self.0.pool.read(read).await?.into_iter().map(|stored| stored.run).collect())
    }

    /// Applies a held run, if the caller names how many will go.
    ///
    /// # Errors
    /// When the caller may not, the run is not held, or the count is another.
    pub async fn confirm_run(&self, caller: &Caller, run: RunId, count: u64) -> Result<Run> {
        let mut stored = self.stored_run(caller.company.id, run).await?;
        caller.may(permission(stored.run.scope))?;
        if stored.run.state != State::Held {
            return Err(Error::conflict("the run is not held; only a held run can be confirmed"));
        }
        let (missing, present) = (stored.run.manifest.missing, stored.run.manifest.present);
        if count != missing {
            return Err(Kind::Held { missing, present }.into());
        }
        stored.run.state = State::Applying;
        let stored = self.record_run(stored, "run.confirmed", caller.actor.clone()).await?;
        self.go_on(stored.run, false).await
    }

    pub(crate) async fn stored_run(&self, company: CompanyId, run: RunId) -> Result<Stored> {
        let read = work(move |tx| -> Work<'_, Option<Stored>, Error> {
            Box::pin(async move { Ok(store::runs::get(tx, company, run).await?) })
        });
        self.0.pool.read(read).await?.ok_or(Error::from(Kind::Missing(Noun::Run)))
    }
}

/// What a caller needs to import.
const fn permission(scope: Scope) -> Permission {
    match scope {
        Scope::Accounts => Permission::ImportAccounts,
        Scope::People => Permission::ImportPersonnel,
    }
}
