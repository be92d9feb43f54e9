//! Links: everything that was decided about an account, and the rules by which a decision changes it.

mod stating;
mod undoing;

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    accounts::observed_facts,
    actors::{Actor, DecidedBy},
    events::STATED,
    ids::{AccountId, EventId, PersonId},
};
pub use stating::{StatedMark, Statement, true_since};
pub use undoing::{Made, undo};

/// All decisions about one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The account.
    pub account: AccountId,
    /// Whose it is.
    pub person: Option<PersonId>,
    /// When the present or last link was made.
    pub connected_at: Option<Instant>,
    /// When the last link was undone, while there is no other.
    pub unlinked_at: Option<Instant>,
    /// Set while the account is marked as a service account.
    pub service: Option<Service>,
    /// The person it was linked to when it was marked.
    pub proposed_owner: Option<PersonId>,
    /// Access that it is meant to have.
    pub expected: Expected,
    /// Who decided whose it is; `None` before any decision.
    pub decided_by: Option<DecidedBy>,
    /// The event of that decision.
    pub decided_event: Option<EventId>,
    /// Rises by one with every decision.
    pub version: i64,
}

/// The mark of a service account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// When it was first marked.
    pub at: Instant,
    /// What the account is for.
    pub reason: String,
    /// The person who marked it.
    pub designator: Option<PersonId>,
    /// The person who answers for it.
    pub owner: Option<PersonId>,
    /// The day by which somebody must look at it again, `2026-12-31`.
    pub review_by: Option<String>,
}

/// Since when an account is meant to have each access; `None` where it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Administration of infrastructure.
    pub admin: Option<Instant>,
    /// Databases.
    pub database: Option<Instant>,
    /// Writing to source code.
    pub write: Option<Instant>,
    /// Pushing to production.
    pub push: Option<Instant>,
}

/// An access that can be expected of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Administration of infrastructure.
    Admin,
    /// Databases.
    Database,
    /// Writing to source code.
    Write,
    /// Pushing to production.
    Push,
}

impl Access {
    /// Every access.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Database, Self::Write, Self::Push];

    /// The word it is shown as.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Database => "database",
            Self::Write => "write",
            Self::Push => "push",
        }
    }

    /// The name of the fact that a provider shows of it.
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Self::Admin => observed_facts::ADMIN,
            Self::Database => observed_facts::DATABASE,
            Self::Write => observed_facts::WRITE,
            Self::Push => observed_facts::PUSH,
        }
    }
}

impl Expected {
    const fn of_mut(&mut self, access: Access) -> &mut Option<Instant> {
        match access {
            Access::Admin => &mut self.admin,
            Access::Database => &mut self.database,
            Access::Write => &mut self.write,
            Access::Push => &mut self.push,
        }
    }

    /// Since when it is meant to have this access.
    #[must_use]
    pub const fn of(&self, access: Access) -> Option<Instant> {
        match access {
            Access::Admin => self.admin,
            Access::Database => self.database,
            Access::Write => self.write,
            Access::Push => self.push,
        }
    }
}

/// What somebody wants done to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is this person's.
    Link(PersonId),
    /// It is nobody's.
    Unlink,
    /// It is a service account.
    Mark {
        /// What it is for; not blank.
        reason: String,
        /// Who answers for it, where that is said.
        owner: Patch<PersonId>,
        /// When to look again, where that is said.
        review_by: Patch<String>,
    },
    /// It is no service account.
    Unmark,
    /// It is meant, or not meant, to have an access.
    Expect {
        /// Which.
        access: Access,
        /// Whether it is meant.
        on: bool,
    },
    /// Nobody has decided whose it is: it is the rules' again. Accesses that it is meant to have stay.
    Reset,
    /// It is as another register states it, unless a person here decided otherwise.
    State(Box<Statement>),
    /// It is as it was before changes that are undone.
    Restore {
        /// As it was; its version is of no account.
        before: Box<Link>,
        /// Whether a rule or a source made those changes: who undoes them says that they were wrong, and has decided.
        overrules: bool,
    },
}

/// A part of a change: left alone, or set, to nothing perhaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch<T> {
    /// As it is.
    Keep,
    /// To this.
    Set(Option<T>),
}

impl<T: Clone> Patch<T> {
    fn over(&self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Set(value) => value.clone(),
        }
    }
}

impl Change {
    /// The people that must exist for this change.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        let (named, stated, before) = match self {
            Self::Link(person) => (Some(*person), None, None),
            Self::Mark { owner: Patch::Set(owner), .. } => (*owner, None, None),
            Self::State(statement) => (None, Some(statement.people()), None),
            Self::Restore { before, .. } => (None, None, Some(before.people())),
            _ => (None, None, None),
        };
        named.into_iter().chain(stated.into_iter().flatten()).chain(before.into_iter().flatten())
    }

    /// Whether it is what another register states.
    #[must_use]
    pub const fn is_statement(&self) -> bool {
        matches!(self, Self::State(_))
    }

    /// Whether it says whose the account is.
    const fn says_whose(&self) -> bool {
        match self {
            Self::Link(_) | Self::Unlink | Self::Mark { .. } | Self::Unmark | Self::State(_) => true,
            Self::Restore { overrules, .. } => *overrules,
            Self::Expect { .. } | Self::Reset => false,
        }
    }

    /// The kind of event that it makes.
    #[must_use]
    pub const fn event(&self) -> &'static str {
        match self {
            Self::Link(_) => "account.linked",
            Self::Unlink => "account.unlinked",
            Self::Mark { .. } => "account.marked",
            Self::Unmark => "account.unmarked",
            Self::Expect { .. } => "account.expected",
            Self::Reset => "account.reset",
            Self::State(_) => STATED,
            Self::Restore { .. } => "account.restored",
        }
    }

    /// What it counts as: what another register states is a source's word, whoever brings it.
    #[must_use]
    pub fn decided_as(&self, actor: &Actor) -> DecidedBy {
        if self.is_statement() { DecidedBy::Source } else { actor.decides_as() }
    }
}

