//! The collection: every list of the connection that was read for the period, with its manifest, and what was not read.

use std::collections::BTreeSet;

use domain::Instant;
use serde_json::Value;

use super::{Folder, Question};
use crate::{Asking, Column, Result, all, words};

const COLUMNS: &[Column] = &[
    Column::at("run", "/id"),
    Column::at("outcome", "/outcome"),
    Column::at("collectedBy", "/by"),
    Column::time("startedAt", "/startedAt"),
    Column::time("finishedAt", "/finishedAt"),
    Column::time("asOf", "/asOf"),
    Column::at("wholeList", "/complete"),
    Column::at("file", "/manifest/name"),
    Column::at("sha256", "/manifest/sha256"),
    Column::at("bytes", "/manifest/bytes"),
    Column::at("format", "/manifest/format"),
    Column::at("importer", "/manifest/importer"),
    Column::at("upstream", "/manifest/upstream"),
    Column::at("rows", "/manifest/rows"),
    Column::at("columns", "/manifest/columns"),
    Column::at("columnsNotRead", "/manifest/unread"),
    Column::at("missing", "/manifest/missing"),
    Column::at("present", "/manifest/present"),
    Column::at("added", "/manifest/counts/added"),
    Column::at("changed", "/manifest/counts/changed"),
    Column::at("unchanged", "/manifest/counts/unchanged"),
    Column::at("returned", "/manifest/counts/returned"),
    Column::at("removed", "/manifest/counts/removed"),
    Column::at("linkedByRule", "/manifest/counts/linked"),
];

/// How the list was collected.
pub(super) struct Collection {
    /// The runs that count, oldest first.
    pub(super) runs: Vec<Value>,
    /// Lists that were read and not applied.
    pub(super) not_applied: usize,
    /// When whole lists were read.
    pub(super) whole: Vec<Instant>,
    /// Columns that nobody read.
    pub(super) unread: BTreeSet<String>,
}

pub(super) async fn write<A: Asking>(
    asking: &A,
    question: &Question,
    folder: &mut Folder,
) -> Result<Collection, A::Error> {
    let query = vec![("connection", question.connection_id().to_string())];
    let runs = all(asking, "/api/v1/runs", &query).await?;
    let collection = Collection::of(runs, question);
    let mut out = folder.csv("collection.csv", COLUMNS)?;
    for run in &collection.runs {
        out.row(run)?;
    }
    out.end()?;
    Ok(collection)
}

impl Collection {
    /// Of all runs, newest first: those of the period, and the last whole list before it.
    fn of(runs: Vec<Value>, question: &Question) -> Self {
        let (period, mut counted, mut earlier) = (&question.period, Vec::new(), None);
        for mut run in runs {
            let Some(started) = instant(&run, "/startedAt").filter(|started| period.knows(*started)) else { continue };
            settle(&mut run, question);
            let at = when(&run).unwrap_or(started);
            if period.has(at) {
                counted.push(run);
            } else if period.is_after(at) && earlier.is_none() && is_whole(&run) {
                earlier = Some(run);
            }
        }
        counted.extend(earlier);
        counted.reverse();
        Self {
            not_applied: counted.iter().filter(|run| words::text(run, "/outcome") != "applied").count(),
            whole: counted.iter().filter(|run| is_whole(run)).filter_map(when).collect(),
            unread: counted.iter().flat_map(|run| texts(run, "/manifest/unread")).collect(),
            runs: counted,
        }
    }
}

/// Says what became of the run, as far as it was known, and by whom it was started.
fn settle(run: &mut Value, question: &Question) {
    let finished = instant(run, "/finishedAt").filter(|finished| question.period.knows(*finished));
    let outcome = match (words::text(run, "/state"), finished) {
        ("applied", Some(_)) => "applied",
        ("dropped", Some(_)) => "not applied: a later list took its place, or it was refused",
        ("held", _) => "not applied: held, because too many accounts were missing from it",
        _ => "not applied: under way",
    };
    let (outcome, by) = (outcome.to_owned(), words::actor(run, "/startedBy"));
    if let Some(fields) = run.as_object_mut() {
        fields.insert("outcome".to_owned(), outcome.into());
        fields.insert("by".to_owned(), by.into());
        if finished.is_none() {
            fields.insert("finishedAt".to_owned(), Value::Null);
        }
    }
}

/// When the provider was asked, else when the list was read.
fn when(run: &Value) -> Option<Instant> {
    ["/asOf", "/observedAt", "/startedAt"].into_iter().find_map(|place| instant(run, place))
}

fn is_whole(run: &Value) -> bool {
    words::is(run, "/complete") && words::text(run, "/outcome") == "applied"
}

fn instant(run: &Value, place: &str) -> Option<Instant> {
    Instant::parse(words::text(run, place))
}

fn texts(run: &Value, place: &str) -> Vec<String> {
    let all = run.pointer(place).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
