//! `whose people …`

use serde_json::{Value, json};

use super::{Asked, accounts, find};
use crate::{
    args::{Listed, Past, People},
    exit::{Code, Result},
    print::{self, Column, Rows, Shape, clean, words},
};

const SHAPE: Shape = Shape {
    table: &[
        Column::at("ID", "/id"),
        Column::made("NAME", |person| words::name(person, "")),
        Column::at("ADDRESS", "/email"),
        Column::at("JOB", "/jobTitle"),
        Column::made("LEFT", left),
    ],
    csv: &[
        Column::at("id", "/id"),
        Column::at("email", "/email"),
        Column::at("firstName", "/firstName"),
        Column::at("lastName", "/lastName"),
        Column::at("jobTitle", "/jobTitle"),
        Column::at("roles", "/roles"),
        Column::at("left", "/left"),
        Column::time("leftAt", "/leftAt"),
        Column::time("leftAfter", "/leftAfter"),
        Column::at("leftInferred", "/leftInferred"),
        Column::time("createdAt", "/createdAt"),
        Column::time("updatedAt", "/updatedAt"),
    ],
};

pub(super) async fn run(asked: &Asked, people: People) -> Result<Code> {
    match people {
        People::List { left, current, q, past, listed } => {
            let mut query = past.query();
            if left || current {
                query.push(("left", left.to_string()));
            }
            query.extend(q.map(|q| ("q", q)));
            let rows = Rows::Pages(asked.client.list("/api/v1/people".to_owned(), query));
            print::list(rows, &SHAPE, listed, asked.json).await.map(|()| Code::Done)
        }
        People::Show { person, past } => show(asked, &person, &past).await,
    }
}

async fn show(asked: &Asked, text: &str, past: &Past) -> Result<Code> {
    let mut person = find::person(&asked.client, text).await?;
    let id = words::number(&person, "/id").unwrap_or_default();
    if !past.is_now() {
        person = asked.client.get(&format!("/api/v1/people/{id}"), &past.query()).await?;
    }
    let mut query = past.query();
    query.push(("person", id.to_string()));
    let owned = asked.client.list("/api/v1/accounts".to_owned(), query).all().await?;
    if asked.json {
        return print::json(&json!({ "person": person, "accounts": owned })).map(|()| Code::Done);
    }
    print::line(&format!("{}\n{}", words::person(&person, ""), details(&person)))?;
    let rows = Rows::Ready(owned);
    print::list(rows, &accounts::SHAPE, Listed::default(), false).await.map(|()| Code::Done)
}

fn details(person: &Value) -> String {
    let mut lines = vec![format!("  #{}", words::number(person, "/id").unwrap_or_default())];
    if words::has(person, "/jobTitle") {
        lines.push(format!("  {}", clean(words::text(person, "/jobTitle"))));
    }
    if words::is(person, "/left") {
        lines.push(format!("  left {}", left(person)));
    }
    let rosters = person.pointer("/identities").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    lines.extend(rosters.iter().map(|entry| {
        let (connection, id) = (words::text(entry, "/connection/name"), words::text(entry, "/externalId"));
        let gone = if words::has(entry, "/removedAt") { " (gone)" } else { "" };
        clean(&format!("  listed in {connection} as {id}{gone}"))
    }));
    lines.join("\n")
}

/// When they left; how sure that is.
fn left(person: &Value) -> String {
    if !words::is(person, "/left") {
        return String::new();
    }
    let (at, after) = (words::day(person, "/leftAt"), words::day(person, "/leftAfter"));
    match (at.is_empty(), words::is(person, "/leftInferred") && !after.is_empty()) {
        (true, _) => "yes".to_owned(),
        (false, true) => format!("between {after} and {at}"),
        (false, false) => at,
    }
}
