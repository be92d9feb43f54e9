//! One account: what the provider shows, whose it is and why, what happened, and the forms that decide.

use askama::Template;
use domain::{
    Instant, Moment,
    accounts::Account,
    connections::Family,
    facts::Fact,
    ids::{AccountId, BatchId},
    links::{Access, Link},
    permissions::Permission,
};
use http::StatusCode;
use store::links::Stored;

use crate::{
    context::Context,
    fields::{Fields, id},
    frame::Frame,
    parts::{By, Happening, PersonChip, Shown, Time, Unknown, Whose, members, named},
    places::Place,
    routes::Answer,
    trouble::Trouble,
    undo,
};

/// Events of the history that are shown at once.
const SHOWN: usize = 25;

/// The page.
#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    frame: Frame,
    id: i64,
    account: Account,
    link: Link,
    kind: &'static str,
    connection: String,
    whose: Whose,
    proposed: Option<PersonChip>,
    designator: Option<PersonChip>,
    decision: Option<Decision>,
    checked: Option<Time>,
    facts: Vec<(String, Shown)>,
    accesses: Vec<Expected>,
    history: Option<History>,
    /// The day as of which it is shown.
    past: Option<String>,
    today: String,
    may_decide: bool,
    /// The form that was refused, and why.
    refused: Option<(&'static str, String)>,
    form: Fields,
}

/// Who decided whose it is.
struct Decision {
    at: Time,
    by: By,
    because: Option<String>,
}

/// An access: whether it is meant, and whether the provider shows it.
struct Expected {
    name: &'static str,
    label: &'static str,
    since: Option<Time>,
    observed: Shown,
    /// Whether it has what it is not meant to have.
    odd: bool,
}

/// What happened, newest first.
struct History {
    events: Vec<Happening>,
    earlier: Option<String>,
}

/// Shows the account, as it is or as it was at the end of a day.
pub(crate) async fn show(context: Context) -> Answer {
    let page = page(&context, None).await?;
    context.show(&page)
}

/// Shows the account again, with what is wrong with the form that was sent.
pub(crate) async fn again(context: Context, form: &'static str, why: String) -> Answer {
    let page = page(&context, Some((form, why))).await?;
    context.show_as(StatusCode::BAD_REQUEST, &page)
}

async fn page(context: &Context, refused: Option<(&'static str, String)>) -> Result<Page, Trouble> {
    let (id, caller) = (AccountId::new(context.id()?), context.caller());
    let today = context.app.now().date();
    let past =
        context.query.text("asOf").filter(|day| day.len() == 10 && **day < *today && Moment::parse(day).is_some());
    let moment = Moment { as_of: past.and_then(Moment::parse), as_known: None };
    let found = match moment.is_now() {
        true => context.app.account(caller, id).await?,
        false => context.app.account_as_of(caller, id, moment).await?,
    };
    let (world, stored) = (found.world, found.accounts.into_iter().next());
    let stored = stored.ok_or(app::Error::from(app::Kind::Missing(app::error::Noun::Account)))?;
    let connection = world.connections.get(&stored.account.connection);
    let link = &stored.link;
    let crumb = context.frame(&stored.account.username).at(Place::Accounts).inside("Accounts", "/accounts");
    Ok(Page {
        frame: crumb,
        id: id.get(),
        kind: connection.map_or("", |connection| connection.kind.name()),
        connection: connection.map(|connection| connection.name.clone()).unwrap_or_default(),
        whose: Whose::of(link, &world.people),
        proposed: PersonChip::among(&world.people, link.proposed_owner),
        designator: PersonChip::among(&world.people, link.service.as_ref().and_then(|service| service.designator)),
        decision: decision(context, &stored).await?,
        checked: stored.account.checked_at(connection.and_then(|connection| connection.listed_at)).map(Time),
        facts: facts(&stored.account),
        accesses: accesses(&stored.account, link),
        history: history(context, moment.as_of).await?,
        may_decide: moment.is_now() && caller.may(Permission::DecideAccounts).is_ok(),
        past: past.map(str::to_owned),
        today,
        refused,
        form: context.form.clone(),
        link: stored.link,
        account: stored.account,
    })
}

async fn decision(context: &Context, stored: &Stored) -> Result<Option<Decision>, Trouble> {
    let decisions = context.app.decisions(context.caller(), std::slice::from_ref(stored)).await?;
    let event = stored.link.decided_event.and_then(|event| decisions.events.get(&event));
    let Some(event) = event else { return Ok(None) };
    let members = context.app.members_behind(context.caller(), members(std::slice::from_ref(event))).await?;
    let by = By::of(&event.actor, &decisions.people, &members);
    Ok(Some(Decision { at: Time(event.at), by, because: event.because.clone() }))
}

/// What happened up to the moment that is shown; `None` for whoever may not read events.
async fn history(context: &Context, until: Option<Instant>) -> Result<Option<History>, Trouble> {
    let (app, caller, account) = (&context.app, context.caller(), context.id()?);
    if caller.may(Permission::ReadEvents).is_err() {
        return Ok(None);
    }
    let latest = (until.unwrap_or(Instant::from_micros(i64::MAX)), i64::MAX);
    let from = context.query.text("earlier").and_then(|text| {
        let (at, event) = text.split_once('.')?;
        Some((Instant::from_micros(id(at)?), id(event)?))
    });
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX - 1) + 1;
    let mut events = app.latest_account_events(caller, account, from.unwrap_or(latest).min(latest), limit).await?;
    let more = events.len() > SHOWN;
    events.truncate(SHOWN);
    let people = app.people_behind(caller, named(&events)).await?;
    let members = app.members_behind(caller, members(&events)).await?;
    let last = events.last().filter(|_| more).map(|event| format!("{}.{}", event.at.micros(), event.id));
    Ok(Some(History {
        earlier: last.map(|last| context.query.with("earlier", Some(&last)).at(&format!("/accounts/{account}"))),
        events: events.iter().map(|event| Happening::of(event, &people, &members)).collect(),
    }))
}

fn facts(account: &Account) -> Vec<(String, Shown)> {
    account.facts.by_name.iter().map(|(name, fact)| (name.clone(), Shown::of(Some(fact)))).collect()
}

fn accesses(account: &Account, link: &Link) -> Vec<Expected> {
    let of_family: &[(Access, &str)] = match account.family {
        Family::Infrastructure => &[(Access::Admin, "Administration"), (Access::Database, "Databases")],
        Family::VersionControl => &[(Access::Write, "Writing"), (Access::Push, "Pushing to production")],
        Family::Identity | Family::Other => &[],
    };
    let one = |(access, label): &(Access, &'static str)| Expected {
        name: access.name(),
        label,
        since: link.expected.of(*access).map(Time),
        observed: Shown::of(account.facts.by_name.get(access.fact())),
        odd: link.expected.of(*access).is_none() && account.bool_fact(access.fact()) == Some(true),
    };
    of_family.iter().map(one).collect()
}

impl Page {
    /// The address that tells what undoing that batch would restore, where it can be undone.
    fn undo(&self, event: &Happening) -> Option<String> {
        let batch = event.batch.filter(|_| self.may_decide)?;
        Some(undo::at(batch, &format!("/accounts/{}", self.id)))
    }

    /// Whether that form was refused.
    fn is_refused(&self, form: &str) -> bool {
        self.refused.as_ref().is_some_and(|(refused, _)| *refused == form)
    }

    /// What was typed into a field of that form, if it was refused.
    fn typed(&self, form: &str, field: &str) -> &str {
        if self.is_refused(form) { self.form.text(field).unwrap_or_default() } else { "" }
    }
}
