//! Applying a chunk of accounts: what is new is added, what shows other facts is changed, what is back returns.

use std::{collections::HashMap, sync::Arc};

use domain::{
    Instant,
    accounts::Account,
    actors::Actor,
    connections::Family,
    events::{Event, Subject},
    ids::{AccountId, EventId, Noun},
    listings::SeenAccount,
    runs::{Counts, Run},
};
use store::{
    Tx,
    attributes::{self, Attributes},
    db::{Work, work},
    events::rising,
    runs::Stored,
    staged::Row,
};

use super::standing::{self, advance};
use crate::{App, Error, Result, digests};

/// A chunk of a run as it is to be applied.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    pub(super) added: Vec<(Account, String)>,
    pub(super) changed: Vec<(Account, String)>,
    /// Seen by a list that is not the whole one: the time is kept, nothing else changes.
    pub(super) seen: Vec<(Account, String)>,
    pub(super) kinds: Vec<(AccountId, &'static str)>,
    pub(super) counts: Counts,
}

impl App {
    /// Applies the next chunk; nothing when there is none.
    pub(super) async fn apply_accounts(&self, stored: &Stored) -> Result<Option<Stored>> {
        let (rows, known) = self.next_rows(stored).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let mut stored = stored.clone();
        stored.cursor.clone_from(&last.external_id);
        let family = self.family(&stored.run).await?;
        let new = rows.iter().filter(|row| !known.contains_key(&row.external_id)).count();
        let mut ids = self.0.ids.take(Noun::Account, new).await?.into_iter().map(AccountId::new);
        let mut chunk = Chunk::default();
        for row in rows {
            let seen: SeenAccount = serde_json::from_str(&row.body).map_err(Error::bug)?;
            let next = account(&stored.run, family, self.now(), seen);
            match known.get(&row.external_id) {
                Some((before, digest)) => chunk.again(before, next, digest, row.digest, &stored.run),
                None => chunk.add(next, ids.next(), row.digest)?,
            }
        }
        stored.run.manifest.counts += chunk.counts;
        self.save_chunk(stored, chunk).await.map(Some)
    }

    /// The next staged rows, and the accounts among them that are known already.
    pub(super) async fn next_rows(&self, stored: &Stored) -> Result<(Vec<Row>, Known)> {
        let (company, id, connection) = (stored.run.company, stored.run.id, stored.run.connection);
        let (after, many) = (stored.cursor.clone(), self.0.portions.applied);
        let read = work(move |tx| -> Work<'_, (Vec<Row>, Known), Error> {
            let after = after.clone();
            Box::pin(async move {
                let rows = store::staged::next(tx, company, id, &after, many).await?;
                let external: Vec<String> = rows.iter().map(|row| row.external_id.clone()).collect();
                let known = store::accounts::by_external(tx, company, connection, &external).await?;
                Ok((rows, known.into_iter().map(|known| (known.0.external_id.clone(), known)).collect()))
            })
        });
        self.0.pool.read(read).await
    }

    pub(super) async fn family(&self, run: &Run) -> Result<Family> {
        let (company, connection) = (run.company, run.connection);
        let held = self.held_connections(company);
        if let Some(connection) = held.get(&connection) {
            return Ok(connection.kind.family());
        }
        let connections = self.connections_at(company, i64::MAX).await?;
        let connection = connections.get(&connection).ok_or_else(|| Error::bug("a run's connection is gone"))?;
        Ok(connection.kind.family())
    }

    async fn save_chunk(&self, stored: Stored, chunk: Chunk) -> Result<Stored> {
        let events = self.0.ids.events(chunk.kinds.len()).await?;
        let (now, shared) = (self.now(), Arc::new((stored, chunk, events)));
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (stored, chunk, events) = shared.as_ref();
                let stored = advance(tx, stored, now).await?;
                chunk.save(tx, &stored.run, events).await?;
                Ok(stored)
            })
        });
        self.0.pool.write(save).await
    }
}

/// Accounts by their external ids, each with the digest of what was seen last.
pub(super) type Known = HashMap<String, (Account, String)>;

