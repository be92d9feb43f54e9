//! Findings: what is wrong with an account or a connection, told from what is known at a moment and never stored.
//!
//! Unknown is never "no": where a rule needs what nobody knows, the finding is that it cannot be evaluated, and why.

mod access;
mod connections;
mod document;
mod people;
mod rules;
mod services;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use connections::of_connection;
pub use document::{document, explained};
pub use people::given_to;
pub use rules::{Control, Rule};
use serde_json::Value;

use crate::{
    Instant,
    accounts::{Account, observed_facts, roster_facts},
    companies::Settings,
    connections::{Connection, Family},
    facts::{Fact, Unknown},
    ids::{AccountId, ConnectionId, PersonId},
    links::Link,
    people::{Left, Profile},
};

/// Something that is wrong, or of which nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What found it.
    pub rule: Rule,
    /// Whether it is so.
    pub verdict: Verdict,
    /// The account that it is about; `None` where it is about a connection.
    pub account: Option<AccountId>,
    /// The connection of the account, or the one that it is about.
    pub connection: ConnectionId,
    /// The person behind it.
    pub person: Option<PersonId>,
    /// Since when it is so; it may have been so for longer where only later facts tell.
    pub since: Option<Instant>,
    /// For a date that lies in an interval: it was not so yet at this instant.
    pub after: Option<Instant>,
    /// When it had, or has, to be set right.
    pub due: Option<Instant>,
    /// Why, in one sentence.
    pub why: String,
    /// By which facts.
    pub facts: Vec<Shown>,
}

/// Whether something is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Open,
    /// Nobody can tell, because a fact is unknown for this reason.
    NotEvaluable(Unknown),
}

/// A fact that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its name.
    pub name: &'static str,
    /// Its value, or why there is none.
    pub fact: Fact<Value>,
    /// The provider's call or the format that showed it; `None` for what was decided here.
    pub call: Option<String>,
}

/// Everything that rules look at about an account.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// What its provider shows.
    pub account: &'a Account,
    /// Where it comes from.
    pub connection: &'a Connection,
    /// What was decided about it.
    pub link: &'a Link,
    /// When anything was last decided about it.
    pub decided_at: Instant,
    /// The people it names, now or in its history.
    pub people: &'a HashMap<PersonId, Profile>,
    /// The other accounts of its person in its connection, and how many there are in all.
    pub others: (&'a [Sibling], usize),
    /// Whom people linked it to, in order, without what was undone: [`given_to`].
    pub given_to: &'a [(PersonId, Instant)],
    /// What the company measures by.
    pub settings: &'a Settings,
    /// The instant at which it is looked at.
    pub now: Instant,
}

/// A decision about whose an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Whose it has been since.
    pub person: Option<PersonId>,
    /// When that was decided.
    pub at: Instant,
    /// How it came to be so.
    pub how: How,
}

/// How it came to be that an account is somebody's, or nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A person linked it.
    Linked,
    /// Decisions before it were undone.
    Restored,
    /// In any other way.
    Otherwise,
}

/// Another account of the same person in the same connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// Its name.
    pub username: String,
    /// When it was linked.
    pub connected_at: Option<Instant>,
}

/// What the rule finds about the account, if anything.
#[must_use]
pub fn of_account(rule: Rule, seen: &Seen<'_>) -> Option<Finding> {
    if seen.account.removed_at.is_some() != (rule == Rule::RemovedUnknown) {
        return None;
    }
    match rule {
        Rule::Leaver => people::leaver(seen),
        Rule::UnexpectedAccess => access::unexpected(seen),
        Rule::NoMfa => access::no_mfa(seen),
        Rule::Unlinked => people::unlinked(seen),
        Rule::OwnerLeft => services::owner_left(seen),
        Rule::Unowned => services::unowned(seen),
        Rule::ReviewOverdue => services::review_overdue(seen),
        Rule::HandedOver => people::handed_over(seen),
        Rule::SeveralAccounts => people::several_accounts(seen),
        Rule::MissingAccess => access::missing(seen),
        Rule::RemovedUnknown => people::removed_unknown(seen),
        Rule::StaleConnection => None,
    }
}

impl Seen<'_> {
    /// A finding about the account that is so.
    fn open(&self, rule: Rule, why: impl Into<String>) -> Finding {
        Finding {
            rule,
            verdict: Verdict::Open,
            account: Some(self.account.id),
            connection: self.account.connection,
            person: self.link.person,
            since: None,
            after: None,
            due: None,
            why: why.into(),
            facts: Vec::new(),
        }
    }

    /// A finding that cannot be told of the account.
    fn untold(&self, rule: Rule, because: &Unknown, what: &str) -> Finding {
        let finding = self.open(rule, format!("{what} is unknown: {because}"));
        Finding { verdict: Verdict::NotEvaluable(because.clone()), ..finding }
    }

    /// Whether it can be used as far as anybody knows: not known to be disabled, and no entry of somebody who has left.
    fn is_live(&self) -> bool {
        let ended = self.account.family == Family::Identity && self.account.bool_fact(roster_facts::LEFT) == Some(true);
        !ended && self.account.flag(observed_facts::ENABLED) != Fact::Known(false)
    }

    fn profile(&self, person: PersonId) -> Option<&Profile> {
        self.people.get(&person)
    }

    fn name(&self, person: PersonId) -> String {
        self.profile(person).map_or_else(|| format!("person #{person}"), |profile| profile.person.name())
    }

    /// A flag of the account as its provider showed it.
    fn shown(&self, name: &'static str, flag: &Fact<bool>) -> Shown {
        let fact = match flag {
            Fact::Known(flag) => Fact::Known(Value::Bool(*flag)),
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
        };
        Shown { name, fact, call: Some(self.account.facts.call.clone()) }
    }
}

impl Finding {
    fn by(mut self, fact: Shown) -> Self {
        self.facts.push(fact);
        self
    }

    /// How many whole hours it is past due; negative while there is still time.
    #[must_use]
    pub fn hours_past_due(&self, now: Instant) -> Option<i64> {
        const HOUR: i64 = 3_600_000_000;
        self.due.map(|due| now.micros().saturating_sub(due.micros()).div_euclid(HOUR))
    }
}

impl Shown {
    /// What the register itself knows.
    fn decided(name: &'static str, value: impl Into<Value>) -> Self {
        Self { name, fact: Fact::Known(value.into()), call: None }
    }

    /// The same of an instant that may not be known.
    fn instant(name: &'static str, instant: Option<Instant>) -> Self {
        let fact = instant.map_or(Fact::Unknown(Unknown::NotCollected), |at| Fact::Known(at.to_string().into()));
        Self { name, fact, call: None }
    }

    /// That somebody has left, as their roster entries tell it.
    fn left(name: &'static str, left: Left, profile: &Profile) -> Self {
        let call = profile.identities.last().map(|entry| entry.facts.call.clone());
        Self { call, ..Self::instant(name, left.at) }
    }
}

/// When somebody left, in words.
fn parting(left: Left) -> String {
    match (left.at, left.after.filter(|_| left.inferred)) {
        (Some(at), Some(after)) => format!("left between {} and {}", after.date(), at.date()),
        (Some(at), None) => format!("left on {}", at.date()),
        (None, _) => "has left, no list says when".to_owned(),
    }
}
