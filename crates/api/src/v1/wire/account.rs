//! Accounts, with everything that was decided about them.

use app::{accounts::World, events::Decisions};
use domain::{
    actors::DecidedBy,
    facts::{Fact, Facts},
    ids::BatchId,
    links::{self, Link},
};
use serde::Serialize;
use store::links::Stored;
use utoipa::{
    ToSchema,
    openapi::schema::{AdditionalProperties, Object, ObjectBuilder, Type},
};

use super::{Actor, Brief, ConnectionBrief, Moment, brief, moment};
use crate::{present, problems::Problem, wire::Missing};

/// The people, connections and decisions around some accounts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    pub(crate) world: &'a World,
    pub(crate) decisions: &'a Decisions,
}

/// An account, with everything that was decided about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account<'a> {
    /// Its id.
    id: i64,
    /// What the provider calls it for good, as an ARN.
    external_id: &'a str,
    /// Its name.
    username: &'a str,
    /// Its address.
    #[schema(required)]
    email: Option<&'a str>,
    /// The family of its connection: infrastructure, version_control, identity or other.
    family: &'a str,
    /// Where it comes from.
    connection: ConnectionBrief<'a>,
    /// `linked` to a person, marked as a `service` account, or `unlinked`: nobody has said whose it is.
    #[schema(schema_with = status)]
    status: &'static str,
    /// Whose it is.
    #[schema(required)]
    person: Option<Brief<'a>>,
    /// When the present or last link was made.
    #[schema(required)]
    connected_at: Option<Moment>,
    /// When the last link was undone, while there is no other.
    #[schema(required)]
    unlinked_at: Option<Moment>,
    /// Its service mark.
    #[schema(required)]
    service: Option<Service<'a>>,
    /// The person it was linked to when it was marked.
    #[schema(required)]
    proposed_owner: Option<Brief<'a>>,
    /// Since when it is meant to have each access.
    expected: Expected,
    /// The last decision about whose it is; null before any.
    #[schema(required)]
    decision: Option<Decision<'a>>,
    /// Whether it has a second factor; null where that is unknown.
    #[schema(required)]
    has_mfa: Option<bool>,
    /// Why that is unknown, as `not applicable: no console access`.
    #[schema(required)]
    mfa_unknown_because: Option<String>,
    /// When the provider was last asked about it.
    #[schema(required)]
    last_checked_at: Option<Moment>,
    /// When it was last seen, once it is missing.
    #[schema(required)]
    last_seen_at: Option<Moment>,
    /// When the first list without it was applied.
    #[schema(required)]
    first_missed_at: Option<Moment>,
    /// When it was found gone at the provider.
    #[schema(required)]
    removed_at: Option<Moment>,
    /// When it was first imported.
    created_at: Moment,
    /// When its facts, or what was decided about it, last changed.
    updated_at: Moment,
    /// The version of what was decided about it: its `ETag`, and what `If-Match` names.
    version: i64,
    /// The batch by which this decision can be undone; only in the answer to one that changed something.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    batch: Option<i64>,
    /// Everything the provider showed; only where one account is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = facts, required = false)]
    facts: Option<&'a Facts>,
}

/// The mark of a service account.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ServiceMark)]
pub(crate) struct Service<'a> {
    /// When it was first marked.
    at: Moment,
    /// What the account is for.
    reason: &'a str,
    /// Who marked it.
    #[schema(required)]
    designator: Option<Brief<'a>>,
    /// Who answers for it.
    #[schema(required)]
    owner: Option<Brief<'a>>,
    /// The day by which somebody must look at it again, `2026-12-31`.
    #[schema(required)]
    review_by: Option<&'a str>,
    /// Whether it has no owner who works here.
    unowned: bool,
}

/// Since when an account is meant to have each access; null where it is not.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExpectedAccess)]
pub(crate) struct Expected {
    /// Administration of infrastructure.
    #[schema(required)]
    admin: Option<Moment>,
    /// Databases.
    #[schema(required)]
    database: Option<Moment>,
    /// Writing to source code.
    #[schema(required)]
    write: Option<Moment>,
    /// Pushing to production.
    #[schema(required)]
    push: Option<Moment>,
}

