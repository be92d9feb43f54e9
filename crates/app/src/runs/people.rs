//! Applying a chunk of a roster: its entries are accounts of family identity, and people follow from them.

use std::{collections::HashMap, sync::Arc};

use domain::{
    Instant,
    accounts::{Account, roster_facts as facts},
    actors::{Actor, DecidedBy},
    connections::Family,
    events::{Event, Subject},
    facts::Fact,
    ids::{AccountId, EventId, Noun, PersonId},
    links::Link,
    listings::SeenPerson,
    people::Person,
    runs::Run,
    texts,
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
use crate::{App, Error, Result, digests, people::restate};

/// The role of everybody, unless told otherwise.
const ROLE: &str = "EMPLOYEE";

/// A chunk with the ids that it may need.
struct Roster {
    stored: Stored,
    chunk: Chunk,
    people: Vec<PersonId>,
    /// Events of entries, then of their links, then of people.
    events: Vec<EventId>,
    entry_ids: Vec<String>,
    now: Instant,
}

impl App {
    /// Applies the next chunk of a roster; nothing when there is none.
    pub(super) async fn apply_people(&self, stored: &Stored) -> Result<Option<Stored>> {
        let (rows, known) = self.next_rows(stored).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let mut stored = stored.clone();
        stored.cursor.clone_from(&last.external_id);
        let now = self.now();
        let new = rows.iter().filter(|row| !known.contains_key(&row.external_id)).count();
        let mut ids = self.0.ids.take(Noun::Account, new).await?.into_iter().map(AccountId::new);
        let mut chunk = Chunk::default();
        for row in rows {
            let seen: SeenPerson = serde_json::from_str(&row.body).map_err(Error::bug)?;
            let next = entry(&stored.run, now, seen);
            match known.get(&row.external_id) {
                Some((before, digest)) => chunk.again(before, next, digest, row.digest, &stored.run),
                None => chunk.add(next, ids.next(), row.digest)?,
            }
        }
        stored.run.manifest.counts += chunk.counts;
        let people = self.0.ids.take(Noun::Person, new).await?.into_iter().map(PersonId::new).collect();
        let events = self.0.ids.events(chunk.kinds.len() + 2 * new + chunk.changed.len()).await?;
        let entry_ids = (0..new).map(|_| uuid()).collect::<Result<_>>()?;
        self.save_roster(Roster { stored, chunk, people, events, entry_ids, now }).await.map(Some)
    }

    async fn save_roster(&self, roster: Roster) -> Result<Stored> {
        let roster = Arc::new(roster);
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let roster = Arc::clone(&roster);
            Box::pin(async move { roster.save(tx).await })
        });
        self.0.pool.write(save).await
    }
}

impl Roster {
    /// Writes entries, links and people in one transaction. The company's row is locked first: two rosters that name the
    /// same stranger make one person of them.
    async fn save(&self, tx: &mut Tx) -> Result<Stored> {
        let run = &self.stored.run;
        store::companies::lock(tx, run.company).await?;
        let stored = advance(tx, &self.stored, self.now).await?;
        let owners = self.owners(tx).await?;
        store::people::add(tx, run.company, &self.strangers(&owners)).await?;
        self.chunk.save(tx, run, &self.events).await?;
        let (links, events) = self.links(&owners);
        store::links::put(tx, run.company, &links).await?;
        store::events::record(tx, run.company, &events)?;
        let touched = self.chunk.added.iter().chain(&self.chunk.changed).map(|(account, _)| account.id).collect();
        let rest = self.events.get(self.chunk.kinds.len() + self.chunk.added.len()..).unwrap_or_default();
        let wanted = Wanted { accounts: touched, people: Vec::new() };
        restate(tx, &standing::record(run, Actor::Run { run: run.id }), &wanted, rest, self.now).await?;
        Ok(stored)
    }

    /// For each new entry, whose it is: somebody with its address, or a stranger, who gets the next id.
    async fn owners(&self, tx: &mut Tx) -> Result<Vec<(PersonId, bool)>> {
        let keys = self.chunk.added.iter().map(|(entry, _)| key(entry)).collect();
        let mut known: HashMap<String, Vec<Person>> = HashMap::new();
        for person in store::people::by_address(tx, self.stored.run.company, keys).await? {
            known.entry(texts::key(&person.email)).or_default().push(person);
        }
        let mut made: HashMap<String, PersonId> = HashMap::new();
        let mut ids = self.people.iter().copied();
        let mut owners = Vec::with_capacity(self.chunk.added.len());
        for (entry, _) in &self.chunk.added {
            let key = key(entry);
            let same = known.get(&key).and_then(|people| people.iter().find(|person| is_of(entry, person)));
            owners.push(match (same, made.get(&key)) {
                (Some(person), _) => (person.id, false),
                (None, Some(person)) => (*person, false),
                (None, None) => {
                    let id = ids.next().ok_or_else(|| Error::bug("too few ids"))?;
                    made.insert(key, id);
                    (id, true)
                }
            });
        }
        Ok(owners)
    }

