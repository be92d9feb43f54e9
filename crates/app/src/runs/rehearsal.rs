//! Rehearsal: what an import would do, without doing it.

use std::collections::HashMap;

use domain::{
    Instant,
    connections::Connection,
    ids::{CompanyId, ConnectionId, RunId},
    listings::SeenAccount,
    matches::address_keys,
    runs::{Counts, Run, Scope, State, brakes},
};
use store::{
    Tx,
    accounts::Standing,
    db::{Work, work},
    staged::Row,
};

use super::{
    Import, Spooled, connection,
    reading::{Read, is_gone},
    staging,
};
use crate::{App, Caller, Error, Result, links::rule::Here};

impl App {
    /// What the import would do: the run as it would be, with its counts, and without an id. It is held where the import
    /// would be; its counts are those of the import that goes through.
    pub(super) async fn rehearse(
        &self,
        caller: &Caller,
        import: &Import,
        list: &Spooled,
        (connection, read): (Option<Connection>, Read),
    ) -> Result<Run> {
        let company = caller.company.id;
        let mut run = rehearsed(caller, connection.as_ref(), import, list, read);
        run.started_at = self.now();
        let (mut chunks, mut listed) = (self.chunks(import, list), 0);
        while let Some(rows) = chunks.next().await? {
            let (counts, present) = self.foretell(&run, rows).await?;
            run.manifest.counts += counts;
            listed += present;
        }
        if let (Some(connection), true) = (&connection, run.complete) {
            let present = self.present(company, connection.id).await?;
            let missing = present.saturating_sub(listed);
            (run.manifest.present, run.manifest.missing) = (present, missing);
            run.manifest.counts.removed = missing;
            if brakes(missing, present) && import.confirm != Some(missing) {
                run.state = State::Held;
            }
        }
        Ok(run)
    }

    /// What the rows would do, and how many of them show an account that is present, and stays so.
    async fn foretell(&self, run: &Run, rows: Vec<Row>) -> Result<(Counts, u64)> {
        let (company, connection) = (run.company, run.connection);
        let links = run.link && run.scope == Scope::Accounts;
        let read = work(move |tx| -> Work<'_, (Counts, u64), Error> {
            let rows = rows.clone();
            Box::pin(async move {
                let external: Vec<String> = rows.iter().map(|row| row.external_id.clone()).collect();
                let known = store::accounts::standings(tx, company, connection, &external).await?;
                let present = known.iter().filter(|standing| !standing.removed).count() as u64;
                let known = known.into_iter().map(|one| (one.external_id.clone(), one)).collect();
                let counts = counts(&rows, &known)?;
                let linked = if links { linked(tx, company, &rows, &known).await? } else { 0 };
                Ok((Counts { linked, ..counts }, present - counts.removed))
            })
        });
        self.0.pool.read(read).await
    }
}

/// How known accounts stand, by external id.
type Known = HashMap<String, Standing>;

fn counts(rows: &[Row], known: &Known) -> Result<Counts> {
    let mut counts = Counts::default();
    for row in rows {
        let count = match known.get(&row.external_id) {
            None => &mut counts.added,
            Some(standing) if standing.digest == row.digest && (!standing.removed || is_gone(row)?) => {
                &mut counts.unchanged
            }
            Some(standing) => match (standing.removed, is_gone(row)?) {
                (true, false) => &mut counts.returned,
                (false, true) => &mut counts.removed,
                _ => &mut counts.changed,
            },
        };
        *count += 1;
    }
    Ok(counts)
}

/// How many of the rows the rule would link: new accounts, and known ones that nothing is decided about.
async fn linked(tx: &mut Tx, company: CompanyId, rows: &[Row], known: &Known) -> Result<u64> {
    let open = rows.iter().filter(|row| known.get(&row.external_id).is_none_or(|standing| standing.open));
    let seen: Vec<SeenAccount> =
        open.map(|row| serde_json::from_str(&row.body).map_err(Error::bug)).collect::<Result<_>>()?;
    let keys = seen.iter().flat_map(|seen| address_keys(seen.email.as_deref(), &seen.username)).collect();
    let here = Here::with(tx, company, keys).await?;
    Ok(seen.iter().filter(|seen| here.owner(seen.email.as_deref(), &seen.username).is_some()).count() as u64)
}

fn rehearsed(caller: &Caller, connection: Option<&Connection>, import: &Import, list: &Spooled, read: Read) -> Run {
    Run {
        company: caller.company.id,
        id: RunId::new(0),
        connection: connection.map_or(ConnectionId::new(0), |connection| connection.id),
        scope: import.scope,
        state: State::Staging,
        complete: import.complete || read.summary.always_complete,
        link: import.link,
        observed_at: connection::observed_at(import, &read),
        as_of: connection::as_of(import, &read),
        started_at: Instant::from_micros(0),
        finished_at: None,
        started_by: caller.actor.clone(),
        manifest: staging::manifest(import, list, read),
        version: 0,
    }
}
