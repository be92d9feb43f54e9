//! Events as they are told: what became of what, by whom, and why.

use std::collections::{HashMap, HashSet};

use domain::{
    actors::Actor,
    events::Event,
    ids::{BatchId, MemberId, PersonId},
    links::{Access, Link},
    members::Member,
    people::Profile,
};
use serde_json::Value;

use super::{By, PersonChip, Time};

/// One event, told.
pub(crate) struct Happening {
    pub(crate) id: i64,
    pub(crate) at: Time,
    /// When it was true at the source, where that is another time.
    pub(crate) observed: Option<Time>,
    pub(crate) kind: String,
    /// What happened, in words that a person may follow.
    pub(crate) told: String,
    /// The person that the words end with.
    pub(crate) person: Option<PersonChip>,
    pub(crate) by: By,
    pub(crate) because: Option<String>,
    /// Whether somebody decided it; else a list showed it.
    pub(crate) decided: bool,
    /// The batch by which it can be undone.
    pub(crate) batch: Option<BatchId>,
}

/// How far the time at the source must be from that of the event to be told, in microseconds.
const APART: u64 = 3_600_000_000;

/// The links before and after a decision.
fn links(event: &Event) -> Option<(Link, Link)> {
    let mut body: Value = serde_json::from_str(&event.body).ok()?;
    let mut link = |name: &str| serde_json::from_value(body.get_mut(name)?.take()).ok();
    Some((link("before")?, link("after")?))
}

/// Everybody whom the telling of these events names.
pub(crate) fn named(events: &[Event]) -> Vec<PersonId> {
    let mut people: HashSet<PersonId> = events.iter().filter_map(|event| event.actor.person()).collect();
    for (before, after) in events.iter().filter_map(links) {
        people.extend(before.people().chain(after.people()));
    }
    people.into_iter().collect()
}

impl Happening {
    /// Tells an event about an account.
    pub(crate) fn of(event: &Event, people: &HashMap<PersonId, Profile>, members: &HashMap<MemberId, Member>) -> Self {
        let (told, person) = told(event);
        let observed = event.observed_at.filter(|at| at.micros().abs_diff(event.at.micros()) >= APART);
        Self {
            id: event.id.get(),
            at: Time(event.at),
            observed: observed.map(Time),
            kind: event.kind.clone(),
            told,
            person: PersonChip::among(people, person),
            by: By::of(&event.actor, people, members),
            because: event.because.clone(),
            decided: event.undone_by().is_some(),
            batch: event.undone_by(),
        }
    }
}

fn told(event: &Event) -> (String, Option<PersonId>) {
    let links = links(event);
    let (before, after) = links.as_ref().map_or((None, None), |(before, after)| (Some(before), Some(after)));
    let person = |link: Option<&Link>| link.and_then(|link| link.person);
    let words = match event.kind.as_str() {
        "account.added" => "Seen for the first time",
        "account.changed" => "Its facts changed",
        "account.removed" => "Found gone at the provider",
        "account.returned" => "Seen again at the provider",
        "account.linked" => return ("Linked to".to_owned(), person(after)),
        "account.unlinked" => return ("Unlinked from".to_owned(), person(before)),
        "account.marked" => {
            let service = after.and_then(|link| link.service.as_ref());
            let reason = service.map(|service| service.reason.as_str()).unwrap_or_default();
            let owner = service.and_then(|service| service.owner);
            let owned = if owner.is_some() { ", owned by" } else { "" };
            return (format!("Marked as a service account: {reason}{owned}"), owner);
        }
        "account.expected" => return (expected(before, after), None),
        "account.unmarked" => "No service account any more",
        "account.reset" => "Given back to the rules",
        "account.restored" => "A decision was undone",
        other => other,
    };
    (words.to_owned(), None)
}

/// What an account is meant to do, or not any more.
fn expected(before: Option<&Link>, after: Option<&Link>) -> String {
    let has = |link: Option<&Link>, access| link.is_some_and(|link| link.expected.of(access).is_some());
    let told = |access: Access| match (has(before, access), has(after, access)) {
        (false, true) => Some(format!("Meant to {}", meant(access))),
        (true, false) => Some(format!("Not meant to {} any more", meant(access))),
        _ => None,
    };
    let all: Vec<String> = Access::ALL.into_iter().filter_map(told).collect();
    if all.is_empty() { "What it is meant to do changed".to_owned() } else { all.join("; ") }
}

/// What an account with that access is meant to do.
pub(crate) const fn meant(access: Access) -> &'static str {
    match access {
        Access::Admin => "administer",
        Access::Database => "reach databases",
        Access::Write => "write source code",
        Access::Push => "push to production",
    }
}

/// The members who did these events.
pub(crate) fn members(events: &[Event]) -> Vec<MemberId> {
    let member = |event: &Event| match event.actor {
        Actor::Session { member, .. } => Some(member),
        _ => None,
    };
    events.iter().filter_map(member).collect()
}
