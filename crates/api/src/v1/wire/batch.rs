//! Batches: what was decided together, and what became of undoing it.

use app::{
    accounts::World,
    batches::{Entry, Outcome, Undone},
};
use domain::{
    accounts,
    actors::DecidedBy,
    ids::{AccountId, BatchId},
    links::Link,
};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, Type},
};

use super::{
    Brief, ConnectionBrief, Event, Moment,
    account::{Expected, Service, status, status_of},
    brief, moment,
};
use crate::problems::Problem;

/// Some of what was decided together, undone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct UndoneBatch<'a> {
    /// The batch by which this can be undone again, and gone on with; null when nothing changed.
    #[schema(required)]
    batch: Option<i64>,
    /// What became of it, account by account, in the order of their ids.
    data: Vec<BatchEntry<'a>>,
    /// The cursor of the next part; null on the last.
    #[schema(required)]
    next: Option<String>,
}

/// What a batch made of an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BatchEntry<'a> {
    /// The account.
    account: AccountBrief<'a>,
    /// What was decided about it before the batch.
    before: Decided<'a>,
    /// What was decided about it after the batch.
    after: Decided<'a>,
    /// What is decided about it now.
    present: Decided<'a>,
    /// The batch's last decision about it.
    event: Event<'a>,
    /// The last decision that is not the batch's and stands in the way of undoing it; null where nothing does.
    #[schema(required)]
    since: Option<Event<'a>>,
    /// What became of undoing it; only in the answer to that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = outcome, required = false)]
    outcome: Option<&'static str>,
    /// Why undoing it failed, as a number; only where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<u16>,
    /// Why undoing it failed, in words; only where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
}

/// An account, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountBrief<'a> {
    /// Its id.
    id: i64,
    /// What the provider calls it for good, as an ARN.
    external_id: &'a str,
    /// Its name.
    username: &'a str,
    /// Where it comes from.
    connection: ConnectionBrief<'a>,
}

/// Everything that was decided about an account, as of a version.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Decided<'a> {
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
    /// What decided whose it is: `human`, `rule` or `source`; null before any decision.
    #[schema(required)]
    decided_by: Option<&'a str>,
    /// The version.
    version: i64,
}

impl<'a> UndoneBatch<'a> {
    /// What became of the part.
    pub(crate) fn of(undone: &'a Undone) -> Result<Self, Problem> {
        let Undone { entries, outcomes, batch } = undone;
        let told = |(entry, outcome)| Ok(BatchEntry::of(entry, &entries.world)?.with(outcome));
        Ok(Self {
            batch: batch.map(BatchId::get),
            data: entries.entries.iter().zip(outcomes).map(told).collect::<Result<_, Problem>>()?,
            next: entries.next.as_ref().map(AccountId::to_string),
        })
    }
}

impl<'a> BatchEntry<'a> {
    /// The entry, with whom and what it names.
    pub(crate) fn of(entry: &'a Entry, world: &'a World) -> Result<Self, Problem> {
        let event = |event| Event::of(None, event, &world.people);
        Ok(Self {
            account: AccountBrief::of(&entry.stored.account, world)?,
            before: Decided::of(&entry.made.before, world)?,
            after: Decided::of(&entry.made.after, world)?,
            present: Decided::of(&entry.stored.link, world)?,
            event: event(&entry.last)?,
            since: entry.since.as_ref().map(event).transpose()?,
            outcome: None,
            code: None,
            detail: None,
        })
    }

    /// The same with what became of undoing it.
    fn with(self, outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Restored => Self { outcome: Some("restored"), ..self },
            Outcome::Skipped => Self { outcome: Some("skipped"), ..self },
            Outcome::Failed(failed) => {
                let problem = Problem::from(failed.clone());
                let (code, detail) = (problem.code().number(), problem.message().into_owned());
                Self { outcome: Some("failed"), code: Some(code), detail: Some(detail), ..self }
            }
        }
    }
}

impl<'a> AccountBrief<'a> {
    fn of(account: &'a accounts::Account, world: &'a World) -> Result<Self, Problem> {
        Ok(Self {
            id: account.id.get(),
            external_id: &account.external_id,
            username: &account.username,
            connection: ConnectionBrief::of(&world.connections, account.connection)?,
        })
    }
}

impl<'a> Decided<'a> {
    fn of(link: &'a Link, world: &'a World) -> Result<Self, Problem> {
        Ok(Self {
            status: status_of(link),
            person: brief(&world.people, link.person)?,
            connected_at: moment(link.connected_at),
            unlinked_at: moment(link.unlinked_at),
            service: link.service.as_ref().map(|service| Service::of(service, world)).transpose()?,
            proposed_owner: brief(&world.people, link.proposed_owner)?,
            expected: Expected::of(&link.expected),
            decided_by: link.decided_by.map(DecidedBy::name),
            version: link.version,
        })
    }
}

fn outcome() -> Object {
    let about = "`restored`: it is as it was before, or would be in a dry run; `skipped`: somebody decided since, or in \
                 between; `failed`. Only in the answer to an undo.";
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["restored", "skipped", "failed"]))
        .description(Some(about))
        .build()
}
