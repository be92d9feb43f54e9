//! `whose diff`: what became of accounts and people between two moments.

use serde_json::Value;

use super::{Asked, find};
use crate::{
    args::Diff,
    exit::{Code, Result},
    print::{self, Column, Rows, Shape, clean, words},
};

const SHAPE: Shape = Shape {
    table: &[
        Column::made("WHAT", what),
        Column::at("CONNECTION", "/account/connection/name"),
        Column::made("CHANGES", changes),
        Column::made("BEFORE", |row| state(row, "/before")),
        Column::made("AFTER", |row| state(row, "/after")),
    ],
    csv: &[
        Column::at("account", "/account/id"),
        Column::at("externalId", "/account/externalId"),
        Column::at("username", "/account/username"),
        Column::at("connection", "/account/connection/name"),
        Column::at("person", "/person/email"),
        Column::made("changes", changes),
        Column::at("statusBefore", "/before/status"),
        Column::at("personBefore", "/before/person/email"),
        Column::at("ownerBefore", "/before/owner/email"),
        Column::at("removedBefore", "/before/removed"),
        Column::made("shownBefore", |row| joined(row, "/before/shown")),
        Column::made("expectedBefore", |row| joined(row, "/before/expected")),
        Column::at("statusAfter", "/after/status"),
        Column::at("personAfter", "/after/person/email"),
        Column::at("ownerAfter", "/after/owner/email"),
        Column::at("removedAfter", "/after/removed"),
        Column::made("shownAfter", |row| joined(row, "/after/shown")),
        Column::made("expectedAfter", |row| joined(row, "/after/expected")),
    ],
};

pub(super) async fn run(asked: &Asked, diff: Diff) -> Result<Code> {
    let mut query = vec![("from", diff.from)];
    query.extend(diff.to.map(|to| ("to", to)));
    query.extend(diff.as_known.map(|known| ("asKnown", known)));
    if let Some(connection) = &diff.connection {
        query.push(("connection", find::connection_id(&asked.client, connection).await?.to_string()));
    }
    let rows = Rows::Pages(asked.client.list("/api/v1/differences".to_owned(), query));
    print::list(rows, &SHAPE, diff.listed, asked.json).await.map(|()| Code::Done)
}

fn what(row: &Value) -> String {
    match words::number(row, "/account/id") {
        Some(id) => clean(&format!("#{id} {}", words::text(row, "/account/username"))),
        None => words::person(row, "/person"),
    }
}

fn changes(row: &Value) -> String {
    joined(row, "/changes")
}

fn joined(row: &Value, place: &str) -> String {
    let all = row.pointer(place).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

/// How an account stood, in a few words; nothing for people, and where there was none.
fn state(row: &Value, place: &str) -> String {
    let Some(state) = row.pointer(place).filter(|state| !state.is_null()) else { return String::new() };
    let whose = match words::text(state, "/status") {
        "linked" => words::person(state, "/person"),
        "service" => format!("service: {}", clean(words::text(state, "/serviceReason"))),
        _ => "nobody".to_owned(),
    };
    if words::is(state, "/removed") { format!("{whose}, gone") } else { whose }
}
