//! Rewinding: a thing as its last event that counts left it. Pure.

use std::collections::{HashMap, HashSet};

use domain::{
    Instant, Moment,
    accounts::Account,
    connections::Connection,
    events::Subject,
    facts::Facts,
    links::Link,
    people::{Left, Person},
};
use serde::{Deserialize, de::DeserializeOwned};
use store::{
    history::Told,
    links::{Loaded, Stored},
};

use crate::{Error, Result, connections::Connections};

/// What was told of the things that were asked about; those of which nothing was told did not exist.
#[derive(Debug, Default)]
pub(super) struct Past {
    pub(super) told: HashMap<Subject, Told>,
    pub(super) asked: HashSet<Subject>,
}

/// What of these may have changed since.
pub(super) fn subjects(loaded: &Loaded, moment: Moment) -> Vec<Subject> {
    let settled = moment.settled();
    let changed = |at: Instant, subject| (at > settled).then_some(subject);
    let identities = loaded.identities.iter().map(|(_, account)| account);
    let accounts = loaded.accounts.iter().map(|stored| &stored.account).chain(identities);
    let accounts = accounts.filter_map(|account| changed(account.updated_at, Subject::Account(account.id.get())));
    let links = loaded.accounts.iter();
    let links = links.filter_map(|stored| changed(stored.decided_at, Subject::Link(stored.link.account.get())));
    let people = loaded.people.iter();
    let people = people.filter_map(|person| changed(person.updated_at, Subject::Person(person.id.get())));
    accounts.chain(links).chain(people).collect()
}

/// The body of an event.
#[derive(Deserialize)]
struct After<T> {
    after: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Standing {
    last_seen_at: Option<Instant>,
    first_missed_at: Option<Instant>,
    removed_at: Option<Instant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    username: String,
    email: Option<String>,
    has_mfa: Option<bool>,
    facts: Facts,
}

#[derive(Deserialize)]
struct Employment {
    left: Option<Left>,
    roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Called {
    email: String,
    first_name: String,
    last_name: String,
    job_title: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    upstream: Option<String>,
    listed_at: Option<Instant>,
    as_of: Option<Instant>,
    uploaded_at: Option<Instant>,
}

impl Past {
    /// Whether the thing existed.
    pub(super) fn has(&self, subject: Subject) -> bool {
        self.told(subject).is_ok()
    }

    /// What was told of a thing: `Ok(None)` where it is still as it was, `Err(())` where it did not exist.
    fn told(&self, subject: Subject) -> std::result::Result<Option<&Told>, ()> {
        if !self.asked.contains(&subject) {
            return Ok(None);
        }
        self.told.get(&subject).map(Some).ok_or(())
    }

    /// The accounts that existed, with their links, as they were.
    pub(super) fn rewind_accounts(&self, accounts: &mut Vec<Stored>) -> Result<()> {
        let mut rewound = Vec::with_capacity(accounts.len());
        for stored in accounts.drain(..) {
            let Some(account) = self.account(&stored.account)? else { continue };
            let (link, decided_at) = match self.told(Subject::Link(account.id.get())) {
                Ok(None) => (stored.link, stored.decided_at),
                Ok(Some(told)) => (body::<After<Link>>(&told.event.body)?.after, told.event.at),
                Err(()) => (Link::none(account.id), account.created_at),
            };
            rewound.push(Stored { account, link, decided_at });
        }
        *accounts = rewound;
        Ok(())
    }

    /// The account as it was; `None` where it did not exist.
    fn account(&self, account: &Account) -> Result<Option<Account>> {
        let told = match self.told(Subject::Account(account.id.get())) {
            Ok(None) => return Ok(Some(account.clone())),
            Ok(Some(told)) => told,
            Err(()) => return Ok(None),
        };
        let Standing { last_seen_at, first_missed_at, removed_at } = body::<After<_>>(&told.event.body)?.after;
        let was = Account {
            seen_at: None,
            last_seen_at,
            first_missed_at,
            removed_at,
            updated_at: told.event.at,
            version: told.event.version,
            ..account.clone()
        };
        let Some(attributes) = &told.attributes else { return Ok(Some(was)) };
        let Shown { username, email, has_mfa, facts } = body(attributes)?;
        Ok(Some(Account { username, email, has_mfa, facts, ..was }))
    }

    /// The people as they were, with those of their identities that existed. Somebody who is named by what was decided then,
    /// and whom no list had shown yet, is as they are.
    pub(super) fn rewind_people(&self, mut loaded: Loaded) -> Result<Loaded> {
        loaded.people = loaded.people.into_iter().map(|person| self.person(person)).collect::<Result<_>>()?;
        let identities = std::mem::take(&mut loaded.identities);
        for (person, account) in identities {
            loaded.identities.extend(self.account(&account)?.map(|account| (person, account)));
        }
        Ok(loaded)
    }

    fn person(&self, person: Person) -> Result<Person> {
        let Ok(Some(told)) = self.told(Subject::Person(person.id.get())) else { return Ok(person) };
        let Employment { left, roles } = body::<After<_>>(&told.event.body)?.after;
        let was = Person { left, roles, updated_at: told.event.at, version: told.event.version, ..person };
        let Some(attributes) = &told.attributes else { return Ok(was) };
        let Called { email, first_name, last_name, job_title } = body(attributes)?;
        Ok(Person { email, first_name, last_name, job_title, ..was })
    }

    /// The connections with what was known of their lists; of version 0 where they did not exist.
    pub(super) fn rewind_connections(&self, connections: &Connections) -> Result<Connections> {
        let was = |connection: &Connection| -> Result<Connection> {
            let told = self.told(Subject::Connection(connection.id.get())).ok().flatten();
            let Some(told) = told else {
                let none = Connection { listed_at: None, as_of: None, uploaded_at: None, ..connection.clone() };
                return Ok(Connection { version: 0, ..none });
            };
            let Listed { upstream, listed_at, as_of, uploaded_at } = body::<After<_>>(&told.event.body)?.after;
            let version = told.event.version;
            Ok(Connection { upstream, listed_at, as_of, uploaded_at, version, ..connection.clone() })
        };
        connections.iter().map(|(id, connection)| Ok((*id, was(connection)?))).collect()
    }
}

/// Reads what the register wrote itself.
fn body<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| Error::bug(format!("an event cannot be read back: {cause}")))
}
