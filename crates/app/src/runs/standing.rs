//! How a run stands: written with each step, held, dropped, and gone on with by somebody else.

use domain::{
    Instant,
    actors::Actor,
    connections::Connection,
    events::Subject,
    ids::{EventId, Noun},
    runs::{Run, State},
};
use store::{
    Tx,
    db::{Work, work},
    runs::Stored,
};

use super::LEASE;
use crate::{App, Error, Kind, Result, digests, events::Record};

impl App {
    /// Sees to it that no earlier run of the connection is under way: an abandoned one is ended, a held one dropped.
    pub(super) async fn end_earlier_runs(&self, connection: &Connection) -> Result<()> {
        let (company, id) = (connection.company, connection.id);
        let open = work(move |tx| -> Work<'_, Vec<Stored>, Error> {
            Box::pin(async move { Ok(store::runs::open(tx, company, id).await?) })
        });
        for stored in self.0.pool.read(open).await? {
            if !self.end_run(&stored.run).await? {
                return Err(Kind::UnderWay.into());
            }
        }
        Ok(())
    }

    /// Ends a run that nobody goes on with, by applying it where that has begun; false where somebody does.
    pub(super) async fn end_run(&self, run: &Run) -> Result<bool> {
        if !self.take_over(run).await? {
            return Ok(false);
        }
        match run.state {
            State::Applying => self.apply(run.company, run.id).await.map(drop)?,
            _ => self.drop_run(run).await?,
        }
        // Where it had ended before it was taken over, nobody else gives the lease back.
        self.release(run).await?;
        Ok(true)
    }

    /// Takes the lease for a run that nobody goes on with; false where somebody does.
    async fn take_over(&self, run: &Run) -> Result<bool> {
        let (company, connection, id) = (run.company, run.connection, run.id);
        let now = self.now();
        let take = work(move |tx| -> Work<'_, bool, Error> {
            let span = (now, now.plus_seconds(LEASE));
            Box::pin(async move { Ok(store::connections::take_over(tx, company, connection, id, span).await?) })
        });
        self.0.pool.write(take).await
    }

    /// Keeps the run until somebody confirms it.
    pub(super) async fn hold(&self, mut stored: Stored) -> Result<Run> {
        stored.run.state = State::Held;
        let actor = stored.run.started_by.clone();
        let held = self.record_run(stored, "run.held", actor).await?.run;
        self.release(&held).await?;
        Ok(held)
    }

    /// Gives a run up before anything of it was applied. It has ended once none of its rows is left.
    pub(super) async fn drop_run(&self, run: &Run) -> Result<()> {
        self.drop_run_by(run, Actor::Register).await
    }

    /// The same, where somebody rejects it.
    pub(super) async fn drop_run_by(&self, run: &Run, actor: Actor) -> Result<()> {
        let mut stored = self.stored_run(run.company, run.id).await?;
        if stored.run.finished_at.is_some() {
            return Ok(());
        }
        match std::mem::replace(&mut stored.run.state, State::Dropped) {
            State::Held => stored = self.record_run(stored, "run.dropped", actor).await?,
            State::Staging => stored = self.save_run(stored).await?,
            State::Dropped => {}
            State::Applying | State::Applied => return Err(Kind::UnderWay.into()),
        }
        while let Some(cleared) = self.clear(&stored).await? {
            stored = cleared;
        }
        stored.run.finished_at = Some(self.now());
        let ended = self.save_run(stored).await?;
        self.release(&ended.run).await
    }

    /// Writes how the run stands; gives it as it is stored then.
    pub(super) async fn save_run(&self, stored: Stored) -> Result<Stored> {
        let now = self.now();
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let stored = stored.clone();
            Box::pin(async move { advance(tx, &stored, now).await })
        });
        self.0.pool.write(save).await
    }

    /// Writes how the run stands, with an event; gives it as it is stored then.
    pub(super) async fn record_run(&self, mut stored: Stored, kind: &'static str, actor: Actor) -> Result<Stored> {
        stored.run.version += 1;
        let (event, now) = (EventId::new(self.0.ids.one(Noun::Event).await?), self.now());
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let (stored, actor) = (stored.clone(), actor.clone());
            Box::pin(async move {
                let stored = advance(tx, &stored, now).await?;
                let what = (kind, body(&stored.run));
                record(&stored.run, actor).one(tx, event, of(&stored.run), now, what).await?;
                Ok(stored)
            })
        });
        self.0.pool.write(save).await
    }

    pub(super) async fn release(&self, run: &Run) -> Result<()> {
        let (company, connection, id) = (run.company, run.connection, run.id);
        let release = work(move |tx| -> Work<'_, (), Error> {
            Box::pin(async move { Ok(store::connections::release(tx, company, connection, id).await?) })
        });
        self.0.pool.write(release).await
    }

    /// Drops the next staged rows of a run that needs them no more; nothing when there are none.
    pub(super) async fn clear(&self, stored: &Stored) -> Result<Option<Stored>> {
        let (stored, now, many) = (stored.clone(), self.now(), self.0.portions.cleared);
        let clear = work(move |tx| -> Work<'_, Option<Stored>, Error> {
            let mut stored = stored.clone();
            Box::pin(async move {
                let (company, run) = (stored.run.company, stored.run.id);
                let last = store::staged::clear(tx, company, run, &stored.cursor, many).await?;
                let Some(last) = last else { return Ok(None) };
                stored.cursor = last;
                advance(tx, &stored, now).await.map(Some)
            })
        });
        self.0.pool.write(clear).await
    }
}

/// Writes how the run stands, in the transaction of whatever was done for it, and prolongs its lease; gives it as it is
/// stored then. Who does not hold the lease, or has not read the run's last state, has lost it to somebody else.
pub(super) async fn advance(tx: &mut Tx, stored: &Stored, now: Instant) -> Result<Stored> {
    let run = &stored.run;
    let span = (now, now.plus_seconds(LEASE));
    if !store::connections::lease(tx, run.company, run.connection, run.id, span).await? {
        return Err(taken_over());
    }
    store::runs::update(tx, stored).await?.ok_or_else(taken_over)
}

fn taken_over() -> Error {
    Error::conflict("somebody else has gone on with this run; look at how it stands, and repeat it if it was dropped")
}

/// What all events of a run share.
pub(super) fn record(run: &Run, actor: Actor) -> Record {
    Record { company: run.company, actor, request: None, run: Some(run.id), batch: None, observed_at: run.observed_at }
}

pub(super) fn of(run: &Run) -> (Subject, i64) {
    (Subject::Run(run.id.get()), run.version)
}

/// The state of a run, as its events hold it.
pub(super) fn body(run: &Run) -> String {
    digests::canonical(&serde_json::json!({ "after": {
        "state": run.state,
        "connection": run.connection,
        "complete": run.complete,
        "asOf": run.as_of,
        "sha256": run.manifest.sha256,
        "rows": run.manifest.rows,
        "missing": run.manifest.missing,
        "counts": run.manifest.counts,
    }}))
}
