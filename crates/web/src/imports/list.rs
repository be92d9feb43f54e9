//! The list of runs, newest first.

use askama::Template;
use domain::{
    ids::{ConnectionId, RunId},
    permissions::Permission,
};

use super::telling::{Sources, Told};
use crate::{
    context::Context,
    frame::Frame,
    parts::{Pager, Place},
    places,
    routes::Answer,
};

/// Rows of a page.
const SHOWN: usize = 50;

/// The page.
#[derive(Template)]
#[template(path = "imports.html")]
struct Page {
    frame: Frame,
    rows: Vec<Told>,
    pager: Pager,
    connections: Vec<(i64, String)>,
    /// The connection whose runs are shown.
    connection: Option<i64>,
    sources: Option<Sources>,
    may_import: bool,
}

/// Shows a page of runs.
pub(super) async fn show(context: Context) -> Answer {
    let (app, caller, query) = (&context.app, context.caller(), &context.query);
    let connection = query.id("connection");
    let before = Place::of(query).map(|place| RunId::new(place.id));
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX - 1) + 1;
    let mut runs = app.runs(caller, connection.map(ConnectionId::new), before, limit).await?;
    let more = runs.len() > SHOWN;
    runs.truncate(SHOWN);
    let places: Vec<(String, i64)> = runs.iter().map(|run| (String::new(), run.id.get())).collect();
    let all = app.connections_behind(caller).await?;
    let mut connections: Vec<(i64, String)> = all.values().map(|one| (one.id.get(), one.name.clone())).collect();
    connections.sort_by(|one, other| one.1.cmp(&other.1));
    let page = Page {
        frame: context.frame("Imports").at(places::Place::Imports),
        rows: Told::all(app, caller, &runs).await?,
        pager: Pager::onward(("/imports", query), &places, (before.is_some(), more)),
        sources: (runs.is_empty() && connection.is_none()).then(|| Sources::of(app)),
        connections,
        connection,
        may_import: caller.may(Permission::ImportAccounts).is_ok(),
    };
    context.show(&page)
}

impl Page {
    fn is_chosen(&self, id: &i64) -> bool {
        self.connection == Some(*id)
    }
}
