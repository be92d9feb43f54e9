//! Stating: what another register says was decided about an account, dates included.

use super::{Access, Link, Service};
use crate::{Instant, ids::PersonId};

/// Everything that another register states about an account, as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Whose it is; with a service mark, the person it was linked to besides.
    pub person: Option<PersonId>,
    /// When the present or last link was made.
    pub connected_at: Option<Instant>,
    /// When the last link was undone, while there is no other.
    pub unlinked_at: Option<Instant>,
    /// Its service mark.
    pub service: Option<StatedMark>,
    /// Since when it is meant to have each of these accesses; the others are left as they are.
    pub expected: Vec<(Access, Option<Instant>)>,
}

/// A service mark as another register states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedMark {
    /// When it was first marked.
    pub at: Instant,
    /// What the account is for.
    pub reason: String,
    /// The person who marked it, where they are known here.
    pub designator: Option<PersonId>,
}

impl Statement {
    /// The people whom it names.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        [self.person, self.service.as_ref().and_then(|service| service.designator)].into_iter().flatten()
    }

    /// Every date that it states.
    pub fn dates(&self) -> impl Iterator<Item = Instant> {
        let dates = [self.connected_at, self.unlinked_at, self.service.as_ref().map(|service| service.at)];
        dates.into_iter().chain(self.expected.iter().map(|(_, since)| *since)).flatten()
    }

    /// What the link becomes by it. Owner and review day of a service account are not stated: they stay.
    pub(super) fn over(&self, link: &Link) -> Link {
        let present = link.service.as_ref();
        let service = self.service.as_ref().map(|mark| Service {
            at: mark.at,
            reason: mark.reason.clone(),
            designator: mark.designator,
            owner: present.and_then(|service| service.owner),
            review_by: present.and_then(|service| service.review_by.clone()),
        });
        let is_service = service.is_some();
        let mut next = Link {
            person: self.person.filter(|_| !is_service),
            connected_at: self.connected_at,
            unlinked_at: self.unlinked_at,
            service,
            proposed_owner: self.person.or(link.proposed_owner).filter(|_| is_service),
            ..link.clone()
        };
        for (access, since) in &self.expected {
            *next.expected.of_mut(*access) = *since;
        }
        next
    }
}

/// Since when a link that was stated has been as it is now: the newest date that is new in it. `None` where something went
/// that states no date of its end: then it is so since it was stated.
#[must_use]
pub fn true_since(before: &Link, after: &Link) -> Option<Instant> {
    let lasting = |link: &Link| {
        let accesses = Access::ALL.map(|access| link.expected.of(access));
        [link.service.as_ref().map(|service| service.at)].into_iter().chain(accesses).collect::<Vec<_>>()
    };
    let ended = |(before, after): (Option<Instant>, Option<Instant>)| before.is_some() && after.is_none();
    if lasting(before).into_iter().zip(lasting(after)).any(ended) {
        return None;
    }
    let dates = |link: &Link| [lasting(link), vec![link.connected_at, link.unlinked_at]].concat();
    let both = dates(before).into_iter().zip(dates(after));
    both.filter(|(before, after)| before != after).filter_map(|(_, after)| after).max()
}

#[cfg(test)]
mod tests;
