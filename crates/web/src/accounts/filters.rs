//! Which accounts the list is of, as its address says.

use domain::{
    connections::Family,
    ids::{AccountId, ConnectionId},
    texts,
};
use store::{
    links::Stored,
    lists::{Condition, From, Mark, Page, Sort, Wanted},
};

use crate::{fields::Fields, parts::Place};

/// Whose the accounts are: the name in the address, and in words.
pub(crate) const STATES: [(&str, &str); 7] = [
    ("nobody", "nobody yet"),
    ("person", "a person"),
    ("leaver", "somebody who has left"),
    ("service", "a service account"),
    ("unowned", "a service account without an owner"),
    ("orphan", "a service account whose owner has left"),
    ("overdue", "a service account to be reviewed by now"),
];

/// What sort of thing they are: the family's name, and in words.
pub(crate) const FAMILIES: [(&str, &str); 4] = [
    ("infrastructure", "infrastructure"),
    ("version_control", "source code"),
    ("other", "other systems"),
    ("identity", "rosters and directories"),
];

/// The orders of the list. Each is total and has no empty keys, so that pages go both ways.
const ORDERS: [(&str, Sort); 3] = [("name", Sort::Username), ("external", Sort::ExternalId), ("id", Sort::Id)];

/// The accounts that the address asks for. Rosters are left out unless they are asked for: their entries are people.
pub(crate) fn wanted(query: &Fields, today: &str) -> Wanted {
    let usual = || vec![Family::Infrastructure, Family::VersionControl, Family::Other];
    let connections = query.id("connection").map(|id| vec![ConnectionId::new(id)]);
    let family = query.text("family").and_then(Family::parse);
    let all = if connections.is_some() { Vec::new() } else { usual() };
    Wanted {
        families: family.map_or(all, |family| vec![family]),
        connections,
        q: query.text("q").map(str::to_owned),
        states: states(query),
        review_before: (query.text("state") == Some("overdue")).then(|| today.to_owned()),
        ..Wanted::default()
    }
}

fn states(query: &Fields) -> Vec<(Condition, bool)> {
    let mut states = match query.text("state").unwrap_or_default() {
        "nobody" => vec![(Condition::Unlinked, true)],
        "person" => vec![(Condition::Unlinked, false), (Condition::Service, false)],
        "leaver" => vec![(Condition::Leaver, true)],
        "service" => vec![(Condition::Service, true)],
        "unowned" => vec![(Condition::Unowned, true)],
        "orphan" => vec![(Condition::Orphan, true)],
        "overdue" => vec![(Condition::Service, true)],
        _ => Vec::new(),
    };
    match query.text("at").unwrap_or_default() {
        "here" => states.push((Condition::Removed, false)),
        "gone" => states.push((Condition::Removed, true)),
        _ => {}
    }
    states
}

/// The fields of an address that say which accounts a list is of.
pub(crate) const FILTERS: [&str; 5] = ["q", "connection", "family", "state", "at"];

/// How many there are is counted by runs; with anything else to look for, it would be counted by looking at all.
pub(crate) fn is_counted(wanted: &Wanted) -> bool {
    wanted.q.is_none() && wanted.states.is_empty()
}

/// The order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) name: &'static str,
    pub(crate) sort: Sort,
    pub(crate) descending: bool,
}

impl Order {
    /// The one that the address asks for: by name, unless it does.
    pub(crate) fn of(query: &Fields) -> Self {
        let asked = query.text("sort").unwrap_or_default();
        let (bare, descending) = asked.strip_prefix('-').map_or((asked, false), |bare| (bare, true));
        let found = ORDERS.into_iter().find(|(name, _)| *name == bare);
        let (name, sort) = found.unwrap_or(("name", Sort::Username));
        Self { name, sort, descending: descending && found.is_some() }
    }

    /// The page from a place on, with one row more than is shown; backwards it comes in the other order.
    pub(crate) fn page(self, place: Option<&Place>, shown: usize) -> Page {
        let back = place.is_some_and(|place| place.back);
        let from = place.map_or(From::Skip(0), |place| {
            let key = if self.sort == Sort::Id { place.id.into() } else { place.key.as_str().into() };
            From::After(Mark { key, account: AccountId::new(place.id) }, 0)
        });
        let limit = i64::try_from(shown).unwrap_or(i64::MAX - 1) + 1;
        Page { sort: self.sort, descending: self.descending != back, from, limit }
    }

    /// Where an account stands in it.
    pub(crate) fn place(self, stored: &Stored) -> (String, i64) {
        let account = &stored.account;
        let key = match self.sort {
            Sort::Username => texts::key(&account.username),
            Sort::ExternalId => texts::key(&account.external_id),
            _ => String::new(),
        };
        (key, account.id.get())
    }

    /// What a heading that sorts by this leads to: the other direction where it sorts already.
    pub(crate) fn toggled(self, name: &str) -> String {
        if self.name == name && !self.descending { format!("-{name}") } else { name.to_owned() }
    }

    /// What `aria-sort` says of a heading.
    pub(crate) fn said(self, name: &str) -> &'static str {
        match (self.name == name, self.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }
}

/// Leaves the rows that are shown, in their order; says whether there are more before them and after.
pub(crate) fn cut(accounts: &mut Vec<Stored>, place: Option<&Place>, shown: usize) -> (bool, bool) {
    let more = accounts.len() > shown;
    accounts.truncate(shown);
    match place {
        Some(place) if place.back => {
            accounts.reverse();
            (more, true)
        }
        place => (place.is_some(), more),
    }
}