/// The account that a row shows, as if it were new.
fn account(run: &Run, family: Family, now: Instant, seen: SeenAccount) -> Account {
    Account {
        company: run.company,
        id: AccountId::new(0),
        connection: run.connection,
        family,
        has_mfa: seen.mfa.known().copied(),
        external_id: seen.external_id,
        username: seen.username,
        email: seen.email,
        facts: seen.facts,
        seen_at: if run.complete { None } else { run.observed_at },
        last_seen_at: None,
        first_missed_at: seen.gone_at,
        removed_at: seen.gone_at,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

impl Chunk {
    pub(super) fn add(&mut self, next: Account, id: Option<AccountId>, digest: String) -> Result<()> {
        let id = id.ok_or_else(|| Error::bug("too few ids"))?;
        self.counts.added += 1;
        self.kinds.push((id, "account.added"));
        self.added.push((Account { id, ..next }, digest));
        Ok(())
    }

    /// An account that was known: unchanged, changed, back, or gone by the list's own word.
    pub(super) fn again(&mut self, before: &Account, next: Account, old: &str, digest: String, run: &Run) {
        let gone = next.removed_at.is_some();
        let next = Account {
            id: before.id,
            created_at: before.created_at,
            seen_at: if gone { before.seen_at } else { before.seen_at.max(next.seen_at) },
            last_seen_at: before.last_seen_at.filter(|_| gone),
            updated_at: rising(next.updated_at, Some(before.updated_at)),
            version: before.version + 1,
            ..next
        };
        let (count, kind) = match (before.removed_at.is_some(), gone) {
            (true, false) => (&mut self.counts.returned, "account.returned"),
            (false, true) => (&mut self.counts.removed, "account.removed"),
            _ if old != digest => (&mut self.counts.changed, "account.changed"),
            _ => return self.unchanged(before, &next, digest, run),
        };
        *count += 1;
        self.kinds.push((before.id, kind));
        self.changed.push((next, digest));
    }

    /// An account that is as it was. A list that is not the whole one has seen it all the same.
    fn unchanged(&mut self, before: &Account, next: &Account, digest: String, run: &Run) {
        self.counts.unchanged += 1;
        if !run.complete && next.seen_at != before.seen_at {
            self.seen.push((Account { seen_at: next.seen_at, ..before.clone() }, digest));
        }
    }

    /// Writes the chunk, with one event for each change.
    pub(super) async fn save(&self, tx: &mut Tx, run: &Run, ids: &[EventId]) -> Result<()> {
        let company = run.company;
        store::accounts::add(tx, company, &self.added).await?;
        store::accounts::update(tx, company, &self.changed).await?;
        store::accounts::update(tx, company, &self.seen).await?;
        if !self.added.is_empty() {
            store::connections::count(tx, company, run.connection, self.added.len() as i64).await?;
        }
        if self.kinds.is_empty() {
            return Ok(());
        }
        // The company's lists are others from now on.
        store::companies::bump(tx, company).await?;
        let salt = store::companies::salt(tx, company).await?;
        let kinds: HashMap<AccountId, &str> = self.kinds.iter().copied().collect();
        let touched = self.added.iter().chain(&self.changed).map(|(account, _)| account);
        let (mut events, mut kept) = (Vec::new(), Vec::new());
        for (account, id) in touched.zip(ids) {
            let kind = kinds.get(&account.id).copied().unwrap_or("account.changed");
            let (event, attributes) = told(run, account, *id, (kind, &salt));
            events.push(event);
            kept.push(attributes);
        }
        attributes::keep(tx, company, kept)?;
        Ok(store::events::record(tx, company, &events)?)
    }
}

/// The event that an account came to be as it is, and the attributes that it refers to by digest.
fn told(run: &Run, account: &Account, id: EventId, (kind, salt): (&str, &str)) -> (Event, Attributes) {
    let subject = Subject::Account(account.id.get());
    let attributes = digests::canonical(&serde_json::json!({
        "externalId": account.external_id,
        "username": account.username,
        "email": account.email,
        "hasMfa": account.has_mfa,
        "facts": account.facts,
    }));
    let body = digests::canonical(&serde_json::json!({ "after": {
        "attributes": digests::salted(salt, &attributes),
        "connection": account.connection,
        "lastSeenAt": account.last_seen_at,
        "firstMissedAt": account.first_missed_at,
        "removedAt": account.removed_at,
    }}));
    let record = standing::record(run, Actor::Run { run: run.id });
    let event = record.event(id, (subject, account.version), account.updated_at, (kind, body));
    (event, Attributes { subject, version: account.version, body: attributes })
}
