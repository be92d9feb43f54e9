//! Stating: people are what their roster and identity-provider entries say of them.

use domain::{
    Instant,
    accounts::Account,
    events::{Event, Subject},
    ids::{AccountId, EventId},
    people::{Person, Profile},
};
use store::{
    Tx,
    attributes::{self, Attributes},
    events::rising,
    links::Wanted,
};

use crate::{Error, Result, digests, events::Record};

/// Brings people, and those of these entries, in line with what their entries say, with one event for each who changed.
/// Whoever calls it has locked the company, so that nobody else does so at the same time.
pub(crate) async fn restate(
    tx: &mut Tx,
    record: &Record,
    wanted: &Wanted,
    ids: &[EventId],
    now: Instant,
) -> Result<()> {
    let company = record.company;
    let loaded = store::links::load(tx, company, wanted, false).await?;
    let salt = store::companies::salt(tx, company).await?;
    let mut ids = ids.iter();
    let (mut changed, mut events, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for person in loaded.people {
        let identities: Vec<Account> =
            loaded.identities.iter().filter(|(of, _)| *of == person.id).map(|(_, account)| account.clone()).collect();
        let next = person.stated(&identities, now);
        // When to look again is nobody's business but ours.
        if person.version > 0 && next == (Person { due_at: next.due_at, ..person.clone() }) {
            changed.extend((next.due_at != person.due_at).then_some(next));
            continue;
        }
        let last = (person.version > 0).then_some(person.updated_at);
        let next = Person { version: person.version + 1, updated_at: rising(now, last), ..next };
        let id = ids.next().ok_or_else(|| Error::bug("too few ids"))?;
        let (event, attributes) = told(record, &person, &Profile { person: next.clone(), identities }, (*id, &salt));
        events.push(event);
        kept.push(attributes);
        changed.push(next);
    }
    store::people::update(tx, company, &changed).await?;
    attributes::keep(tx, company, kept)?;
    Ok(store::events::record(tx, company, &events)?)
}

/// The event that a person came to be as they are, and the attributes that it refers to by digest.
fn told(record: &Record, before: &Person, after: &Profile, (id, salt): (EventId, &str)) -> (Event, Attributes) {
    let person = &after.person;
    let kind = match (before.version, before.left.is_some(), person.left.is_some()) {
        (0, ..) => "person.added",
        (_, false, true) => "person.left",
        (_, true, false) => "person.returned",
        _ => "person.changed",
    };
    let attributes = digests::canonical(&serde_json::json!({
        "email": person.email,
        "firstName": person.first_name,
        "lastName": person.last_name,
        "jobTitle": person.job_title,
    }));
    let entries: Vec<AccountId> = after.identities.iter().map(|identity| identity.id).collect();
    let body = digests::canonical(&serde_json::json!({ "after": {
        "attributes": digests::salted(salt, &attributes),
        "left": person.left,
        "roles": person.roles,
        "identities": entries,
    }}));
    let subject = Subject::Person(person.id.get());
    let event = record.event(id, (subject, person.version), person.updated_at, (kind, body));
    (event, Attributes { subject, version: person.version, body: attributes })
}
