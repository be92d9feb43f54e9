//! The page of findings.

use std::collections::BTreeMap;

use app::findings::{Count, Counts, Place};
use askama::Template;
use domain::{Moment, connections::Connection, findings::Rule, ids::ConnectionId};

use super::{
    filters::{self, VERDICTS},
    one::{Row, Shown},
};
use crate::{context::Context, fields::Fields, frame::Frame, overview::AT_ONCE, places, routes::Answer};

/// Findings of a page.
const SHOWN: usize = 25;

/// The page.
#[derive(Template)]
#[template(path = "findings.html")]
struct Page {
    frame: Frame,
    query: Fields,
    kinds: Vec<Kind>,
    /// The kind that is shown alone.
    rule: Option<Rule>,
    open: bool,
    rows: Vec<Row>,
    /// The address of the page after this one.
    next: Option<String>,
    /// Whether this is not the first page.
    further: bool,
    percent: Option<u64>,
    counted: bool,
    connections: Vec<(i64, String)>,
    standards: Vec<(&'static str, Vec<&'static str>)>,
}

/// A kind of finding, and how many there are.
struct Kind {
    rule: Rule,
    open: u64,
    untold: u64,
}

/// Shows a page of findings.
pub(super) async fn show(context: Context) -> Answer {
    let (query, caller) = (&context.query, context.caller());
    let looked = context.app.overview(caller, AT_ONCE).await?;
    let place = filters::place(query);
    let from = (place.unwrap_or(Place::START), SHOWN);
    let found = context.app.findings(caller, &filters::wanted(query), Moment::default(), from).await?;
    let all = context.app.connections_behind(caller).await?;
    let mut connections: Vec<&Connection> = all.values().collect();
    connections.sort_by(|one, other| one.name.cmp(&other.name));
    let next = found.next.map(|next| query.with("after", Some(&filters::spelled(next))).at("/findings"));
    context.show(&Page {
        frame: context.frame("Findings").at(places::Place::Findings),
        kinds: kinds(query, looked.overview.as_ref().map(|overview| &overview.findings)),
        rule: filters::rule(query),
        open: filters::is_open(query),
        rows: found.findings.iter().map(|finding| Row::of(finding, &found)).collect(),
        next,
        further: place.is_some(),
        percent: looked.percent,
        counted: looked.overview.is_some(),
        connections: connections.iter().map(|one| (one.id.get(), one.name.clone())).collect(),
        standards: filters::standards(),
        query: query.clone(),
    })
}

/// The kinds that bear on the control, with how many of each there are in the connection.
fn kinds(query: &Fields, counts: Option<&Counts>) -> Vec<Kind> {
    let connection = query.id("connection").map(ConnectionId::new);
    let none = BTreeMap::new();
    let counts = counts.map_or(&none, |counts| &counts.counts);
    let kind = |rule: Rule| {
        let of = counts.iter().filter(|((one, at), _)| *one == rule && connection.is_none_or(|wanted| wanted == *at));
        let of: Vec<&Count> = of.map(|(_, count)| count).collect();
        Kind {
            rule,
            open: of.iter().map(|count| count.open).sum(),
            untold: of.iter().flat_map(|count| count.not_evaluable.values()).sum(),
        }
    };
    filters::kinds(query).map(kind).collect()
}

impl Page {
    fn chosen(&self, name: &str, value: &str) -> bool {
        self.query.text(name) == Some(value)
    }

    /// The address of the list of that kind, or of all.
    fn of_kind(&self, rule: Option<&Rule>) -> String {
        self.query.with("rule", rule.map(|rule| rule.name())).at("/findings")
    }

    /// The address of the list with that verdict.
    fn of_verdict(&self, name: &str) -> String {
        self.query.with("verdict", Some(name)).at("/findings")
    }

    /// The address of the same as a file.
    fn file(&self, format: &str) -> String {
        self.query.with("format", Some(format)).at("/findings/export")
    }

    /// Whether that kind is shown alone.
    fn is_kind(&self, rule: &Rule) -> bool {
        self.rule.as_ref() == Some(rule)
    }

    /// Whether that verdict is shown.
    fn is_open(&self, open: &bool) -> bool {
        self.open == *open
    }

    /// How many of the kinds that are shown have that verdict.
    fn many(&self, open: &bool) -> u64 {
        let shown = self.kinds.iter().filter(|kind| self.rule.is_none_or(|rule| rule == kind.rule));
        shown.map(|kind| if *open { kind.open } else { kind.untold }).sum()
    }
}
