//! Connections.

use app::connections::Connections;
use domain::{connections, ids::ConnectionId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Moment, moment};
use crate::{present, problems::Problem, wire::Missing};

/// A connection, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ConnectionBrief<'a> {
    /// Its id.
    id: i64,
    /// Its name.
    name: &'a str,
    /// What it connects to, as `AWS`.
    kind: &'a str,
}

/// A place that accounts come from.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection<'a> {
    /// Its id.
    id: i64,
    /// Its name.
    name: &'a str,
    /// What it connects to, as `AWS`.
    kind: &'a str,
    /// The family of that kind: infrastructure, version_control, identity or other.
    family: &'a str,
    /// How it stands.
    state: &'a str,
    /// The upstream account that it is bound to.
    #[schema(required)]
    upstream: Option<&'a str>,
    /// How many accounts it has, removed ones included.
    accounts: i64,
    /// When the provider was last asked for the whole list, where that is known.
    #[schema(required)]
    listed_at: Option<Moment>,
    /// The date that orders its lists.
    #[schema(required)]
    as_of: Option<Moment>,
    /// When it was made.
    created_at: Moment,
}

impl<'a> ConnectionBrief<'a> {
    /// The connection of that id, which must have been loaded.
    pub(crate) fn of(connections: &'a Connections, id: ConnectionId) -> Result<Self, Problem> {
        let found = connections.get(&id).ok_or_else(|| present::incomplete(Missing::Connection(id)))?;
        Ok(found.into())
    }
}

impl<'a> Connection<'a> {
    /// The connection.
    pub(crate) fn of(connection: &'a connections::Connection) -> Self {
        Self {
            id: connection.id.get(),
            name: &connection.name,
            kind: connection.kind.name(),
            family: connection.kind.family().name(),
            state: connection.state.name(),
            upstream: connection.upstream.as_deref(),
            accounts: connection.accounts,
            listed_at: moment(connection.listed_at),
            as_of: moment(connection.as_of),
            created_at: Moment(connection.created_at),
        }
    }
}

impl<'a> From<&'a connections::Connection> for ConnectionBrief<'a> {
    fn from(connection: &'a connections::Connection) -> Self {
        Self { id: connection.id.get(), name: &connection.name, kind: connection.kind.name() }
    }
}
