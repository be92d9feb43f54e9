//! Rules about whose an account is.

use super::{Decided, Finding, How, Rule, Seen, Shown, parting};
use crate::{
    Instant,
    accounts::observed_facts::ENABLED,
    connections::{Family, Kind},
    ids::PersonId,
};

/// People named in one sentence.
const NAMED: usize = 5;

pub(super) fn leaver(seen: &Seen<'_>) -> Option<Finding> {
    let profile = seen.profile(seen.link.person?)?;
    let left = profile.person.left?;
    // The entries by which somebody has left say so themselves.
    if seen.account.family == Family::Identity || !seen.is_live() {
        return None;
    }
    let why = format!("{} {}; the account is live", profile.person.name(), parting(left));
    let settings = seen.settings;
    let due = |at| settings.time_zone.business_days_after(at, settings.offboarding_sla);
    let finding = seen.open(Rule::Leaver, why);
    let finding = Finding { since: left.at, after: left.after, due: left.at.map(due), ..finding };
    let finding = finding.by(Shown::left("leftAt", left, profile));
    let finding = finding.by(seen.shown(ENABLED, &seen.account.flag(ENABLED)));
    Some(finding.by(Shown::instant("connectedAt", seen.link.connected_at)))
}

pub(super) fn unlinked(seen: &Seen<'_>) -> Option<Finding> {
    if !seen.link.is_unlinked() {
        return None;
    }
    // Since the last decision about whose it is, or since it is known where there was none.
    let since = if seen.link.decided_by.is_some() { seen.decided_at } else { seen.account.created_at };
    let finding = seen.open(Rule::Unlinked, "nobody has said whose it is");
    Some(Finding { since: Some(since), ..finding }.by(Shown::decided("status", "unlinked")))
}

pub(super) fn removed_unknown(seen: &Seen<'_>) -> Option<Finding> {
    let removed = seen.account.removed_at.filter(|_| seen.link.is_unlinked())?;
    let why = format!("it was found gone on {}, and nobody says whose it was", removed.date());
    let finding = Finding { since: Some(removed), ..seen.open(Rule::RemovedUnknown, why) };
    let call = Some(seen.account.facts.call.clone());
    let gone = Shown { call, ..Shown::instant("removedAt", Some(removed)) };
    Some(finding.by(gone).by(Shown::decided("status", "unlinked")))
}

/// Whom people linked an account to, given all that was ever decided about whose it is. What was undone is not counted: it
/// is then as after the last decision that left the account with the same person.
#[must_use]
pub fn given_to(decided: &[Decided]) -> Vec<(PersonId, Instant)> {
    let mut states = vec![(None, Vec::new())];
    for one in decided {
        let present = states.last();
        let mut given = match one.how {
            How::Restored if present.is_some_and(|(person, _)| *person != one.person) => {
                states.iter().rev().find(|(person, _)| *person == one.person)
            }
            _ => present,
        }
        .map(|(_, given)| given.clone())
        .unwrap_or_default();
        given.extend(one.person.filter(|_| one.how == How::Linked).map(|person| (person, one.at)));
        states.push((one.person, given));
    }
    states.pop().map(|(_, given)| given).unwrap_or_default()
}

pub(super) fn handed_over(seen: &Seen<'_>) -> Option<Finding> {
    let mut people: Vec<PersonId> = Vec::new();
    let (mut since, mut last) = (None, None);
    for (person, at) in seen.given_to {
        if last.is_some_and(|last| last != *person) {
            since = Some(*at);
        }
        last = Some(*person);
        if !people.contains(person) {
            people.push(*person);
        }
    }
    if people.len() < 2 {
        return None;
    }
    let why = format!("people linked it to {}, one after the other", listed(people.iter().map(|one| seen.name(*one))));
    let ids: Vec<i64> = people.iter().map(|person| person.get()).collect();
    Some(Finding { since, ..seen.open(Rule::HandedOver, why) }.by(Shown::decided("linkedTo", ids)))
}

pub(super) fn several_accounts(seen: &Seen<'_>) -> Option<Finding> {
    let (person, (others, count)) = (seen.link.person?, seen.others);
    if count == 0 || seen.connection.kind == Kind::Roster {
        return None;
    }
    let names = listed(others.iter().map(|other| other.username.clone()));
    let more = if count > others.len() { " and more" } else { "" };
    let (who, place) = (seen.name(person), &seen.connection.name);
    let why = format!("{who} has {} accounts in {place}: besides this one {names}{more}", count + 1);
    let first = others.iter().filter_map(|other| other.connected_at).min();
    let finding = Finding { since: seen.link.connected_at.max(first), ..seen.open(Rule::SeveralAccounts, why) };
    Some(finding.by(Shown::decided("accounts", count as u64 + 1)))
}

/// Names as a list in a sentence.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    let rest = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if rest > 0 {
        names.push(format!("{rest} more"));
    }
    names.join(", ")
}
