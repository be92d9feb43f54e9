//! Differences between two moments.

use app::{
    accounts::World,
    differences::{AccountDifference, Differences, PersonDifference},
};
use domain::links::Access;
use serde::Serialize;
use store::links::Stored;
use utoipa::ToSchema;

use super::{Brief, ConnectionBrief, account::status_of, brief};
use crate::problems::Problem;

/// An account or a person that is otherwise at the later moment than at the earlier.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Difference<'a> {
    /// The account, where it is one.
    #[schema(required)]
    account: Option<AccountBrief<'a>>,
    /// The person, where it is one.
    #[schema(required)]
    person: Option<Brief<'a>>,
    /// What became of it, as `linked`, `gained-admin` or `left`.
    changes: Vec<&'static str>,
    /// The account as it was; null where it did not exist, and for people.
    #[schema(required)]
    before: Option<AccountState<'a>>,
    /// The account as it was at the later moment; null for people.
    #[schema(required)]
    after: Option<AccountState<'a>>,
}

/// An account, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountBrief<'a> {
    /// Its id.
    id: i64,
    /// What the provider calls it for good.
    external_id: &'a str,
    /// Its name.
    username: &'a str,
    /// Where it comes from.
    connection: ConnectionBrief<'a>,
}

/// How an account stands, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountState<'a> {
    /// `linked`, `service` or `unlinked`.
    status: &'static str,
    /// Whose it is.
    #[schema(required)]
    person: Option<Brief<'a>>,
    /// What the service account is for.
    #[schema(required)]
    service_reason: Option<&'a str>,
    /// Who answers for the service account.
    #[schema(required)]
    owner: Option<Brief<'a>>,
    /// Whether it is gone at the provider.
    removed: bool,
    /// Whether it has a second factor; null where that is unknown.
    #[schema(required)]
    has_mfa: Option<bool>,
    /// The accesses that it is meant to have.
    expected: Vec<&'static str>,
    /// The accesses that the provider shows.
    shown: Vec<&'static str>,
}

impl<'a> Difference<'a> {
    /// What became of an account.
    pub(crate) fn of_account(one: &'a AccountDifference, all: &'a Differences) -> Result<Self, Problem> {
        let before = one.before.as_ref().map(|before| AccountState::of(before, &all.before)).transpose()?;
        Ok(Self {
            account: Some(AccountBrief::of(&one.after, &all.after)?),
            person: None,
            changes: one.changes.iter().map(|change| change.name()).collect(),
            before,
            after: Some(AccountState::of(&one.after, &all.after)?),
        })
    }

    /// What became of a person.
    pub(crate) fn of_person(one: &'a PersonDifference) -> Self {
        let person = Some(Brief::of(&one.after.person));
        Self { account: None, person, changes: vec![one.change.name()], before: None, after: None }
    }
}

impl<'a> AccountBrief<'a> {
    /// The account.
    pub(crate) fn of(stored: &'a Stored, world: &'a World) -> Result<Self, Problem> {
        Ok(Self {
            id: stored.account.id.get(),
            external_id: &stored.account.external_id,
            username: &stored.account.username,
            connection: ConnectionBrief::of(&world.connections, stored.account.connection)?,
        })
    }
}

impl<'a> AccountState<'a> {
    fn of(stored: &'a Stored, world: &'a World) -> Result<Self, Problem> {
        let Stored { account, link, .. } = stored;
        let service = link.service.as_ref();
        Ok(Self {
            status: status_of(link),
            person: brief(&world.people, link.person)?,
            service_reason: service.map(|service| service.reason.as_str()),
            owner: brief(&world.people, service.and_then(|service| service.owner))?,
            removed: account.removed_at.is_some(),
            has_mfa: account.has_mfa,
            expected: named(|access| link.expected.of(access).is_some()),
            shown: named(|access| account.bool_fact(access.fact()) == Some(true)),
        })
    }
}

fn named(has: impl Fn(Access) -> bool) -> Vec<&'static str> {
    Access::ALL.into_iter().filter(|access| has(*access)).map(Access::name).collect()
}
