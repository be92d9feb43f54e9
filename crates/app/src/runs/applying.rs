//! Applying: chunk after chunk, in phases that can be resumed at the last chunk.

use domain::{
    Instant,
    actors::Actor,
    connections::Connection,
    events::Subject,
    ids::{CompanyId, EventId, RunId},
    runs::{Run, Scope, State},
};
use store::{
    Tx,
    db::{Work, work},
    runs::Stored,
};

use super::{LEASE, connection, staging};
use crate::{App, Error, Kind, Result, error::Noun};

/// Rows applied in one transaction.
pub(super) const CHUNK: i64 = 500;

/// The phases of a run, in order.
pub(super) const FACTS: i64 = 0;
pub(super) const LINKS: i64 = 1;
pub(super) const MISSING: i64 = 2;
const DONE: i64 = 3;

impl App {
    /// Goes on with every run that nobody goes on with.
    pub(crate) async fn resume_runs(&self) -> Result<()> {
        let now = self.now();
        let abandoned = work(move |tx| -> Work<'_, Vec<(CompanyId, RunId)>, Error> {
            Box::pin(async move { Ok(store::runs::abandoned(tx, now).await?) })
        });
        for (company, run) in self.0.pool.read(abandoned).await? {
            let stored = self.stored_run(company, run).await?;
            if self.lease(&stored.run).await? {
                match stored.run.state {
                    State::Staging => self.drop_run(stored).await?,
                    State::Applying => drop(self.apply(company, run).await?),
                    State::Held | State::Applied | State::Dropped => {}
                }
            }
        }
        Ok(())
    }

    /// Applies the run from where it stands to its end.
    pub(super) async fn apply(&self, company: CompanyId, run: RunId) -> Result<Run> {
        loop {
            let mut stored = self.stored_run(company, run).await?;
            if stored.run.state != State::Applying {
                return Ok(stored.run);
            }
            if !self.lease(&stored.run).await? {
                return Err(Error::conflict("somebody else goes on with the run"));
            }
            let more = match (stored.phase, stored.run.scope) {
                (FACTS, Scope::Accounts) => self.apply_accounts(&stored).await?,
                (FACTS, Scope::People) => self.apply_people(&stored).await?,
                (LINKS, Scope::Accounts) if stored.run.link => self.apply_rule(&stored).await?,
                (MISSING, _) if stored.run.complete => self.apply_missing(&stored).await?,
                (DONE.., _) => {
                    self.finish(stored).await?;
                    continue;
                }
                _ => false,
            };
            if !more {
                stored = self.stored_run(company, run).await?;
                stored.phase += 1;
                stored.cursor = String::new();
                self.save_run(&stored).await?;
            }
        }
    }

    /// Ends the run: the connection learns of the list, the staged rows go.
    async fn finish(&self, mut stored: Stored) -> Result<()> {
        stored.run.state = State::Applied;
        stored.run.finished_at = Some(self.now());
        let events = self.0.ids.events(2).await?;
        let (run, now) = (stored.run.clone(), self.now());
        let save = work(move |tx| -> Work<'_, (), Error> {
            let (stored, events) = (stored.clone(), events.clone());
            Box::pin(async move { end(tx, stored, &events, now).await })
        });
        self.0.pool.write(save).await?;
        self.clear(&run).await
    }
}

async fn end(tx: &mut Tx, mut stored: Stored, events: &[EventId], now: Instant) -> Result<()> {
    let company = stored.run.company;
    let found = store::connections::get(tx, company, stored.run.connection).await?;
    let mut connection = found.ok_or(Error::from(Kind::Missing(Noun::Connection)))?;
    let mut events = events.iter().copied();
    let listed = listed(&connection, &stored.run);
    if listed != connection {
        connection = Connection { version: connection.version + 1, ..listed };
        store::connections::update(tx, &connection).await?;
        let of = (Subject::Connection(connection.id.get()), connection.version);
        if let Some(event) = events.next() {
            let record = staging::record(&stored.run, Actor::Run { run: stored.run.id });
            record.one(tx, event, of, now, ("connection.listed", connection::body(&connection))).await?;
        }
    }
    let counts = stored.run.manifest.counts;
    if counts.added + counts.changed + counts.returned + counts.removed + counts.linked > 0 {
        stored.run.version += 1;
        if let Some(event) = events.next() {
            let record = staging::record(&stored.run, stored.actor.clone());
            let what = ("run.applied", staging::body(&stored.run));
            record.one(tx, event, staging::of(&stored.run), now, what).await?;
        }
    }
    store::runs::update(tx, &stored).await?;
    store::companies::bump(tx, company).await?;
    Ok(store::connections::release(tx, company, connection.id, stored.run.id).await?)
}

/// The connection once it knows of the list.
fn listed(connection: &Connection, run: &Run) -> Connection {
    let mut listed = connection.clone();
    listed.upstream = listed.upstream.or_else(|| run.manifest.upstream.clone());
    listed.as_of = listed.as_of.max(run.as_of);
    if run.complete {
        listed.listed_at = listed.listed_at.max(run.observed_at);
    }
    listed
}

/// Writes how far the run has come, in the transaction of a chunk, while its lease lasts. The lists are others from now on.
pub(super) async fn advance(tx: &mut Tx, stored: &Stored, now: Instant) -> Result<()> {
    let run = &stored.run;
    let span = (now, now.plus_seconds(LEASE));
    if !store::connections::lease(tx, run.company, run.connection, run.id, span).await? {
        return Err(Error::conflict("somebody else goes on with the run"));
    }
    store::companies::bump(tx, run.company).await?;
    Ok(store::runs::update(tx, stored).await?)
}
