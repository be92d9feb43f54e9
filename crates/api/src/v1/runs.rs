//! Runs: how far they are, what they did, and letting a held one go on.

use app::{App, Caller};
use domain::{
    ids::{ConnectionId, RunId},
    runs::{self, State},
};
use http::StatusCode;

use super::{
    cursors, fields,
    lists::{limit, one_more, page},
    wire::Run,
};
use crate::{
    body::{Field, parse_object},
    context::Context,
    operations::Answer,
    present,
    query::Params,
};

const CONFIRM: [Field; 1] = [Field::required("missing")];

/// A page of runs, newest first.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (limit, before) = (limit(&params)?, cursors::id(&params)?.map(RunId::new));
    let connection = params.id("connection")?.map(ConnectionId::new);
    let found = context.app.runs(&context.caller, connection, before, one_more(limit)).await?;
    let connections = context.app.connections_behind(&context.caller).await?;
    let people = found.iter().filter_map(|run| run.started_by.person()).collect();
    let people = context.app.people_behind(&context.caller, people).await?;
    let show = |run: &'_ runs::Run| run.id.to_string();
    let page = page(&found, limit, show, |run| Ok(Run::of(run, connections.get(&run.connection), &people)))?;
    present::json(StatusCode::OK, &page)
}

/// One run.
pub(crate) async fn get(context: Context) -> Answer {
    let run = context.app.run(&context.caller, RunId::new(context.id()?)).await?;
    shown((&context.app, &context.caller), &run, StatusCode::OK).await
}

/// Lets a held run go on, if the caller names how many will go.
pub(crate) async fn confirm(mut context: Context) -> Answer {
    let body = context.body().await?;
    let missing = fields::count(&parse_object(&body, &CONFIRM)?, "missing")?;
    let run = context.app.confirm_run(&context.caller, RunId::new(context.id()?), missing).await?;
    shown((&context.app, &context.caller), &run, status(&run)).await
}

/// 202 while it is being applied.
pub(super) const fn status(run: &runs::Run) -> StatusCode {
    match run.state {
        State::Staging | State::Applying => StatusCode::ACCEPTED,
        State::Held | State::Applied | State::Dropped => StatusCode::OK,
    }
}

/// The run as an answer.
pub(super) async fn shown((app, caller): (&App, &Caller), run: &runs::Run, status: StatusCode) -> Answer {
    let connections = app.connections_behind(caller).await?;
    let people = app.people_behind(caller, run.started_by.person().into_iter().collect()).await?;
    present::json(status, &Run::of(run, connections.get(&run.connection), &people))
}
