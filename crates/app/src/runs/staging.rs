//! Staging: the rows of a list are kept beside the register until they are applied.

use std::sync::Arc;

use domain::{
    actors::Actor,
    connections::Connection,
    events::Subject,
    ids::{EventId, Noun, RunId},
    runs::{Manifest, Run, State},
};
use store::{
    db::{Work, work},
    runs::Stored,
    staged::Row,
};

use super::{Import, LEASE, Spooled, applying::advance, connection, reading::Read};
use crate::{App, Caller, Error, Result, digests, events::Record};

impl App {
    /// Sees to it that no earlier run of the connection is under way: an abandoned one is ended, a held one dropped.
    pub(super) async fn end_earlier_runs(&self, connection: &Connection) -> Result<()> {
        let (company, id) = (connection.company, connection.id);
        let open = work(move |tx| -> Work<'_, Vec<Stored>, Error> {
            Box::pin(async move { Ok(store::runs::open(tx, company, id).await?) })
        });
        for run in self.0.pool.read(open).await?.into_iter().map(|stored| stored.run) {
            if !self.take_over(&run).await? {
                return Err(under_way());
            }
            match run.state {
                State::Applying => self.apply(company, run.id).await.map(drop)?,
                _ => self.drop_run(&run).await?,
            }
        }
        Ok(())
    }

    /// Takes the lease for a run that nobody goes on with; false where somebody does.
    pub(super) async fn take_over(&self, run: &Run) -> Result<bool> {
        let (company, connection, id) = (run.company, run.connection, run.id);
        let now = self.now();
        let take = work(move |tx| -> Work<'_, bool, Error> {
            let span = (now, now.plus_seconds(LEASE));
            Box::pin(async move { Ok(store::connections::take_over(tx, company, connection, id, span).await?) })
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
        let stored = self.begin(caller, import, list, of).await?;
        let run = stored.run.clone();
        match self.fill(import, list, stored).await {
            Ok(stored) => Ok(stored),
            Err(failed) => {
                // Where even that fails, the run is dropped once its lease is over.
                if let Err(cause) = self.drop_run(&run).await {
                    tracing::warn!(run = run.id.get(), error = %cause, cause = cause.cause(), "a run could not be dropped");
                }
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
            started_by: caller.actor.clone(),
            manifest: manifest(import, list, read),
            version: 0,
        };
        let stored = Stored { run, phase: 0, cursor: String::new(), step: 0 };
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
        if self.0.pool.write(begin).await? { Ok(stored) } else { Err(under_way()) }
    }

    /// Stages all rows, and counts how many accounts are present, and how many of them the list misses.
    async fn fill(&self, import: &Import, list: &Spooled, mut stored: Stored) -> Result<Stored> {
        let mut chunks = self.chunks(import, list);
        while let Some(rows) = chunks.next().await? {
            stored = self.put(stored, rows).await?;
        }
        if stored.run.complete {
            let (company, connection, id) = (stored.run.company, stored.run.connection, stored.run.id);
            let count = work(move |tx| -> Work<'_, (u64, u64), Error> {
                Box::pin(async move { Ok(store::staged::missing(tx, company, connection, id).await?) })
            });
            let manifest = &mut stored.run.manifest;
            (manifest.present, manifest.missing) = self.0.pool.read(count).await?;
        }
        Ok(stored)
    }

    async fn put(&self, stored: Stored, rows: Vec<Row>) -> Result<Stored> {
        let (now, shared) = (self.now(), Arc::new((stored, rows)));
        let put = work(move |tx| -> Work<'_, Stored, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (stored, rows) = shared.as_ref();
                let stored = advance(tx, stored, now).await?;
                store::staged::add(tx, stored.run.company, stored.run.id, rows).await?;
                Ok(stored)
            })
        });
        self.0.pool.write(put).await
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
        let mut stored = self.stored_run(run.company, run.id).await?;
        match std::mem::replace(&mut stored.run.state, State::Dropped) {
            State::Held => stored = self.record_run(stored, "run.dropped", Actor::Register).await?,
            State::Staging => stored = self.save_run(stored).await?,
            State::Dropped => {}
            State::Applying | State::Applied => return Err(under_way()),
        }
        self.clear(run).await?;
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

    /// Drops the staged rows of a run that needs them no more.
    pub(super) async fn clear(&self, run: &Run) -> Result<()> {
        let (company, id, many) = (run.company, run.id, self.0.portions.cleared);
        loop {
            let clear = work(move |tx| -> Work<'_, u64, Error> {
                Box::pin(async move { Ok(store::staged::clear(tx, company, id, many).await?) })
            });
            if self.0.pool.write(clear).await? == 0 {
                return Ok(());
            }
        }
    }
}

fn under_way() -> Error {
    Error::conflict("another import of this connection is under way; wait until it has ended, and repeat")
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
