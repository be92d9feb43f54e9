//! Decisions: what was decided about the population in the period, by whom and why.

use std::{
    collections::{BTreeMap, HashSet},
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
};

use serde_json::{Value, json};

use super::{Folder, Question, people, population::Population};
use crate::{Asking, Column, Result, each, words};

const COLUMNS: &[Column] = &[
    Column::at("number", "/number"),
    Column::at("event", "/id"),
    Column::time("at", "/at"),
    Column::at("decision", "/kind"),
    Column::at("account", "/subject/id"),
    Column::at("externalId", "/externalId"),
    Column::made("before", |event| words::decided(part(event, "before"))),
    Column::made("after", |event| words::decided(part(event, "after"))),
    Column::made("changes", |event| words::differences(part(event, "before"), part(event, "after")).join("; ")),
    Column::made("by", |event| words::actor(event, "/actor")),
    Column::at("because", "/because"),
    Column::at("batch", "/batch"),
    Column::at("run", "/run"),
];

/// Of each sort of decision, by whom how many were made.
pub(super) type Decisions = BTreeMap<(String, &'static str), usize>;

/// Writes them in the order of their numbers.
pub(super) async fn write<A: Asking>(
    asking: &A,
    question: &Question,
    population: &Population,
    folder: &mut Folder,
) -> Result<Decisions, A::Error> {
    // Whom they name is known once all were read: until then they are kept beside, however many there are.
    let beside = folder.beside("decisions.jsonl");
    let named = of_period(asking, question, population, &beside).await?;
    let people = people::of_ids(asking, question, &named).await?;
    let mut out = folder.csv("decisions.csv", COLUMNS)?;
    let mut decisions = Decisions::new();
    for line in BufReader::new(File::open(&beside)?).lines() {
        let mut event: Value = serde_json::from_str(&line?).map_err(io::Error::other)?;
        for when in ["/body/before", "/body/after"] {
            if let Some(link) = event.pointer_mut(when) {
                people::name(link, &people);
            }
        }
        out.row(&event)?;
        *decisions.entry((words::text(&event, "/kind").to_owned(), by(&event))).or_default() += 1;
    }
    out.end()?;
    fs::remove_file(beside)?;
    Ok(decisions)
}

/// Keeps the decisions of the period in a file, one a line; gives the ids of the people whom they name.
async fn of_period<A: Asking>(
    asking: &A,
    question: &Question,
    population: &Population,
    beside: &Path,
) -> Result<HashSet<i64>, A::Error> {
    let query = vec![("since", question.period.first()), ("until", question.period.recorded_until())];
    let mut kept = BufWriter::new(File::create_new(beside)?);
    let mut named = HashSet::new();
    each(asking, "/api/v1/events", &query, &mut |mut event| {
        let about = words::number(&event, "/subject/id").and_then(|id| population.names.get(&id));
        if words::text(&event, "/subject/kind") == "link"
            && let Some(name) = about
            && let Some(fields) = event.as_object_mut()
        {
            fields.insert("externalId".to_owned(), json!(name));
            for link in [part(&event, "before"), part(&event, "after")] {
                named.extend(people::ids(link));
            }
            writeln!(kept, "{event}")?;
        }
        Ok(())
    })
    .await?;
    kept.flush()?;
    Ok(named)
}

fn part<'e>(event: &'e Value, name: &str) -> &'e Value {
    event.get("body").and_then(|body| body.get(name)).unwrap_or(&Value::Null)
}

/// What decided, in a word.
fn by(event: &Value) -> &'static str {
    match words::text(event, "/actor/kind") {
        "rule" => "a rule",
        "run" | "register" => "the source",
        _ => "a person",
    }
}
