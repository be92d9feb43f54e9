//! Operation 9: connections.

use std::cmp::Ordering;

use domain::connections::{Connection, Family};
use http::StatusCode;

use crate::{
    context::Context,
    operations::Answer,
    present,
    query::{ConnectionSort, Direction, ListConnections},
    wire::{ConnectionItem, Page},
};

/// A page of connections. They are few: all are read, then sorted here.
pub(crate) async fn list(context: Context) -> Answer {
    let asked = ListConnections::parse(&context.query)?;
    let mut all = context.app.connections(&context.caller).await?;
    all.retain(|connection| {
        asked.families.as_ref().is_none_or(|families| families.contains(&connection.kind.family()))
            && asked.state.is_none_or(|state| state == connection.state)
    });
    all.sort_by(|one, other| in_order(one, other, asked.sort, asked.direction));
    let skip = usize::try_from(asked.page.offset()).unwrap_or(usize::MAX);
    let limit = usize::try_from(asked.page.limit).unwrap_or_default();
    let page = Page {
        data: all
            .iter()
            .skip(skip)
            .take(limit)
            .map(|connection| ConnectionItem::of(connection, context.settings.contract))
            .collect(),
        page: asked.page.number,
        limit: asked.page.limit,
        total: all.len() as i64,
    };
    present::json(StatusCode::OK, &page)
}

/// Ties break by id in the direction of the sort; nulls come last in both.
fn in_order(one: &Connection, other: &Connection, sort: ConnectionSort, direction: Direction) -> Ordering {
    let by_key = match sort {
        ConnectionSort::CreatedAt => one.created_at.cmp(&other.created_at),
        ConnectionSort::ConnectedAt => match (one.connected_at, other.connected_at) {
            (Some(one), Some(other)) => one.cmp(&other),
            (one, other) => return other.is_some().cmp(&one.is_some()),
        },
        ConnectionSort::ProviderType => number(one).cmp(&number(other)),
        ConnectionSort::ClientType => one.kind.name().cmp(other.kind.name()),
        ConnectionSort::State => one.state.name().cmp(other.state.name()),
    };
    let ascending = by_key.then(one.id.cmp(&other.id));
    if direction == Direction::Descending { ascending.reverse() } else { ascending }
}

const fn number(connection: &Connection) -> u8 {
    match connection.kind.family() {
        Family::Other => 0,
        Family::Infrastructure => 2,
        Family::VersionControl => 3,
        Family::Identity => 5,
    }
}
