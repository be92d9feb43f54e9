//! People.

use std::collections::HashMap;

use app::connections::Connections;
use domain::{
    ids::PersonId,
    people::{self, Profile},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ConnectionBrief, Moment, moment};
use crate::{present, problems::Problem, wire::Missing};

/// A person, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PersonBrief)]
pub(crate) struct Brief<'a> {
    /// Their id.
    id: i64,
    /// Their address.
    email: &'a str,
    /// First name; empty where the roster has none.
    first_name: &'a str,
    /// Last name; empty where the roster has none.
    last_name: &'a str,
    /// Whether they have left.
    left: bool,
}

/// A person.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person<'a> {
    /// Their id.
    id: i64,
    /// Their address.
    email: &'a str,
    /// First name; empty where the roster has none.
    first_name: &'a str,
    /// Last name; empty where the roster has none.
    last_name: &'a str,
    /// Whether they have left.
    left: bool,
    /// What they do.
    #[schema(required)]
    job_title: Option<&'a str>,
    /// Roles.
    roles: &'a [String],
    /// When they left; for an inferred date, the first roster without them.
    #[schema(required)]
    left_at: Option<Moment>,
    /// For an inferred date, the last roster with them.
    #[schema(required)]
    left_after: Option<Moment>,
    /// Whether no roster gave the date.
    left_inferred: bool,
    /// When they were first seen.
    created_at: Moment,
    /// When anything about them last changed.
    updated_at: Moment,
    /// Their roster and identity-provider accounts.
    identities: Vec<PersonIdentity<'a>>,
}

/// A roster or identity-provider account of a person.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonIdentity<'a> {
    /// The account's id.
    account: i64,
    /// Where it comes from.
    connection: ConnectionBrief<'a>,
    /// What the provider calls it.
    external_id: &'a str,
    /// When it was found gone.
    #[schema(required)]
    removed_at: Option<Moment>,
}

impl<'a> Brief<'a> {
    pub(crate) fn of(person: &'a people::Person) -> Self {
        Self {
            id: person.id.get(),
            email: &person.email,
            first_name: &person.first_name,
            last_name: &person.last_name,
            left: person.left.is_some(),
        }
    }
}

/// The person of that id, who must have been loaded.
pub(crate) fn brief(people: &HashMap<PersonId, Profile>, id: Option<PersonId>) -> Result<Option<Brief<'_>>, Problem> {
    let found = |id| people.get(&id).ok_or_else(|| present::incomplete(Missing::Person(id)));
    Ok(id.map(found).transpose()?.map(|profile| Brief::of(&profile.person)))
}

impl<'a> Person<'a> {
    /// The person with their identities.
    pub(crate) fn of(profile: &'a Profile, connections: &'a Connections) -> Result<Self, Problem> {
        let person = &profile.person;
        let identity = |account: &'a domain::accounts::Account| {
            Ok(PersonIdentity {
                account: account.id.get(),
                connection: ConnectionBrief::of(connections, account.connection)?,
                external_id: &account.external_id,
                removed_at: moment(account.removed_at),
            })
        };
        Ok(Self {
            id: person.id.get(),
            email: &person.email,
            first_name: &person.first_name,
            last_name: &person.last_name,
            left: person.left.is_some(),
            job_title: person.job_title.as_deref(),
            roles: &person.roles,
            left_at: moment(person.left.and_then(|left| left.at)),
            left_after: moment(person.left.and_then(|left| left.after)),
            left_inferred: person.left.is_some_and(|left| left.inferred),
            created_at: Moment(person.created_at),
            updated_at: Moment(person.updated_at),
            identities: profile.identities.iter().map(identity).collect::<Result<_, Problem>>()?,
        })
    }
}
