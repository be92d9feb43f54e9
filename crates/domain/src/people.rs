//! People: who works, or worked, at the company, and what their entries say of them.

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    accounts::{Account, roster_facts as facts},
    ids::{CompanyId, PersonId},
};

/// A person of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Whose they are.
    pub company: CompanyId,
    /// Their id.
    pub id: PersonId,
    /// Their UUID, in lower case with hyphens; the wire's `entryId`.
    pub entry_id: String,
    /// Their address, as the roster writes it.
    pub email: String,
    /// First name; empty where the roster has none.
    pub first_name: String,
    /// Last name; empty where the roster has none.
    pub last_name: String,
    /// What they do.
    pub job_title: Option<String>,
    /// Roles, `EMPLOYEE` unless told otherwise.
    pub roles: Vec<String>,
    /// When they accepted the terms, if they did.
    pub terms_agreed_at: Option<Instant>,
    /// Set once they have left.
    pub left: Option<Left>,
    /// When their entries must be looked at again: the next leaving date that one of them states.
    pub due_at: Option<Instant>,
    /// When they were first seen.
    pub created_at: Instant,
    /// When anything about them last changed.
    pub updated_at: Instant,
    /// Rises by one with every event about them.
    pub version: i64,
}

impl Person {
    /// First and last name, or the address where there is no name.
    #[must_use]
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name);
        if name.trim().is_empty() { self.email.clone() } else { name.trim().to_owned() }
    }

    /// The person as their entries state them at that instant: the first that is still there says what they are called,
    /// else the last one. Without entries they stay as they are.
    #[must_use]
    pub fn stated(&self, entries: &[Account], now: Instant) -> Self {
        let due_at = entries.iter().filter_map(separated).filter(|separated| *separated > now).min();
        let Some(first) = entries.iter().find(|entry| is_here(entry, now)).or(entries.last()) else {
            return Self { due_at, ..self.clone() };
        };
        let text = |name| first.text_fact(name).unwrap_or_default().to_owned();
        Self {
            email: first.email.clone().unwrap_or_else(|| self.email.clone()),
            first_name: text(facts::FIRST_NAME),
            last_name: text(facts::LAST_NAME),
            job_title: first.text_fact(facts::JOB_TITLE).map(str::to_owned),
            left: left(entries, now),
            due_at,
            ..self.clone()
        }
    }
}

/// Whether the entry says that its person works here.
fn is_here(entry: &Account, now: Instant) -> bool {
    entry.removed_at.is_none()
        && entry.bool_fact(facts::LEFT) != Some(true)
        && separated(entry).is_none_or(|separated| separated > now)
}

fn separated(entry: &Account) -> Option<Instant> {
    Instant::parse(entry.text_fact(facts::SEPARATED_AT)?)
}

/// That somebody has left, once none of their entries says otherwise. A stated date wins; else they left between the last
/// list with them and the first without.
fn left(entries: &[Account], now: Instant) -> Option<Left> {
    if entries.iter().any(|entry| is_here(entry, now)) {
        return None;
    }
    let stated = entries.iter().filter_map(separated).filter(|separated| *separated <= now).max();
    let said = entries.iter().any(|entry| entry.bool_fact(facts::LEFT) == Some(true));
    if stated.is_some() || said {
        return Some(Left { at: stated, after: None, inferred: false });
    }
    let at = entries.iter().filter_map(|entry| entry.first_missed_at).max();
    let after = entries.iter().filter_map(|entry| entry.last_seen_at).max();
    Some(Left { at, after, inferred: true })
}

/// That a person has left, and how sure the date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The leaving date; for an inferred one, the first roster without them. `None` where neither is dated.
    pub at: Option<Instant>,
    /// For an inferred date, the last roster with them.
    pub after: Option<Instant>,
    /// True when no roster gave a date, and it lies between `after` and `at`.
    pub inferred: bool,
}

/// A person with the roster and identity-provider accounts that are theirs, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The person.
    pub person: Person,
    /// Their identity accounts.
    pub identities: Vec<Account>,
}

#[cfg(test)]
mod tests;
