//! Staging: the rows of a list are kept beside the register until they are applied.

use std::sync::Arc;

use domain::{
    connections::Connection,
    ids::{Noun, RunId},
    runs::{Manifest, Run, State},
};
use store::{
    db::{Work, work},
    runs::Stored,
    staged::Row,
};

use super::{
    Import, LEASE, Spooled, connection,
    reading::Read,
    standing::{advance, under_way},
};
use crate::{App, Caller, Error, Result};

impl App {
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

    /// Adds the run, if its connection is free, and the list still fits it: another may have been applied meanwhile.
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
            manifest: manifest(import, list, read.clone()),
            version: 0,
        };
        let stored = Stored { run, phase: 0, cursor: String::new(), step: 0 };
        let shared = Arc::new((stored, import.clone(), read));
        let begin = work(move |tx| -> Work<'_, Stored, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (stored, import, read) = shared.as_ref();
                let run = &stored.run;
                let span = (run.started_at, run.started_at.plus_seconds(LEASE));
                if !store::connections::lease(tx, run.company, run.connection, run.id, span).await? {
                    return Err(under_way());
                }
                if !store::runs::open(tx, run.company, run.connection).await?.is_empty() {
                    return Err(under_way());
                }
                let connection = store::connections::get(tx, run.company, run.connection).await?;
                connection.map_or(Ok(()), |connection| connection::fits(&connection, import, read))?;
                store::runs::add(tx, stored).await?;
                Ok(stored.clone())
            })
        });
        self.0.pool.write(begin).await
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
