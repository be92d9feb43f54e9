//! Events.

use std::collections::HashMap;

use domain::{
    events,
    ids::{BatchId, PersonId, RunId},
    people::Profile,
};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{
    ToSchema,
    openapi::schema::{AdditionalProperties, Object, ObjectBuilder, Type},
};

use super::{Actor, Moment, moment};
use crate::{present, problems::Problem};

/// One change, as it was recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'a> {
    /// Its number in the register's one order; null where the list is not in that order.
    #[schema(required)]
    number: Option<i64>,
    /// Its id.
    id: i64,
    /// What it is about.
    subject: Subject<'a>,
    /// The subject's version that it made.
    version: i64,
    /// When it was recorded.
    at: Moment,
    /// When it was true at the source, where that is known.
    #[schema(required)]
    observed_at: Option<Moment>,
    /// The run that it belongs to.
    #[schema(required)]
    run: Option<i64>,
    /// The batch by which it can be undone, where it is a decision: its own id where it was made alone.
    #[schema(required)]
    batch: Option<i64>,
    /// Who did it.
    actor: Actor<'a>,
    /// The id of the request that it answers.
    #[schema(required)]
    request: Option<&'a str>,
    /// What happened, as `account.linked`.
    kind: &'a str,
    /// Why, where somebody said so.
    #[schema(required)]
    because: Option<&'a str>,
    /// The state after, for decisions also before, as it was recorded: people are ids, instants are microseconds since
    /// 1970-01-01 UTC.
    #[schema(schema_with = any_object)]
    body: &'a RawValue,
}

/// What an event is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = EventSubject)]
pub(crate) struct Subject<'a> {
    /// `account` for its facts, `link` for the decisions about it; `person`, `connection`, `company`, `key`, `run`.
    kind: &'a str,
    /// Its id; a link has its account's.
    id: i64,
}

impl<'a> Event<'a> {
    /// The event, with its number where the list is in that order.
    pub(crate) fn of(
        number: Option<i64>,
        event: &'a events::Event,
        people: &'a HashMap<PersonId, Profile>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            number,
            id: event.id.get(),
            subject: Subject { kind: event.subject.kind(), id: event.subject.id() },
            version: event.version,
            at: Moment(event.at),
            observed_at: moment(event.observed_at),
            run: event.run.map(RunId::get),
            batch: event.undone_by().map(BatchId::get),
            actor: Actor::of(&event.actor, people),
            request: event.request.as_deref(),
            kind: &event.kind,
            because: event.because.as_deref(),
            body: serde_json::from_str(&event.body).map_err(|cause| present::bug(&cause))?,
        })
    }
}

fn any_object() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(true)))
        .build()
}
