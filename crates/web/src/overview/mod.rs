//! How the register stands: how many accounts have an answer, and what needs somebody today.

mod charts;

use std::sync::Arc;

use app::overviews::{Answers, Looked, Overview};
use askama::Template;
use charts::{Chart, Share};
use domain::{connections::Connection, findings::Rule, permissions::Permission};

use crate::{
    context::Context,
    frame::Frame,
    parts::{Time, Unknown},
    places::Place,
    routes::{Answer, Asks, Route},
};

/// Registers with at most that many accounts are counted while somebody waits: about a second.
pub(crate) const AT_ONCE: i64 = 20_000;

pub(crate) const ROUTES: &[Route] =
    &[Route::read("/", Asks::May(Permission::ReadAccounts), |context| Box::pin(show(context)))];

/// The page.
#[derive(Template)]
#[template(path = "overview.html")]
struct Page {
    frame: Frame,
    /// Whether no list was ever imported.
    is_new: bool,
    /// How far counting is, in percent, while it goes on.
    percent: Option<u64>,
    counted: Option<Counted>,
}

/// What was counted.
struct Counted {
    at: Time,
    all: Answers,
    share: Share,
    chart: Chart,
    needs: Vec<Need>,
    rows: Vec<Row>,
}

/// Something that needs somebody, and where.
struct Need {
    count: u64,
    what: &'static str,
    path: &'static str,
}

/// A connection, and whose its accounts are.
struct Row {
    id: i64,
    name: String,
    kind: &'static str,
    answers: Answers,
    share: Share,
    listed: Option<Time>,
}

/// Shows the page.
async fn show(context: Context) -> Answer {
    let (app, caller) = (&context.app, context.caller());
    let connections = app.connections_behind(caller).await?;
    let looked = match connections.is_empty() {
        true => Looked { overview: None, percent: None },
        false => app.overview(caller, AT_ONCE).await?,
    };
    let counted = match looked.overview {
        Some(overview) => Some(counted(&overview, app.held_imports(caller).await? as u64)),
        None => None,
    };
    context.show(&Page {
        frame: context.frame("Overview").at(Place::Overview),
        is_new: connections.is_empty(),
        percent: looked.percent,
        counted,
    })
}

fn counted(overview: &Arc<Overview>, held: u64) -> Counted {
    let all = overview.weeks.last().map(|(_, answers)| *answers).unwrap_or_default();
    Counted {
        at: Time(overview.at),
        all,
        share: Share::of(&all),
        chart: Chart::over(&overview.weeks),
        needs: needs(overview, &all, held),
        rows: rows(overview),
    }
}

fn needs(overview: &Overview, all: &Answers, held: u64) -> Vec<Need> {
    let found = |rule| overview.findings.open(rule);
    let need = |count, what, path| Need { count, what, path };
    vec![
        need(found(Rule::Leaver), "Live accounts of people who left", "/findings?rule=leaver"),
        need(all.nobody, "Accounts that are nobody’s yet", "/accounts?state=nobody&at=here"),
        need(
            found(Rule::Unowned) + found(Rule::OwnerLeft),
            "Service accounts nobody answers for",
            "/accounts?state=unowned&at=here",
        ),
        need(found(Rule::ReviewOverdue), "Overdue reviews", "/findings?rule=review-overdue"),
        need(held, "Imports that wait for a confirmation", "/imports"),
        need(found(Rule::StaleConnection), "Connections with an old list", "/findings?rule=stale-connection"),
    ]
}

/// The connections with accounts, the one with the most that are nobody's first.
fn rows(overview: &Overview) -> Vec<Row> {
    let connections = &overview.findings.connections;
    let row = |connection: &Connection, answers: &Answers| Row {
        id: connection.id.get(),
        name: connection.name.clone(),
        kind: connection.kind.name(),
        answers: *answers,
        share: Share::of(answers),
        listed: connection.listed_at.map(Time),
    };
    let known = overview.answers.iter().filter_map(|(id, answers)| Some((connections.get(id)?, answers)));
    let mut rows: Vec<Row> = known.map(|(connection, answers)| row(connection, answers)).collect();
    rows.sort_by(|one, other| (other.answers.nobody, &one.name).cmp(&(one.answers.nobody, &other.name)));
    rows
}
