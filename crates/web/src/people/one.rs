//! One person: what the roster says, every account that is or was theirs, what they answer for, and what happened.

use app::{accounts::World, people::Held};
use askama::Template;
use domain::{
    Instant, Moment,
    accounts::{Account, roster_facts},
    connections::Family,
    events::Event,
    facts::Fact,
    ids::PersonId,
    people::{Person, Profile},
    permissions::Permission,
};

use super::list::Parting;
use crate::{
    context::Context,
    frame::Frame,
    parts::{By, Time, members},
    places::Place,
    routes::Answer,
    trouble::Trouble,
};

/// Accounts that are shown at once.
const MOST: usize = 200;
/// Events that are shown at once.
const SHOWN: usize = 25;

/// The page.
#[derive(Template)]
#[template(path = "person.html")]
struct Page {
    frame: Frame,
    id: i64,
    person: Person,
    left: Option<Parting>,
    entries: Vec<Entry>,
    /// Accounts that are theirs; then those that were.
    theirs: Option<Theirs>,
    /// The service accounts that they answer for; told of the present alone.
    owned: Vec<(i64, String, String, Option<String>)>,
    history: Option<History>,
    past: Option<String>,
    today: String,
}

/// An entry of a roster.
struct Entry {
    id: i64,
    connection: String,
    external: String,
    email: Option<String>,
    title: Option<String>,
    gone: Option<Time>,
}

/// Accounts of theirs.
struct Theirs {
    now: Vec<Row>,
    before: Vec<Row>,
    more: bool,
}

/// An account.
struct Row {
    id: i64,
    name: String,
    connection: String,
    gone: Option<Time>,
    /// Whether it is known to be disabled.
    disabled: bool,
    since: Option<Time>,
    /// The times for which it was theirs, each with its end.
    spells: Vec<(Time, Option<Time>)>,
    /// Whether it is there, theirs, and they have left.
    late: bool,
}

/// What happened, newest first.
struct History {
    events: Vec<Told>,
    earlier: Option<String>,
}

/// An event about a person.
struct Told {
    told: &'static str,
    at: Time,
    by: By,
    id: i64,
}

/// Shows the person, as they are or as they were at the end of a day.
pub(super) async fn show(context: Context) -> Answer {
    let (id, app, caller) = (PersonId::new(context.id()?), &context.app, context.caller());
    let today = app.now().date();
    let past =
        context.query.text("asOf").filter(|day| day.len() == 10 && **day < *today && Moment::parse(day).is_some());
    let moment = Moment { as_of: past.and_then(Moment::parse), as_known: None };
    let found = match moment.is_now() {
        true => app.person(caller, id).await?,
        false => app.person_as_of(caller, id, moment).await?,
    };
    let Profile { person, identities } = found.people.into_iter().next().ok_or(Trouble::NoSuchPage)?;
    let page = Page {
        frame: context.frame(person.name()).at(Place::People).inside("People", "/people"),
        id: id.get(),
        left: person.left.as_ref().map(Parting::of),
        entries: identities.iter().map(|entry| Entry::of(entry, &found.world)).collect(),
        theirs: theirs(&context, &person, moment).await?,
        owned: if moment.is_now() { owned(&context, id).await? } else { Vec::new() },
        history: history(&context, moment.as_of).await?,
        past: past.map(str::to_owned),
        today,
        person,
    };
    context.show(&page)
}

async fn theirs(context: &Context, person: &Person, moment: Moment) -> Result<Option<Theirs>, Trouble> {
    if context.caller().may(Permission::ReadAccounts).is_err() {
        return Ok(None);
    }
    let (held, world, more) = context.app.held_by(context.caller(), person.id, moment, MOST).await?;
    let held = held.iter().filter(|held| held.stored.account.family != Family::Identity);
    let rows = held.map(|held| (held.stored.link.person == Some(person.id), Row::of(held, person, &world)));
    let (now, before): (Vec<_>, Vec<_>) = rows.partition(|(theirs, _)| *theirs);
    let bare = |rows: Vec<(bool, Row)>| rows.into_iter().map(|(_, row)| row).collect();
    Ok(Some(Theirs { now: bare(now), before: bare(before), more }))
}

async fn owned(context: &Context, person: PersonId) -> Result<Vec<(i64, String, String, Option<String>)>, Trouble> {
    if context.caller().may(Permission::ReadAccounts).is_err() {
        return Ok(Vec::new());
    }
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let found = context.app.answered_for_by(context.caller(), person, most).await?;
    let owns = found.accounts.into_iter().filter_map(|stored| {
        let service = stored.link.service.filter(|service| service.owner == Some(person))?;
        Some((stored.account.id.get(), stored.account.username, service.reason, service.review_by))
    });
    Ok(owns.collect())
}

/// What happened to the person; `None` for whoever may not read events.
async fn history(context: &Context, until: Option<Instant>) -> Result<Option<History>, Trouble> {
    let (app, caller, id) = (&context.app, context.caller(), context.id()?);
    if caller.may(Permission::ReadEvents).is_err() {
        return Ok(None);
    }
    let before = context.query.id("earlier").unwrap_or(i64::MAX);
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX - 1) + 1;
    let mut events = app.latest_person_events(caller, PersonId::new(id), before, limit).await?;
    let more = events.len() > SHOWN;
    events.truncate(SHOWN);
    let last = events.last().filter(|_| more).map(|event| event.version.to_string());
    events.retain(|event| until.is_none_or(|until| event.observed_at.unwrap_or(event.at) <= until));
    let people = app.people_behind(caller, events.iter().filter_map(|event| event.actor.person()).collect()).await?;
    let members = app.members_behind(caller, members(&events)).await?;
    let told = |event: &Event| Told {
        told: words(&event.kind),
        at: Time(event.at),
        by: By::of(&event.actor, &people, &members),
        id: event.id.get(),
    };
    Ok(Some(History {
        events: events.iter().map(told).collect(),
        earlier: last.map(|last| context.query.with("earlier", Some(&last)).at(&format!("/people/{id}"))),
    }))
}

/// What happened to a person, in words.
pub(crate) fn words(kind: &str) -> &'static str {
    match kind {
        "person.added" => "Seen on a roster for the first time",
        "person.left" => "Has left",
        "person.returned" => "Has come back",
        _ => "What the roster says of them changed",
    }
}

impl Entry {
    fn of(entry: &Account, world: &World) -> Self {
        let connection = world.connections.get(&entry.connection);
        Self {
            id: entry.id.get(),
            connection: connection.map(|connection| connection.name.clone()).unwrap_or_default(),
            external: entry.external_id.clone(),
            email: entry.email.clone(),
            title: entry.text_fact(roster_facts::JOB_TITLE).map(str::to_owned),
            gone: entry.removed_at.map(Time),
        }
    }
}

impl Row {
    fn of(held: &Held, person: &Person, world: &World) -> Self {
        let (account, link) = (&held.stored.account, &held.stored.link);
        let theirs = link.person == Some(person.id);
        let disabled = account.flag(domain::accounts::observed_facts::ENABLED) == Fact::Known(false);
        let connection = world.connections.get(&account.connection);
        Self {
            id: account.id.get(),
            name: account.username.clone(),
            connection: connection.map(|connection| connection.name.clone()).unwrap_or_default(),
            gone: account.removed_at.map(Time),
            disabled,
            since: link.connected_at.filter(|_| theirs).map(Time),
            spells: held.spells.iter().map(|spell| (Time(spell.from), spell.to.map(Time))).collect(),
            late: theirs && person.left.is_some() && account.removed_at.is_none() && !disabled,
        }
    }
}
