//! Staging: the rows of a list are kept beside the register until they are applied.

use domain::{
    actors::Actor,
    connections::Connection,
    events::Subject,
    ids::{Noun, RunId},
    runs::{Manifest, Run, State},
};
use store::{
    db::{Work, work},
    runs::Stored,
    staged::Row,
};

use super::{Import, LEASE, Spooled, connection, reading::Read};
use crate::{App, Caller, Error, Result, digests, events::Record};

/// Rows staged in one transaction.
const CHUNK: usize = 1000;
/// Rows dropped in one transaction.
const CLEARED: i64 = 5000;

impl App {
    /// Sees to it that no earlier run of the connection is under way: an abandoned one is ended, a held one dropped.
    pub(super) async fn end_earlier_runs(&self, connection: &Connection) -> Result<()> {
        const OPEN: &[State] = &[State::Staging, State::Applying, State::Held];
        for stored in self.stored_runs(connection.company, Some(connection.id), OPEN, 100).await? {
            match stored.run.state {
                State::Held => self.drop_run(stored).await?,
                State::Staging if self.lease(&stored.run).await? => self.drop_run(stored).await?,
                State::Applying if self.lease(&stored.run).await? => {
                    self.apply(stored.run.company, stored.run.id).await?;
                }
                _ => {
                    return Err(Error::conflict(
                        "another import of this connection is under way; wait until it has ended, and repeat",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Takes or prolongs the run's lease on its connection.
    pub(super) async fn lease(&self, run: &Run) -> Result<bool> {
        let (company, connection, id) = (run.company, run.connection, run.id);
        let now = self.now();
        let take = work(move |tx| -> Work<'_, bool, Error> {
            let span = (now, now.plus_seconds(LEASE));
            Box::pin(async move { Ok(store::connections::lease(tx, company, connection, id, span).await?) })
        });
        self.0.pool.write(take).await
    }

    /// Stages the list and counts what is missing from it.
    pub(super) async fn stage(
        &self,
        caller: &Caller,
        import: &Import,
        list: &Spooled,
        of: (&Connection, Read),
    ) -> Result<Stored> {
        let mut stored = self.begin(caller, import, list, of).await?;
        match self.fill(import, list, &stored.run).await {
            Ok((present, missing)) => {
                stored.run.manifest.present = present;
                stored.run.manifest.missing = missing;
                Ok(stored)
            }
            Err(failed) => {
                self.drop_run(stored).await?;
                Err(failed)
            }
        }
    }

    async fn begin(
        &self,
        caller: &Caller,
        import: &Import,
        list: &Spooled,
        (connection, read): (&Connection, Read),
    ) -> Result<Stored> {
        let run = Run {
            company: connection.company,
            id: RunId::new(self.0.ids.one(Noun::Run).await?),
            connection: connection.id,
            scope: import.scope,
            state: State::Staging,
            complete: import.complete || read.summary.always_complete,
            link: import.link,
            observed_at: connection::observed_at(import, &read),
            as_of: connection::as_of(import, &read),
            started_at: self.now(),
            finished_at: None,
            manifest: manifest(import, list, read),
            version: 0,
        };
        let stored = Stored { run, phase: 0, cursor: String::new(), actor: caller.actor.clone() };
        let begun = stored.clone();
        let begin = work(move |tx| -> Work<'_, bool, Error> {
            let stored = begun.clone();
            Box::pin(async move {
                let run = &stored.run;
                let span = (run.started_at, run.started_at.plus_seconds(LEASE));
                let free = store::connections::lease(tx, run.company, run.connection, run.id, span).await?;
                if free {
                    store::runs::add(tx, &stored).await?;
                }
                Ok(free)
            })
        });
        if self.0.pool.write(begin).await? {
            Ok(stored)
        } else {
            Err(Error::conflict("another import of this connection is under way; wait until it has ended, and repeat"))
        }
    }

    /// Stages all rows; says how many accounts are present, and how many of them the list misses.
    async fn fill(&self, import: &Import, list: &Spooled, run: &Run) -> Result<(u64, u64)> {
        let mut chunks = self.chunks(import, list, CHUNK);
        while let Some(rows) = chunks.next().await? {
            self.put(run, rows).await?;
        }
        if !run.complete {
            return Ok((0, 0));
        }
        let (company, connection, id) = (run.company, run.connection, run.id);
        let count = work(move |tx| -> Work<'_, (u64, u64), Error> {
            Box::pin(async move { Ok(store::staged::missing(tx, company, connection, id).await?) })
        });
        self.0.pool.read(count).await
    }

    async fn put(&self, run: &Run, rows: Vec<Row>) -> Result<()> {
        let (company, connection, id, now) = (run.company, run.connection, run.id, self.now());
        let put = work(move |tx| -> Work<'_, (), Error> {
            let rows = rows.clone();
            Box::pin(async move {
                let span = (now, now.plus_seconds(LEASE));
                if !store::connections::lease(tx, company, connection, id, span).await? {
                    return Err(Error::conflict("the import took too long and was given up; repeat it"));
                }
                Ok(store::staged::add(tx, company, id, rows).await?)
            })
        });
        self.0.pool.write(put).await
    }

    /// Keeps the run until somebody confirms it.
    pub(super) async fn hold(&self, mut stored: Stored) -> Result<Run> {
        stored.run.state = State::Held;
        let actor = stored.actor.clone();
        self.record_run(&mut stored, "run.held", actor).await?;
        self.release(&stored.run).await?;
        Ok(stored.run)
    }

    /// Gives a run up before anything of it was applied.
    pub(super) async fn drop_run(&self, mut stored: Stored) -> Result<()> {
        let held = stored.run.state == State::Held;
        stored.run.state = State::Dropped;
        stored.run.finished_at = Some(self.now());
        if held {
            self.record_run(&mut stored, "run.dropped", Actor::Register).await?;
        } else {
            self.save_run(&stored).await?;
        }
        self.release(&stored.run).await?;
        self.clear(&stored.run).await
    }

    /// Writes how the run stands, with an event.
    pub(super) async fn record_run(&self, stored: &mut Stored, kind: &'static str, actor: Actor) -> Result<()> {
        stored.run.version += 1;
        let event = self.0.ids.events(1).await?;
        let (saved, now) = (stored.clone(), self.now());
        let save = work(move |tx| -> Work<'_, (), Error> {
            let (stored, event, actor) = (saved.clone(), event.clone(), actor.clone());
            Box::pin(async move {
                store::runs::update(tx, &stored).await?;
                for event in event {
                    record(&stored.run, actor.clone())
                        .one(tx, event, of(&stored.run), now, (kind, body(&stored.run)))
                        .await?;
                }
                Ok(())
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

    /// Drops the staged rows of a run that has ended.
    pub(super) async fn clear(&self, run: &Run) -> Result<()> {
        let (company, id) = (run.company, run.id);
        loop {
            let clear = work(move |tx| -> Work<'_, u64, Error> {
                Box::pin(async move { Ok(store::staged::clear(tx, company, id, CLEARED).await?) })
            });
            if self.0.pool.write(clear).await? == 0 {
                return Ok(());
            }
        }
    }
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

pub(super) fn manifest(import: &Import, list: &Spooled, read: Read) -> Manifest {
    Manifest {
        name: import.name.clone(),
        sha256: list.sha256.clone(),
        bytes: list.bytes,
        format: read.summary.format.to_owned(),
        importer: format!("whose {}", env!("CARGO_PKG_VERSION")),
        upstream: read.summary.upstream,
        columns: read.summary.columns,
        unread: read.summary.unread,
        rows: read.rows,
        ..Manifest::default()
    }
}
