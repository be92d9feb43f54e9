//! Rehearsal: what an import would do, without doing it.

use domain::{
    connections::Connection,
    ids::{CompanyId, ConnectionId, RunId},
    runs::{Run, State},
};
use store::{
    db::{Work, work},
    staged::Row,
};

use super::{Import, Spooled, accounts::Known, connection, reading::Read, staging};
use crate::{App, Caller, Error, Result};

impl App {
    /// What the import would do: the run as it would be, with its counts, and without an id.
    pub(super) async fn rehearse(
        &self,
        caller: &Caller,
        import: &Import,
        list: &Spooled,
        (connection, read): (Option<Connection>, Read),
    ) -> Result<Run> {
        let company = caller.company.id;
        let mut run = rehearsed(company, connection.as_ref(), import, list, read);
        run.started_at = self.now();
        let mut chunks = self.chunks(import, list);
        let mut still_here = 0;
        while let Some(rows) = chunks.next().await? {
            let known = self.known(company, connection.as_ref(), &rows).await?;
            for row in rows {
                let counts = &mut run.manifest.counts;
                match known.get(&row.external_id) {
                    None => counts.added += 1,
                    Some((account, _)) if account.removed_at.is_some() => counts.returned += 1,
                    Some((_, digest)) => {
                        still_here += 1;
                        *if *digest == row.digest { &mut counts.unchanged } else { &mut counts.changed } += 1;
                    }
                }
            }
        }
        if let (Some(connection), true) = (&connection, run.complete) {
            let (id, none) = (connection.id, RunId::new(0));
            let count = work(move |tx| -> Work<'_, (u64, u64), Error> {
                Box::pin(async move { Ok(store::staged::missing(tx, company, id, none).await?) })
            });
            let (present, _) = self.0.pool.read(count).await?;
            run.manifest.present = present;
            run.manifest.missing = present.saturating_sub(still_here);
            run.manifest.counts.removed = run.manifest.missing;
        }
        Ok(run)
    }

    async fn known(&self, company: CompanyId, connection: Option<&Connection>, rows: &[Row]) -> Result<Known> {
        let Some(connection) = connection else { return Ok(Known::new()) };
        let (id, external): (_, Vec<String>) =
            (connection.id, rows.iter().map(|row| row.external_id.clone()).collect());
        let read = work(move |tx| -> Work<'_, Known, Error> {
            let external = external.clone();
            Box::pin(async move {
                let known = store::accounts::by_external(tx, company, id, &external).await?;
                Ok(known.into_iter().map(|known| (known.0.external_id.clone(), known)).collect())
            })
        });
        self.0.pool.read(read).await
    }
}

fn rehearsed(company: CompanyId, connection: Option<&Connection>, import: &Import, list: &Spooled, read: Read) -> Run {
    Run {
        company,
        id: RunId::new(0),
        connection: connection.map_or(ConnectionId::new(0), |connection| connection.id),
        scope: import.scope,
        state: State::Staging,
        complete: import.complete || read.summary.always_complete,
        link: import.link,
        observed_at: connection::observed_at(import, &read),
        as_of: connection::as_of(import, &read),
        started_at: domain::Instant::from_micros(0),
        finished_at: None,
        manifest: staging::manifest(import, list, read),
        version: 0,
    }
}
