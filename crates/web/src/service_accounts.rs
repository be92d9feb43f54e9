//! Service accounts: what each is for, who answers for it, and when somebody must look at it again.

use std::collections::HashMap;

use askama::Template;
use domain::{
    ids::{AccountId, MemberId},
    members::Member,
    permissions::Permission,
};
use store::{
    links::Stored,
    lists::{From, Mark, Page as Listing, Sort},
};

use crate::{
    accounts::filters,
    context::Context,
    fields::Fields,
    frame::Frame,
    parts::{self, By, Pager, PersonChip, Time, members},
    places::Place,
    routes::{Answer, Asks, Route},
};

const PATH: &str = "/service-accounts";
/// Rows of a page.
const SHOWN: usize = 50;
/// What the list can be of: the name in the address, and in words.
const STATES: [(&str, &str); 4] = [
    ("service", "All"),
    ("unowned", "Nobody answers for them"),
    ("orphan", "The owner has left"),
    ("overdue", "To be reviewed by now"),
];
/// The fields that a form about all that are found carries on.
const KEPT: [&str; 2] = ["q", "connection"];

pub(crate) const ROUTES: &[Route] =
    &[Route::read(PATH, Asks::May(Permission::ReadAccounts), |context| Box::pin(list(context)))];

/// The page.
#[derive(Template)]
#[template(path = "service_accounts.html")]
struct Page {
    frame: Frame,
    query: Fields,
    state: &'static str,
    connections: Vec<(i64, String)>,
    rows: Vec<Row>,
    pager: Pager,
    filtered: bool,
    oldest: bool,
    may_decide: bool,
}

/// A service account.
struct Row {
    id: i64,
    name: String,
    removed: bool,
    connection: String,
    reason: String,
    owner: Option<PersonChip>,
    proposed: Option<PersonChip>,
    marked: Time,
    by: Option<By>,
    review: Option<String>,
    overdue: bool,
}

async fn list(context: Context) -> Answer {
    let (app, caller, query) = (&context.app, context.caller(), &context.query);
    let named = query.text("state").unwrap_or_default();
    let state = STATES.iter().find(|(name, _)| *name == named).map_or("service", |(name, _)| name);
    let (today, place) = (app.now().date(), parts::Place::of(query));
    let wanted = filters::wanted(&query.without("family").with("state", Some(state)), &today);
    let oldest = query.text("sort") == Some("oldest");
    let page = listing(place.as_ref(), oldest);
    let listed = app.list_accounts(caller, wanted, page, false).await?;
    let (mut accounts, world) = (listed.answer.accounts, listed.answer.world);
    let around = filters::cut(&mut accounts, place.as_ref(), SHOWN);
    let decisions = app.decisions(caller, &accounts).await?;
    let events: Vec<_> = decisions.events.values().cloned().collect();
    let named: HashMap<MemberId, Member> = app.members_behind(caller, members(&events)).await?;
    let row = |stored: &Stored| {
        let (account, link) = (&stored.account, &stored.link);
        let service = link.service.as_ref()?;
        let event = link.decided_event.and_then(|event| decisions.events.get(&event));
        Some(Row {
            id: account.id.get(),
            name: account.username.clone(),
            removed: account.removed_at.is_some(),
            connection: world.connections.get(&account.connection).map(|one| one.name.clone()).unwrap_or_default(),
            reason: service.reason.clone(),
            owner: PersonChip::among(&world.people, service.owner),
            proposed: PersonChip::among(&world.people, link.proposed_owner).filter(|_| service.owner.is_none()),
            marked: Time(service.at),
            by: event.map(|event| By::of(&event.actor, &decisions.people, &named)),
            overdue: service.review_by.as_ref().is_some_and(|day| *day < today),
            review: service.review_by.clone(),
        })
    };
    let places: Vec<(String, i64)> = accounts.iter().filter_map(place_of).collect();
    let all = app.connections_behind(caller).await?;
    let mut connections: Vec<(i64, String)> = all.values().map(|one| (one.id.get(), one.name.clone())).collect();
    connections.sort_by(|one, other| one.1.cmp(&other.1));
    let page = Page {
        frame: context.frame("Service accounts").at(Place::ServiceAccounts),
        pager: Pager::around((PATH, query), &places, around, None),
        rows: accounts.iter().filter_map(row).collect(),
        filtered: state != "service" || KEPT.iter().any(|name| query.text(name).is_some()),
        may_decide: caller.may(Permission::DecideAccounts).is_ok(),
        query: query.clone(),
        state,
        connections,
        oldest,
    };
    context.show(&page)
}

/// The page from a place on, latest mark first unless the oldest are asked for; with one row more than is shown.
fn listing(place: Option<&parts::Place>, oldest: bool) -> Listing {
    let back = place.is_some_and(|place| place.back);
    let from = place.and_then(|place| Some((place.key.parse::<i64>().ok()?, place.id)));
    let from =
        from.map_or(From::Skip(0), |(key, id)| From::After(Mark { key: key.into(), account: AccountId::new(id) }, 0));
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX - 1) + 1;
    Listing { sort: Sort::ServiceAccount, descending: oldest == back, from, limit }
}

fn place_of(stored: &Stored) -> Option<(String, i64)> {
    Some((stored.link.service.as_ref()?.at.micros().to_string(), stored.account.id.get()))
}

impl Page {
    /// Whether that is what the list is of.
    fn is(&self, state: &str) -> bool {
        self.state == state
    }

    /// The address of the list of another state.
    fn of(&self, state: &str) -> String {
        let state = Some(state).filter(|state| *state != "service");
        self.query.with("state", state).at(PATH)
    }

    /// The address of the list in the other order.
    fn turned(&self) -> String {
        self.query.with("sort", (!self.oldest).then_some("oldest")).at(PATH)
    }

    /// Whether a choice is the one that the address makes.
    fn chosen(&self, name: &str, value: &str) -> bool {
        self.query.text(name) == Some(value)
    }

    /// The filters, for forms to carry on.
    fn kept(&self) -> Vec<(&'static str, &str)> {
        KEPT.into_iter().filter_map(|name| Some((name, self.query.text(name)?))).collect()
    }

    /// The address of what is found as a file.
    fn file(&self, form: &str) -> String {
        self.query.with("state", Some(self.state)).with("form", Some(form)).at("/accounts/file")
    }

    /// The address where one of them is changed.
    fn change(&self, id: i64) -> String {
        Fields::default().with("ids", Some(&id.to_string())).with("to", Some(&self.frame.here)).at("/accounts/bulk")
    }
}
