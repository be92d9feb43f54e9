//! Connections: the places that accounts come from, and how old what is known of them is.

use askama::Template;
use domain::{
    connections::{Connection, Family},
    findings::{Verdict, of_connection},
    ids::ConnectionId,
    permissions::Permission,
};

use crate::{
    context::Context,
    frame::Frame,
    imports::Told,
    parts::{PersonChip, Time, Unknown},
    places::Place,
    routes::{Answer, Asks, Route},
};

/// Runs that the page of a connection shows.
const SHOWN: i64 = 5;

const LISTS: Asks = Asks::May(Permission::ListConnections);

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/imports/connections", LISTS, |context| Box::pin(list(context))),
    Route::read("/imports/connections/{id}", LISTS, |context| Box::pin(show(context))),
];

/// The list.
#[derive(Template)]
#[template(path = "connections.html")]
struct List {
    frame: Frame,
    rows: Vec<Row>,
    may_import: bool,
}

/// One connection.
#[derive(Template)]
#[template(path = "connections/one.html")]
struct One {
    frame: Frame,
    row: Row,
    set_up_by: Option<PersonChip>,
    runs: Vec<Told>,
    may_import: bool,
    may_read: bool,
}

/// A connection with how old it is.
struct Row {
    connection: Connection,
    listed: Option<Time>,
    as_of: Option<Time>,
    /// Why it is too old.
    stale: Option<String>,
    /// Whether its accounts are entries of people.
    people: bool,
}

/// Shows every connection, by name. They are few, and held in memory.
async fn list(context: Context) -> Answer {
    let mut all = context.app.connections(context.caller()).await?;
    all.sort_by(|one, other| one.name.cmp(&other.name));
    let page = List {
        frame: context.frame("Connections").at(Place::Imports).inside("Imports", "/imports"),
        rows: all.into_iter().map(|connection| Row::of(connection, &context)).collect(),
        may_import: context.caller().may(Permission::ImportAccounts).is_ok(),
    };
    context.show(&page)
}

/// Shows a connection.
async fn show(context: Context) -> Answer {
    let (app, caller, id) = (&context.app, context.caller(), ConnectionId::new(context.id()?));
    let connection = app.connections(caller).await?.into_iter().find(|connection| connection.id == id);
    let connection = connection.ok_or(app::Error::from(app::Kind::Missing(app::error::Noun::Connection)))?;
    let may_read = caller.may(Permission::ReadAccounts).is_ok();
    let runs = if may_read { app.runs(caller, Some(id), None, SHOWN).await? } else { Vec::new() };
    let people = app.people_behind(caller, connection.set_up_by.into_iter().collect()).await?;
    let page = One {
        frame: context
            .frame(&connection.name)
            .at(Place::Imports)
            .inside("Imports", "/imports")
            .inside("Connections", "/imports/connections"),
        set_up_by: PersonChip::among(&people, connection.set_up_by),
        row: Row::of(connection, &context),
        runs: Told::all(app, caller, &runs).await?,
        may_import: caller.may(Permission::ImportAccounts).is_ok(),
        may_read,
    };
    context.show(&page)
}

impl Row {
    fn of(connection: Connection, context: &Context) -> Self {
        let found = of_connection(&connection, &context.caller().company.settings, context.app.now());
        let stale = found.filter(|finding| finding.verdict == Verdict::Open).map(|finding| finding.why);
        Self {
            listed: connection.listed_at.map(Time),
            as_of: connection.as_of.map(Time),
            stale,
            people: connection.kind.family() == Family::Identity,
            connection,
        }
    }
}