/// A decision about whose an account is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Decision<'a> {
    /// What decided: `human`, `rule` or `source`; the earlier outranks the later.
    by: &'a str,
    /// What was decided, as `account.linked`.
    kind: &'a str,
    /// The event that recorded it.
    event: i64,
    /// When.
    at: Moment,
    /// Who decided.
    actor: Actor<'a>,
    /// Why, where somebody said so.
    #[schema(required)]
    because: Option<&'a str>,
}

impl<'a> Account<'a> {
    /// The account, without its facts.
    pub(crate) fn of(stored: &'a Stored, around: Around<'a>) -> Result<Self, Problem> {
        let Stored { account, link, decided_at } = stored;
        let (people, connections) = (&around.world.people, &around.world.connections);
        let connection = connections.get(&account.connection);
        let connection = connection.ok_or_else(|| present::incomplete(Missing::Connection(account.connection)))?;
        Ok(Self {
            id: account.id.get(),
            external_id: &account.external_id,
            username: &account.username,
            email: account.email.as_deref(),
            family: account.family.name(),
            connection: ConnectionBrief::of(connections, account.connection)?,
            status: status_of(link),
            person: brief(people, link.person)?,
            connected_at: moment(link.connected_at),
            unlinked_at: moment(link.unlinked_at),
            service: link.service.as_ref().map(|service| Service::of(service, around.world)).transpose()?,
            proposed_owner: brief(people, link.proposed_owner)?,
            expected: Expected::of(&link.expected),
            decision: Decision::of(link, around.decisions),
            has_mfa: account.has_mfa,
            mfa_unknown_because: match account.mfa() {
                Fact::Known(_) => None,
                Fact::Unknown(why) => Some(why.to_string()),
            },
            last_checked_at: moment(account.checked_at(connection.listed_at)),
            last_seen_at: moment(account.last_seen_at),
            first_missed_at: moment(account.first_missed_at),
            removed_at: moment(account.removed_at),
            created_at: Moment(account.created_at),
            updated_at: Moment(account.updated_at.max(*decided_at)),
            version: link.version,
            batch: None,
            facts: None,
        })
    }

    /// The same with the batch by which what was decided can be undone.
    pub(crate) fn with_batch(self, batch: Option<BatchId>) -> Self {
        Self { batch: batch.map(BatchId::get), ..self }
    }

    /// The same with everything the provider showed.
    pub(crate) fn with_facts(self, facts: &'a Facts) -> Self {
        Self { facts: Some(facts), ..self }
    }
}

impl<'a> Service<'a> {
    pub(super) fn of(service: &'a links::Service, world: &'a World) -> Result<Self, Problem> {
        let owner = brief(&world.people, service.owner)?;
        let here =
            service.owner.and_then(|owner| world.people.get(&owner)).is_some_and(|owner| owner.person.left.is_none());
        Ok(Self {
            at: Moment(service.at),
            reason: &service.reason,
            designator: brief(&world.people, service.designator)?,
            owner,
            review_by: service.review_by.as_deref(),
            unowned: !here,
        })
    }
}

impl Expected {
    pub(super) fn of(expected: &links::Expected) -> Self {
        Self {
            admin: moment(expected.admin),
            database: moment(expected.database),
            write: moment(expected.write),
            push: moment(expected.push),
        }
    }
}

impl<'a> Decision<'a> {
    fn of(link: &Link, decisions: &'a Decisions) -> Option<Self> {
        let event = decisions.events.get(&link.decided_event?)?;
        Some(Self {
            by: link.decided_by.map(DecidedBy::name)?,
            kind: &event.kind,
            event: event.id.get(),
            at: Moment(event.at),
            actor: Actor::of(&event.actor, &decisions.people),
            because: event.because.as_deref(),
        })
    }
}

pub(super) const fn status_of(link: &Link) -> &'static str {
    match (&link.service, link.person) {
        (Some(_), _) => "service",
        (None, Some(_)) => "linked",
        (None, None) => "unlinked",
    }
}

pub(super) fn status() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["linked", "service", "unlinked"])).build()
}

fn facts() -> Object {
    let any = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .description(Some("Each fact by the provider's own name: `{\"known\": value}` or `{\"unknown\": reason}`"));
    ObjectBuilder::new()
        .property("call", ObjectBuilder::new().schema_type(Type::String))
        .required("call")
        .property("facts", any)
        .required("facts")
        .description(Some(
            "Everything the provider showed, and the call that showed it; only where one account is read",
        ))
        .build()
}
