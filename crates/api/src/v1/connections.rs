//! Connections: all of them.

use http::StatusCode;

use super::{
    cursors,
    lists::{limit, page},
    wire::Connection,
};
use crate::{context::Context, operations::Answer, present, query::Params};

/// A page of connections, in the order of their ids. They are few: all are read.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (limit, after) = (limit(&params)?, cursors::id(&params)?.unwrap_or_default());
    let mut all = context.app.connections(&context.caller).await?;
    all.retain(|connection| connection.id.get() > after);
    let page = page(&all, limit, |connection| connection.id.to_string(), |connection| Ok(Connection::of(connection)))?;
    present::json(StatusCode::OK, &page)
}
