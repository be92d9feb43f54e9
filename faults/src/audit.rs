//! The one oracle of all faults: what clients were told, against what the register holds.
//!
//! An acknowledged change is there with exactly one event; one of unknown outcome has none or one; a refused one has none.
//! The versions of an account's events have no gaps, each begins where the last one ended, and the account stands as the
//! last one left it.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use crate::journal::{Attempt, Intent, Outcome};

/// An event of a decision about an account.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Its number.
    pub(crate) id: i64,
    /// The account.
    pub(crate) account: i64,
    /// The version that it made.
    pub(crate) version: i64,
    /// When, in microseconds.
    pub(crate) at: i64,
    /// The request that it came from.
    pub(crate) request: Option<String>,
    /// What it says of the account before and after.
    pub(crate) body: Value,
}

/// How an account stands.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The account.
    pub(crate) account: i64,
    /// The version of its decisions.
    pub(crate) version: i64,
    /// Whose it is.
    pub(crate) person: Option<i64>,
}

/// What a register holds of the accounts that clients decide about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    /// By account and version.
    pub(crate) events: Vec<Event>,
    /// The accounts.
    pub(crate) links: Vec<Link>,
    /// Events that are neither numbered nor waiting for their number, or both.
    pub(crate) astray: i64,
}

/// Everything that is wrong; nothing where all is well.
pub(crate) fn audit(told: &[Intent], held: &Held) -> Vec<String> {
    let mut wrong = chains(held);
    let mut by_request: HashMap<&str, Vec<&Event>> = HashMap::new();
    for event in &held.events {
        by_request.entry(event.request.as_deref().unwrap_or_default()).or_default().push(event);
    }
    for intent in told {
        wrong.extend(of_intent(intent, &by_request));
    }
    wrong.extend(order(told, &by_request));
    let asked: HashSet<&str> =
        told.iter().flat_map(|intent| &intent.attempts).map(|attempt| attempt.request.as_str()).collect();
    for event in &held.events {
        if !event.request.as_deref().is_some_and(|request| asked.contains(request)) {
            wrong.push(format!("event {} of account {} was asked for by nobody", event.id, event.account));
        }
    }
    if held.astray != 0 {
        wrong.push(format!("{} events are neither numbered nor waiting for it, or both", held.astray));
    }
    wrong
}

/// Versions without gaps, states without breaks, instants that rise, and accounts that stand as their last event says.
fn chains(held: &Held) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut accounts: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
    for event in &held.events {
        accounts.entry(event.account).or_default().push(event);
    }
    for (account, events) in &accounts {
        for (place, event) in (1..).zip(events) {
            if event.version != place {
                wrong.push(format!("account {account}: event {place} has version {}", event.version));
            }
        }
        for (one, next) in events.iter().zip(events.iter().skip(1)) {
            if one.body.get("after") != next.body.get("before") {
                wrong.push(format!("account {account}: version {} does not begin where the last ended", next.version));
            }
            if one.at >= next.at {
                wrong.push(format!("account {account}: version {} is not later than the last", next.version));
            }
        }
    }
    for link in &held.links {
        let last = accounts.get(&link.account).and_then(|events| events.last());
        let (version, person) = last.map_or((0, None), |event| (event.version, after(event)));
        if (link.version, link.person) != (version, person) {
            wrong.push(format!("account {} does not stand as its last event left it", link.account));
        }
    }
    let known: HashSet<i64> = held.links.iter().map(|link| link.account).collect();
    wrong.extend(accounts.keys().filter(|account| !known.contains(account)).map(|id| format!("account {id} is gone")));
    wrong
}

fn after(event: &Event) -> Option<i64> {
    event.body.pointer("/after/person").and_then(Value::as_i64)
}

fn of_intent(intent: &Intent, by_request: &HashMap<&str, Vec<&Event>>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut all = 0;
    for Attempt { request, outcome, .. } in &intent.attempts {
        let events = by_request.get(request.as_str()).map_or(&[][..], Vec::as_slice);
        all += events.len();
        if events.len() > 1 {
            wrong.push(format!("{request} has {} events", events.len()));
        }
        if matches!(outcome, Outcome::Refused(_)) && !events.is_empty() {
            wrong.push(format!("{request} was told that nothing was changed, and has an event"));
        }
        for event in events {
            if event.account != intent.account || after(event) != intent.wanted {
                wrong.push(format!("{request} has an event that does something else"));
            }
        }
    }
    let acknowledged = intent.attempts.iter().any(|attempt| attempt.outcome == Outcome::Acknowledged);
    let name = intent.attempts.first().map_or("an intent", |attempt| attempt.request.as_str());
    if acknowledged && intent.changes && all == 0 {
        wrong.push(format!("{name} was acknowledged, and has no event"));
    }
    if intent.exclusive && all > 1 {
        wrong.push(format!("{name} was asked for {} times, and has {all} events", intent.attempts.len()));
    }
    wrong
}

