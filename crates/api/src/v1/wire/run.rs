//! Runs.

use std::collections::HashMap;

use domain::{
    connections::Connection,
    ids::PersonId,
    people::Profile,
    runs::{self, Manifest, Scope, State},
};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::schema::{ArrayBuilder, Object, ObjectBuilder, SchemaType, Type},
};

use super::{Actor, ConnectionBrief, Moment, moment};

/// One reading of a source.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Run<'a> {
    /// Its id; null for a dry run, which is not kept.
    #[schema(required)]
    id: Option<i64>,
    /// The connection that it reads; null for a dry run of a connection that does not exist yet.
    #[schema(required)]
    connection: Option<ConnectionBrief<'a>>,
    /// What it lists: `accounts` or `people`.
    #[schema(schema_with = scope)]
    scope: &'static str,
    /// `held`: nothing is applied until somebody confirms the count of what is missing.
    #[schema(schema_with = state)]
    state: &'static str,
    /// Whether it is the whole list: what is missing from it is gone.
    complete: bool,
    /// Whether it only says what would happen.
    dry_run: bool,
    /// When the provider was asked, where that is known.
    #[schema(required)]
    observed_at: Option<Moment>,
    /// The date that orders it among the lists of its connection.
    #[schema(required)]
    as_of: Option<Moment>,
    /// When it began.
    started_at: Moment,
    /// When it ended.
    #[schema(required)]
    finished_at: Option<Moment>,
    /// Who started it.
    started_by: Actor<'a>,
    /// What was read and what came of it.
    #[schema(schema_with = manifest)]
    manifest: &'a Manifest,
    /// How many rows are applied so far.
    applied: u64,
}

impl<'a> Run<'a> {
    /// The run of that connection, or a dry run of one that does not exist yet.
    pub(crate) fn of(
        run: &'a runs::Run,
        connection: Option<&'a Connection>,
        people: &'a HashMap<PersonId, Profile>,
    ) -> Self {
        let dry_run = run.id.get() == 0;
        let counts = run.manifest.counts;
        let done = counts.added + counts.changed + counts.unchanged + counts.returned + counts.removed;
        Self {
            id: (!dry_run).then_some(run.id.get()),
            connection: connection.map(ConnectionBrief::from),
            scope: match run.scope {
                Scope::Accounts => "accounts",
                Scope::People => "people",
            },
            state: run.state.name(),
            complete: run.complete,
            dry_run,
            observed_at: moment(run.observed_at),
            as_of: moment(run.as_of),
            started_at: Moment(run.started_at),
            finished_at: moment(run.finished_at),
            started_by: Actor::of(&run.started_by, people),
            manifest: &run.manifest,
            applied: if dry_run { 0 } else { done },
        }
    }
}

fn scope() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["accounts", "people"])).build()
}

fn state() -> Object {
    let names = [State::Staging, State::Held, State::Applying, State::Applied, State::Dropped].map(State::name);
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build()
}

fn manifest() -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let count = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    let texts = || ArrayBuilder::new().items(text());
    let mut manifest = ObjectBuilder::new();
    for name in ["name", "sha256", "format", "importer"] {
        manifest = manifest.property(name, text()).required(name);
    }
    let upstream = text().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    manifest = manifest.property("upstream", upstream).required("upstream");
    for name in ["columns", "unread", "dropped"] {
        manifest = manifest.property(name, texts()).required(name);
    }
    let counted = ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(count()));
    manifest = manifest.property("passedOver", counted).required("passedOver");
    for name in ["bytes", "rows", "missing", "present"] {
        manifest = manifest.property(name, count()).required(name);
    }
    let mut counts = ObjectBuilder::new();
    for name in ["added", "changed", "unchanged", "returned", "removed", "linked"] {
        counts = counts.property(name, count()).required(name);
    }
    let counts = counts.build();
    manifest.property("counts", counts.clone()).required("counts").property("forecast", counts).build()
}
