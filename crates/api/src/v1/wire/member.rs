//! Members.

use std::collections::HashMap;

use app::keys::Secret;
use domain::{ids::PersonId, members, people::Profile};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Brief, Moment, brief, moment};
use crate::problems::Problem;

/// Somebody who may use the pages.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member<'a> {
    /// Their id.
    id: i64,
    /// What they are called.
    name: &'a str,
    /// What they may do: viewer, reviewer, administrator or auditor.
    role: &'a str,
    /// The person of the register that they are.
    #[schema(required)]
    person: Option<Brief<'a>>,
    /// The identity provider that signs them in; null where one-time links do.
    #[schema(required)]
    issuer: Option<&'a str>,
    /// When they were added.
    created_at: Moment,
    /// When they were removed.
    #[schema(required)]
    removed_at: Option<Moment>,
}

/// A member with the ticket that signs them in, which is shown this once. Its schema is [`Member`]'s with `ticket`.
#[derive(Serialize)]
pub(crate) struct InvitedMember<'a> {
    #[serde(flatten)]
    shown: Member<'a>,
    ticket: &'a str,
}

impl<'a> Member<'a> {
    /// The member, with the person that they are among these.
    pub(crate) fn of(member: &'a members::Member, people: &'a HashMap<PersonId, Profile>) -> Result<Self, Problem> {
        Ok(Self {
            id: member.id.get(),
            name: &member.name,
            role: member.role.name(),
            person: brief(people, member.person)?,
            issuer: member.identity.as_ref().map(|identity| identity.issuer.as_str()),
            created_at: Moment(member.created_at),
            removed_at: moment(member.removed_at),
        })
    }

    /// The member with a ticket.
    pub(crate) fn with(self, ticket: &'a Secret) -> InvitedMember<'a> {
        InvitedMember { shown: self, ticket: ticket.reveal() }
    }
}