/// A client that has an account for itself finds its changes there in the order of its asking.
fn order(told: &[Intent], by_request: &HashMap<&str, Vec<&Event>>) -> Vec<String> {
    let mut last: HashMap<i64, i64> = HashMap::new();
    let mut wrong = Vec::new();
    for intent in told.iter().filter(|intent| intent.exclusive) {
        let events = intent.attempts.iter().filter_map(|attempt| by_request.get(attempt.request.as_str()));
        for event in events.flatten() {
            let before = last.insert(intent.account, event.version).unwrap_or_default();
            if before >= event.version {
                wrong.push(format!("account {}: version {} came out of turn", intent.account, event.version));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn intent(wanted: Option<i64>, outcomes: &[(&str, Outcome)]) -> Intent {
        let attempts = outcomes
            .iter()
            .map(|(request, outcome)| Attempt { outcome: *outcome, ..Attempt::sent((*request).to_owned()) })
            .collect();
        Intent { account: 7, wanted, changes: true, exclusive: true, attempts }
    }

    fn event(version: i64, request: &str, before: Option<i64>, after: Option<i64>) -> Event {
        let state = |version: i64, person| json!({ "version": version, "person": person });
        let body = json!({ "before": state(version - 1, before), "after": state(version, after) });
        Event { id: version, account: 7, version, at: version, request: Some(request.to_owned()), body }
    }

    /// Linked to 1, then to 2 at the second attempt, then unlinked, which nobody knows the outcome of.
    fn told() -> Vec<Intent> {
        vec![
            intent(Some(1), &[("a", Outcome::Acknowledged)]),
            intent(Some(2), &[("b", Outcome::Lost), ("c", Outcome::Acknowledged)]),
            intent(None, &[("d", Outcome::Uncertain)]),
        ]
    }

    fn held() -> Held {
        Held {
            events: vec![event(1, "a", None, Some(1)), event(2, "b", Some(1), Some(2))],
            links: vec![Link { account: 7, version: 2, person: Some(2) }],
            astray: 0,
        }
    }

    #[track_caller]
    fn is_told(held: &Held, words: &str) {
        let wrong = audit(&told(), held);
        assert!(wrong.iter().any(|one| one.contains(words)), "{wrong:?}");
    }

    #[test]
    fn what_was_told_and_is_held_is_right() {
        assert_eq!(audit(&told(), &held()), [""; 0]);
    }

    #[test]
    fn an_unknown_outcome_may_have_happened() {
        let mut held = held();
        held.events.push(event(3, "d", Some(2), None));
        held.links = vec![Link { account: 7, version: 3, person: None }];
        assert_eq!(audit(&told(), &held), [""; 0]);
    }

    #[test]
    fn an_acknowledged_change_that_is_gone_is_told() {
        let mut held = held();
        held.events.pop();
        held.links = vec![Link { account: 7, version: 1, person: Some(1) }];
        is_told(&held, "b was acknowledged, and has no event");
    }

    #[test]
    fn a_doubled_event_is_told() {
        let mut held = held();
        held.events.push(event(3, "b", Some(2), Some(2)));
        held.links = vec![Link { account: 7, version: 3, person: Some(2) }];
        is_told(&held, "b has 2 events");
        held.events.pop();
        held.events.push(event(3, "c", Some(2), Some(2)));
        is_told(&held, "b was asked for 2 times, and has 2 events");
    }

    #[test]
    fn a_broken_chain_is_told() {
        let mut held = held();
        held.events[1] = event(2, "b", Some(9), Some(2));
        is_told(&held, "version 2 does not begin where the last ended");
        held.events[1] = event(3, "b", Some(1), Some(2));
        is_told(&held, "event 2 has version 3");
        held.events[1] = Event { at: 1, ..event(2, "b", Some(1), Some(2)) };
        is_told(&held, "version 2 is not later than the last");
    }

    #[test]
    fn an_account_that_does_not_stand_as_its_last_event_says_is_told() {
        let mut held = held();
        held.links = vec![Link { account: 7, version: 2, person: Some(1) }];
        is_told(&held, "does not stand as its last event left it");
        held.links.clear();
        is_told(&held, "account 7 is gone");
    }

    #[test]
    fn a_refused_change_that_happened_is_told() {
        let mut told = told();
        told.push(intent(Some(1), &[("e", Outcome::Refused(50301))]));
        let mut held = held();
        held.events.push(event(3, "e", Some(2), Some(1)));
        held.links = vec![Link { account: 7, version: 3, person: Some(1) }];
        let wrong = audit(&told, &held);
        assert_eq!(wrong, ["e was told that nothing was changed, and has an event"]);
    }

    #[test]
    fn a_change_that_nobody_asked_for_is_told() {
        let mut held = held();
        held.events.push(event(3, "x", Some(2), Some(2)));
        held.links = vec![Link { account: 7, version: 3, person: Some(2) }];
        is_told(&held, "event 3 of account 7 was asked for by nobody");
    }

    #[test]
    fn changes_out_of_turn_are_told() {
        let mut held = held();
        held.events[0].request = Some("b".to_owned());
        held.events[1].request = Some("a".to_owned());
        is_told(&held, "version 1 came out of turn");
    }

    #[test]
    fn an_event_outside_the_numbered_list_is_told() {
        is_told(&Held { astray: 1, ..held() }, "1 events are neither numbered nor waiting");
    }
}
