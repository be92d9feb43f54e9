//! Staging: the rows of a list are kept beside the register until they are applied.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    connections::Connection,
    ids::{CompanyId, ConnectionId, Noun, RunId},
    runs::{Manifest, Run, State},
};
use store::{
    db::{Work, work},
    runs::Stored,
    staged::Row,
};

use super::{
    Import, LEASE, Spooled, connection,
    reading::{Read, is_gone},
    standing::advance,
};
use crate::{App, Caller, Error, Kind, Result};

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

    /// Adds the run, if its connection is free, and the list still fits it: another may have been applied meanwhile. While
    /// the run has not ended no other begins, so that what its rows were compared with stays as it was.
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
                    return Err(Kind::UnderWay.into());
                }
                if !store::runs::open(tx, run.company, run.connection).await?.is_empty() {
                    return Err(Kind::UnderWay.into());
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
        let (mut chunks, mut rows, mut listed) = (self.chunks(import, list), 0, 0);
        while let Some(chunk) = chunks.next().await? {
            rows += chunk.len() as u64;
            let known;
            (stored, known) = self.put(stored, chunk).await?;
            listed += known;
        }
        if rows != stored.run.manifest.rows {
            return Err(Error::bug("the list is another one when it is read again"));
        }
        if stored.run.complete {
            let present = self.present(stored.run.company, stored.run.connection).await?;
            stored.run.manifest.present = present;
            stored.run.manifest.missing = present.saturating_sub(listed);
        }
        Ok(stored)
    }

    /// How many accounts the connection has that were not found gone.
    pub(super) async fn present(&self, company: CompanyId, connection: ConnectionId) -> Result<u64> {
        let count = work(move |tx| -> Work<'_, u64, Error> {
            Box::pin(async move { Ok(store::accounts::present(tx, company, connection).await?) })
        });
        self.0.pool.read(count).await
    }

    /// Stages some rows; says how many of them show an account that is present, and stays so.
    async fn put(&self, stored: Stored, rows: Vec<Row>) -> Result<(Stored, u64)> {
        let (now, shared) = (self.now(), Arc::new((stored, rows)));
        let put = work(move |tx| -> Work<'_, (Stored, u64), Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (stored, rows) = shared.as_ref();
                let stored = advance(tx, stored, now).await?;
                let run = &stored.run;
                let external = rows.iter().map(|row| row.external_id.as_str());
                let known = store::accounts::digests(tx, run.company, run.connection, external).await?;
                let present = (known.len() - gone(rows, &known)?) as u64;
                let unchanged = if moves_dates(run) { HashSet::new() } else { unchanged(rows, &known) };
                store::staged::add(tx, run.company, run.id, rows, &unchanged).await?;
                Ok((stored, present))
            })
        });
        self.0.pool.write(put).await
    }
}

/// Whether each row moves a date of its account, even where it shows nothing new.
fn moves_dates(run: &Run) -> bool {
    !run.complete && run.observed_at.is_some()
}

/// How many of the rows say that an account which was present is gone: no less than those that the list misses, they wait
/// for somebody when they are too many.
fn gone(rows: &[Row], known: &HashMap<String, String>) -> Result<usize> {
    let news = rows.iter().filter(|row| known.get(&row.external_id).is_some_and(|digest| *digest != row.digest));
    let gone: Vec<bool> = news.map(is_gone).collect::<Result<_>>()?;
    Ok(gone.into_iter().filter(|gone| *gone).count())
}

/// The ids of the rows that show of their accounts what is known.
fn unchanged(rows: &[Row], known: &HashMap<String, String>) -> HashSet<String> {
    let same = rows.iter().filter(|row| known.get(&row.external_id) == Some(&row.digest));
    same.map(|row| row.external_id.clone()).collect()
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
        dropped: read.summary.dropped,
        passed_over: read.summary.passed_over,
        rows: read.rows,
        ..Manifest::default()
    }
}
