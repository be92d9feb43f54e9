//! What a company's register holds, without what is given by chance: ids, and the times at which things were recorded.

use std::collections::HashMap;

use app::{App, Caller};
use domain::{
    connections::Connection,
    events::{Event, Subject},
    ids::{AccountId, ConnectionId, PersonId},
    people::Profile,
};
use serde_json::{Value, json};
use store::{
    db::{Work, work},
    links::Stored,
    lists::{From, Page, Sort},
};

/// A company's register.
#[derive(Debug, PartialEq)]
pub(crate) struct Snapshot {
    accounts: Vec<Value>,
    people: Vec<Value>,
    events: Vec<Value>,
    connections: Vec<Value>,
    staged: usize,
}

impl Snapshot {
    /// As it is now.
    pub(crate) async fn of(app: &App, caller: &Caller) -> Self {
        let connections = app.connections(caller).await.unwrap();
        let all = Page { sort: Sort::ExternalId, descending: false, from: From::Skip(0), limit: 10_000 };
        let accounts = app.list_accounts(caller, store::lists::Wanted::default(), all, false).await.unwrap();
        let accounts = accounts.answer.accounts;
        let people = app.list_people(caller, store::people::Wanted::default(), 10_000, 0).await.unwrap().people;
        let events = app.events(caller, store::events::Wanted::default(), 100_000).await.unwrap();
        let names = Names::of(&connections, &accounts, &people);
        let mut events: Vec<Value> = events.iter().map(|(_, event)| names.event(event)).collect();
        events.sort_by_key(Value::to_string);
        Self {
            accounts: accounts.iter().map(|stored| names.account(stored)).collect(),
            people: people.iter().map(person).collect(),
            events,
            connections: connections.iter().map(connection).collect(),
            staged: staged(app, caller).await,
        }
    }
}

/// Rows that wait to be applied.
async fn staged(app: &App, caller: &Caller) -> usize {
    let (company, mut rows) = (caller.company.id, 0);
    for run in app.runs(caller, None, None, 1000).await.unwrap() {
        let read = work(move |tx| -> Work<'_, usize, store::Error> {
            Box::pin(async move {
                let unchanged = store::staged::unchanged(tx, company, run.id).await?;
                Ok(store::staged::next(tx, company, run.id, "", 1000).await?.len() + unchanged as usize)
            })
        });
        rows += app.pool().read(read).await.unwrap();
    }
    rows
}

/// What things are called, by id.
struct Names {
    connections: HashMap<ConnectionId, String>,
    accounts: HashMap<AccountId, String>,
    people: HashMap<PersonId, String>,
}

impl Names {
    fn of(connections: &[Connection], accounts: &[Stored], people: &[Profile]) -> Self {
        Self {
            connections: connections.iter().map(|one| (one.id, one.name.clone())).collect(),
            accounts: accounts.iter().map(|one| (one.account.id, one.account.external_id.clone())).collect(),
            people: people.iter().map(|one| (one.person.id, one.person.email.clone())).collect(),
        }
    }

    fn account(&self, stored: &Stored) -> Value {
        let Stored { account, link, .. } = stored;
        json!([
            self.connections[&account.connection],
            account.external_id,
            account.username,
            account.email,
            account.has_mfa,
            account.facts,
            [account.seen_at, account.last_seen_at, account.first_missed_at, account.removed_at],
            account.version,
            link.person.map(|person| &self.people[&person]),
            link.decided_by,
            [link.connected_at.is_some(), link.unlinked_at.is_some(), link.decided_event.is_some()],
            link.version,
        ])
    }

    fn event(&self, event: &Event) -> Value {
        let subject = match event.subject {
            Subject::Account(id) => format!("account {}", self.accounts[&AccountId::new(id)]),
            Subject::Link(id) => format!("link of {}", self.accounts[&AccountId::new(id)]),
            Subject::Person(id) => self.people[&PersonId::new(id)].clone(),
            Subject::Connection(id) => self.connections[&ConnectionId::new(id)].clone(),
            _ => event.subject.kind().to_owned(),
        };
        json!([subject, event.version, event.kind, event.actor.kind(), event.because, event.observed_at])
    }
}

fn person(profile: &Profile) -> Value {
    let person = &profile.person;
    let identities: Vec<&str> = profile.identities.iter().map(|identity| identity.external_id.as_str()).collect();
    json!([
        person.email,
        person.first_name,
        person.last_name,
        person.job_title,
        person.roles,
        person.left,
        person.version,
        identities,
    ])
}

fn connection(connection: &Connection) -> Value {
    json!([connection.name, connection.accounts, connection.listed_at, connection.as_of, connection.version])
}