/// The circumstances of a decision.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// The present instant.
    pub at: Instant,
    /// What the actor decides as.
    pub by: DecidedBy,
    /// The person behind the actor.
    pub person: Option<PersonId>,
    /// The event that will record it.
    pub event: EventId,
}

/// Why a change is refused, whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A service account cannot be linked; its mark must be cleared first.
    ServiceAccount,
    /// A human decided otherwise, and neither a rule nor a source overturns that.
    HumanDecided,
}

/// What the link becomes: `Ok(None)` when the change changes nothing.
///
/// # Errors
/// When the change is refused.
pub fn decide(link: &Link, change: &Change, when: Circumstances) -> Result<Option<Link>, Refused> {
    let outranked = link.decided_by == Some(DecidedBy::Human) && when.by != DecidedBy::Human;
    if outranked && !matches!(change, Change::State(statement) if statement.over(link) == *link) {
        return Err(Refused::HumanDecided);
    }
    let mut next = match change {
        Change::Link(person) => linked(link, *person, when)?,
        Change::Unlink => unlinked(link, when),
        Change::Mark { reason, owner, review_by } => marked(link, (reason, owner, review_by), when),
        Change::Unmark => unmarked(link),
        Change::Expect { access, on } => expecting(link, *access, *on, when.at),
        Change::Reset => undecided(link, when),
        Change::State(statement) => statement.over(link),
        Change::Restore { before, .. } => Link { account: link.account, version: link.version, ..(**before).clone() },
    };
    let taken_over = matches!(change, Change::Link(_)) && link.decided_by != Some(when.by);
    if next == *link && !taken_over {
        return Ok(None);
    }
    if change.says_whose() {
        next.decided_by = Some(when.by);
        next.decided_event = Some(when.event);
    }
    next.version += 1;
    Ok(Some(next))
}

fn linked(link: &Link, person: PersonId, when: Circumstances) -> Result<Link, Refused> {
    if link.service.is_some() {
        return Err(Refused::ServiceAccount);
    }
    if link.person == Some(person) {
        return Ok(link.clone());
    }
    Ok(Link { person: Some(person), connected_at: Some(when.at), unlinked_at: None, ..link.clone() })
}

fn unlinked(link: &Link, when: Circumstances) -> Link {
    match link.person {
        None => link.clone(),
        Some(_) => Link { person: None, unlinked_at: Some(when.at), ..link.clone() },
    }
}

fn marked(link: &Link, mark: (&str, &Patch<PersonId>, &Patch<String>), when: Circumstances) -> Link {
    let (reason, owner, review_by) = mark;
    let present = link.service.as_ref();
    let service = Service {
        at: present.map_or(when.at, |service| service.at),
        reason: reason.to_owned(),
        designator: when.person,
        owner: owner.over(present.and_then(|service| service.owner)),
        review_by: review_by.over(present.and_then(|service| service.review_by.clone())),
    };
    let unlinked = unlinked(link, when);
    Link { service: Some(service), proposed_owner: link.person.or(link.proposed_owner), ..unlinked }
}

fn unmarked(link: &Link) -> Link {
    Link { service: None, proposed_owner: None, ..link.clone() }
}

fn undecided(link: &Link, when: Circumstances) -> Link {
    Link { decided_by: None, decided_event: None, ..unmarked(&unlinked(link, when)) }
}

fn expecting(link: &Link, access: Access, on: bool, at: Instant) -> Link {
    let mut next = link.clone();
    let stamp = next.expected.of_mut(access);
    *stamp = on.then(|| stamp.unwrap_or(at));
    next
}

impl Link {
    /// The link of an account about which nothing was decided.
    #[must_use]
    pub fn none(account: AccountId) -> Self {
        Self {
            account,
            person: None,
            connected_at: None,
            unlinked_at: None,
            service: None,
            proposed_owner: None,
            expected: Expected::default(),
            decided_by: None,
            decided_event: None,
            version: 0,
        }
    }

    /// Whether nobody has said whose it is: no person, and no service mark.
    #[must_use]
    pub const fn is_unlinked(&self) -> bool {
        self.person.is_none() && self.service.is_none()
    }

    /// The people whom an answer about this link shows.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        let service = self.service.as_ref();
        [
            self.person,
            service.and_then(|service| service.designator),
            service.and_then(|service| service.owner),
            self.proposed_owner,
        ]
        .into_iter()
        .flatten()
    }
}

#[cfg(test)]
mod tests;