    /// The strangers, as they are before anything is said about them.
    fn strangers(&self, owners: &[(PersonId, bool)]) -> Vec<Person> {
        let new = self.chunk.added.iter().zip(owners).filter(|(_, (_, stranger))| *stranger);
        new.zip(&self.entry_ids).map(|(((entry, _), (id, _)), uuid)| self.stranger(*id, entry, uuid)).collect()
    }

    fn stranger(&self, id: PersonId, entry: &Account, uuid: &str) -> Person {
        Person {
            company: self.stored.run.company,
            id,
            entry_id: uuid.to_owned(),
            email: entry.email.clone().unwrap_or_default(),
            first_name: String::new(),
            last_name: String::new(),
            job_title: None,
            roles: vec![ROLE.to_owned()],
            terms_agreed_at: None,
            left: None,
            due_at: None,
            created_at: self.now,
            updated_at: self.now,
            version: 0,
        }
    }

    /// The links of new entries to their people: what the roster itself says.
    fn links(&self, owners: &[(PersonId, bool)]) -> (Vec<(Link, Instant)>, Vec<Event>) {
        let run = &self.stored.run;
        let record = standing::record(run, Actor::Run { run: run.id });
        let ids = self.events.iter().skip(self.chunk.kinds.len());
        let linked = self.chunk.added.iter().zip(owners).zip(ids).map(|(((entry, _), (person, _)), event)| {
            let before = Link::none(entry.id);
            let link = Link {
                person: Some(*person),
                connected_at: Some(self.now),
                decided_by: Some(DecidedBy::Source),
                decided_event: Some(*event),
                version: 1,
                ..before.clone()
            };
            let body = digests::canonical(&serde_json::json!({ "before": before, "after": link }));
            let of = (Subject::Link(entry.id.get()), 1);
            let at = rising(self.now, Some(entry.updated_at));
            let event = Event { person: link.person, ..record.event(*event, of, at, ("account.linked", body)) };
            ((link, at), event)
        });
        linked.unzip()
    }
}

/// Whether an entry with a person's address is theirs: of somebody who works here, or who left under the same name. A new
/// name behind the address of somebody who left is somebody else, who was given it.
fn is_of(entry: &Account, person: &Person) -> bool {
    let name = |first: &str, last: &str| texts::key(&format!("{first} {last}"));
    let entry_name = name(
        entry.text_fact(facts::FIRST_NAME).unwrap_or_default(),
        entry.text_fact(facts::LAST_NAME).unwrap_or_default(),
    );
    person.left.is_none() || entry_name == name(&person.first_name, &person.last_name)
}

fn key(entry: &Account) -> String {
    texts::key(entry.email.as_deref().unwrap_or_default())
}

/// The roster entry that a row shows, as if it were new.
fn entry(run: &Run, now: Instant, seen: SeenPerson) -> Account {
    let mut all = seen.facts;
    let has_left = seen.left.is_some_and(|left| left.at.is_none_or(|at| at <= now));
    all.by_name.insert(facts::LEFT.to_owned(), Fact::Known(has_left.into()));
    for (name, value) in [(facts::FIRST_NAME, &seen.first_name), (facts::LAST_NAME, &seen.last_name)] {
        all.by_name.insert(name.to_owned(), Fact::Known(value.as_str().into()));
    }
    Account {
        company: run.company,
        id: AccountId::new(0),
        connection: run.connection,
        family: Family::Identity,
        username: seen.email.clone(),
        email: Some(seen.email),
        has_mfa: seen.mfa.known().copied(),
        external_id: seen.external_id,
        facts: all,
        seen_at: if run.complete { None } else { run.observed_at },
        last_seen_at: None,
        first_missed_at: seen.gone_at,
        removed_at: seen.gone_at,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// A random UUID (RFC 9562, version 4).
fn uuid() -> Result<String> {
    let [high, low] = [digests::random::<8>()?, digests::random::<8>()?].map(u64::from_be_bytes);
    let (high, low) = (high & !0xF000 | 0x4000, low & !(0b11 << 62) | 0b10 << 62);
    let text = format!("{high:016x}{low:016x}");
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    Ok([part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-"))
}
