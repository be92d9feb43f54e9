//! Applying what a whole list misses: those accounts are gone at the provider. They stay, with their links.

use std::sync::Arc;

use domain::{
    Instant,
    accounts::Account,
    actors::Actor,
    ids::EventId,
    runs::{Run, Scope},
};
use store::{
    Tx,
    db::{Work, work},
    events::rising,
    links::Wanted,
    runs::Stored,
};

use super::{
    accounts::Chunk,
    standing::{self, advance},
};
use crate::{App, Error, Result, people::restate};

impl App {
    /// Removes the next chunk of missing accounts; nothing when there is none. People none of whose roster entries are left
    /// have left.
    pub(super) async fn apply_missing(&self, stored: &Stored) -> Result<Option<Stored>> {
        let (accounts, before) = self.next_missing(stored).await?;
        let Some((last, _)) = accounts.last() else { return Ok(None) };
        let mut stored = stored.clone();
        stored.cursor.clone_from(&last.external_id);
        let now = self.now();
        let mut chunk = Chunk::default();
        for (account, digest) in accounts {
            chunk.kinds.push((account.id, "account.removed"));
            chunk.changed.push((gone(account, &stored.run, before, now), digest));
        }
        chunk.counts.removed = chunk.changed.len() as u64;
        stored.run.manifest.counts += chunk.counts;
        if stored.run.manifest.counts.removed > stored.run.manifest.missing {
            return Err(Error::bug("more is missing than the brake was told"));
        }
        let events = self.0.ids.events(chunk.kinds.len() * 2).await?;
        let shared = Arc::new((stored, chunk, events));
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (stored, chunk, events) = shared.as_ref();
                match stored.run.scope {
                    Scope::Accounts => remove(tx, stored, chunk, events, now).await,
                    Scope::People => {
                        store::companies::lock(tx, stored.run.company).await?;
                        let stored = remove(tx, stored, chunk, events, now).await?;
                        leave(tx, &stored.run, chunk, events, now).await?;
                        Ok(stored)
                    }
                }
            })
        });
        self.0.pool.write(save).await.map(Some)
    }

    /// The next missing accounts, and the date of the last list that may have held them.
    async fn next_missing(&self, stored: &Stored) -> Result<Missing> {
        let (company, of) = (stored.run.company, (stored.run.connection, stored.run.id));
        let (after, many) = (stored.cursor.clone(), self.0.portions.applied);
        let read = work(move |tx| -> Work<'_, Missing, Error> {
            let after = after.clone();
            Box::pin(async move {
                let ids = store::staged::next_missing(tx, company, of, &after, many).await?;
                let mut accounts = store::accounts::by_external(tx, company, of.0, &ids).await?;
                accounts.sort_by(|one, other| one.0.external_id.cmp(&other.0.external_id));
                let connection = store::connections::get(tx, company, of.0).await?;
                Ok((accounts, connection.and_then(|connection| connection.listed_at.max(connection.as_of))))
            })
        });
        self.0.pool.read(read).await
    }
}

async fn remove(tx: &mut Tx, stored: &Stored, chunk: &Chunk, ids: &[EventId], now: Instant) -> Result<Stored> {
    let stored = advance(tx, stored, now).await?;
    chunk.save(tx, &stored.run, ids).await?;
    Ok(stored)
}

/// People follow from their entries; the ids of their events come behind those of the entries.
async fn leave(tx: &mut Tx, run: &Run, chunk: &Chunk, ids: &[EventId], now: Instant) -> Result<()> {
    let accounts = chunk.changed.iter().map(|(account, _)| account.id).collect();
    let wanted = Wanted { accounts, people: Vec::new() };
    let record = standing::record(run, Actor::Run { run: run.id });
    restate(tx, &record, &wanted, ids.get(chunk.kinds.len()..).unwrap_or_default(), now).await
}

/// Missing accounts with their digests, and the date of the last list that may have held them.
type Missing = (Vec<(Account, String)>, Option<Instant>);

/// The account once it is found gone: last seen by the list before, first missed by this one.
fn gone(account: Account, run: &Run, before: Option<Instant>, now: Instant) -> Account {
    let missed = run.observed_at.or(run.as_of).unwrap_or(run.started_at);
    Account {
        last_seen_at: account.seen_at.max(before),
        first_missed_at: Some(missed),
        removed_at: Some(missed),
        updated_at: rising(now, Some(account.updated_at)),
        version: account.version + 1,
        ..account
    }
}
