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

use super::{
    connection,
    standing::{self, advance},
};
use crate::{App, Error, Kind, Result, error::Noun};

/// The phases of a run, in order. In the one after these, what was staged goes.
const FACTS: i64 = 0;
const LINKS: i64 = 1;
const MISSING: i64 = 2;

/// So many new accounts that tables are not any more what the database knows of them.
const MANY: u64 = 1000;

impl App {
    /// Goes on with every run that nobody goes on with. One that fails is logged, and costs the others nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn resume_runs(&self) -> Result<()> {
        let now = self.now();
        let abandoned = work(move |tx| -> Work<'_, Vec<(CompanyId, RunId)>, Error> {
            Box::pin(async move { Ok(store::runs::abandoned(tx, now).await?) })
        });
        for (company, run) in self.0.pool.read(abandoned).await? {
            if let Err(failed) = self.resume(company, run).await {
                let (run, cause) = (run.get(), failed.cause());
                tracing::warn!(run, error = %failed, cause, "a run could not be resumed and will be tried again");
            }
        }
        Ok(())
    }

    async fn resume(&self, company: CompanyId, run: RunId) -> Result<()> {
        let run = self.stored_run(company, run).await?.run;
        match run.state {
            State::Staging | State::Dropped | State::Applying => self.end_run(&run).await.map(drop),
            State::Held | State::Applied => Ok(()),
        }
    }

    /// Applies the run, whose lease the caller has, from where it stands to its end.
    pub(super) async fn apply(&self, company: CompanyId, run: RunId) -> Result<Run> {
        let mut stored = self.stored_run(company, run).await?;
        while stored.run.state == State::Applying {
            stored = self.step(stored).await?;
        }
        Ok(stored.run)
    }

    /// The next chunk of a phase, or the next phase. That the facts are done is written with how many rows showed nothing
    /// new; and that the last phase has begun, since it takes away what the others need.
    async fn step(&self, mut stored: Stored) -> Result<Stored> {
        let applied = match (stored.phase, stored.run.scope) {
            (FACTS, Scope::Accounts) => self.apply_accounts(&stored).await?,
            (FACTS, Scope::People) => self.apply_people(&stored).await?,
            (LINKS, Scope::Accounts) if stored.run.link => self.apply_rule(&stored).await?,
            (MISSING, _) if stored.run.manifest.missing > 0 => self.apply_missing(&stored).await?,
            (..=MISSING, _) => None,
            _ => self.clear(&stored).await?,
        };
        if let Some(applied) = applied {
            if grown(stored.run.manifest.counts.added, applied.run.manifest.counts.added) {
                self.survey().await?;
            }
            return Ok(applied);
        }
        if stored.phase > MISSING {
            return self.finish(stored).await;
        }
        if stored.phase == FACTS {
            stored.run.manifest.counts.unchanged += self.unchanged(&stored.run).await?;
        }
        stored.phase += 1;
        stored.cursor.clear();
        if stored.phase == MISSING { Ok(stored) } else { self.save_run(stored).await }
    }

    async fn survey(&self) -> Result<()> {
        let survey =
            work(|tx| -> Work<'_, (), Error> { Box::pin(async move { Ok(store::accounts::survey(tx).await?) }) });
        self.0.pool.write(survey).await
    }

    async fn unchanged(&self, run: &Run) -> Result<u64> {
        let (company, id) = (run.company, run.id);
        let count = work(move |tx| -> Work<'_, u64, Error> {
            Box::pin(async move { Ok(store::staged::unchanged(tx, company, id).await?) })
        });
        self.0.pool.read(count).await
    }

    /// Ends the run: the connection learns of the list.
    async fn finish(&self, mut stored: Stored) -> Result<Stored> {
        stored.run.state = State::Applied;
        stored.run.finished_at = Some(self.now());
        let (events, now) = (self.0.ids.events(2).await?, self.now());
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let (stored, events) = (stored.clone(), events.clone());
            Box::pin(async move { end(tx, stored, &events, now).await })
        });
        self.0.pool.write(save).await
    }
}

/// Whether a run has added many accounts, and twice as many as the last time that it had.
const fn grown(before: u64, now: u64) -> bool {
    now >= MANY && now.ilog2() > (before | 1).ilog2()
}

async fn end(tx: &mut Tx, mut stored: Stored, events: &[EventId], now: Instant) -> Result<Stored> {
    let counts = stored.run.manifest.counts;
    let changed = counts.added + counts.changed + counts.returned + counts.removed + counts.linked > 0;
    stored.run.version += i64::from(changed);
    let company = stored.run.company;
    store::companies::bump(tx, company).await?;
    let stored = advance(tx, &stored, now).await?;
    let mut events = events.iter().copied();
    if let (true, Some(event)) = (changed, events.next()) {
        let record = standing::record(&stored.run, stored.run.started_by.clone());
        let what = ("run.applied", standing::body(&stored.run));
        record.one(tx, event, standing::of(&stored.run), now, what).await?;
    }
    let found = store::connections::get(tx, company, stored.run.connection).await?;
    let connection = found.ok_or(Error::from(Kind::Missing(Noun::Connection)))?;
    let listed = listed(&connection, &stored.run);
    if let (true, Some(event)) = (listed != connection, events.next()) {
        let listed = Connection { version: connection.version + 1, ..listed };
        store::connections::update(tx, &listed).await?;
        let of = (Subject::Connection(listed.id.get()), listed.version);
        let record = standing::record(&stored.run, Actor::Run { run: stored.run.id });
        record.one(tx, event, of, now, ("connection.listed", connection::body(&listed))).await?;
    }
    store::connections::release(tx, company, connection.id, stored.run.id).await?;
    Ok(stored)
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
