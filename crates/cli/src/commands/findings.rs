//! `whose findings`: what is wrong, how much of it, and what the rules mean.

use domain::findings::{self, Rule};
use serde_json::{Value, json};

use super::{Asked, find};
use crate::{
    args::Findings,
    client::Query,
    exit::{Code, Result},
    print::{self, Column, Rows, Shape, clean, words},
};

const PATH: &str = "/api/v1/findings";

const SHAPE: Shape = Shape {
    table: &[
        Column::at("RULE", "/rule"),
        Column::made("ABOUT", about),
        Column::at("CONNECTION", "/connection/name"),
        Column::at("VERDICT", "/verdict"),
        Column::made("SINCE", since),
        Column::made("DUE", due),
        Column::at("WHY", "/why"),
    ],
    csv: CSV,
};

/// What spreadsheets show of findings.
pub(super) const CSV: &[Column] = &[
    Column::at("rule", "/rule"),
    Column::at("verdict", "/verdict"),
    Column::at("notEvaluableBecause", "/notEvaluableBecause"),
    Column::at("account", "/account/id"),
    Column::at("externalId", "/account/externalId"),
    Column::at("username", "/account/username"),
    Column::at("connection", "/connection/name"),
    Column::at("person", "/person/email"),
    Column::time("since", "/since"),
    Column::time("sinceAfter", "/sinceAfter"),
    Column::time("due", "/due"),
    Column::at("hoursPastDue", "/hoursPastDue"),
    Column::at("why", "/why"),
    Column::made("facts", facts),
    Column::made("controls", controls),
];

const COUNTS: Shape = Shape {
    table: &[
        Column::time("AT", "/at"),
        Column::at("RULE", "/rule"),
        Column::at("CONNECTION", "/connection/name"),
        Column::at("OPEN", "/open"),
        Column::at("NOT EVALUABLE", "/notEvaluable"),
        Column::made("BECAUSE", because),
    ],
    csv: &[
        Column::time("at", "/at"),
        Column::at("rule", "/rule"),
        Column::at("connection", "/connection/name"),
        Column::at("open", "/open"),
        Column::at("notEvaluable", "/notEvaluable"),
        Column::made("because", because),
    ],
};

/// Tells what a rule means, or all of them; it asks no register.
pub(super) fn explain(rule: Option<&str>) -> Result<Code> {
    let text = rule.and_then(Rule::parse).map_or_else(findings::document, findings::explained);
    print::line(text.trim_end()).map(|()| Code::Done)
}

pub(super) async fn run(asked: &Asked, wanted: Findings) -> Result<Code> {
    let query = query(asked, &wanted).await?;
    if wanted.counts {
        return counts(asked, &wanted, &query).await;
    }
    let mut shown = query.clone();
    shown.extend(wanted.verdict.map(|verdict| ("verdict", verdict)));
    let rows = Rows::Pages(asked.client.list(PATH.to_owned(), shown));
    print::list(rows, &SHAPE, wanted.listed, asked.json).await?;
    if !wanted.check {
        return Ok(Code::Done);
    }
    let open = query.into_iter().chain([("verdict", "open".to_owned())]).collect();
    let any = asked.client.list(PATH.to_owned(), open).next(1).await?;
    Ok(if any.is_empty() { Code::Done } else { Code::Found })
}

/// What is asked for, as parameters of both requests.
async fn query(asked: &Asked, wanted: &Findings) -> Result<Query> {
    let mut query = wanted.past.query();
    query.extend(wanted.rule.iter().map(|rule| ("rule", rule.clone())));
    query.extend(wanted.control.iter().map(|id| ("control", id.to_ascii_uppercase())));
    if let Some(connection) = &wanted.connection {
        query.push(("connection", find::connection_id(&asked.client, connection).await?.to_string()));
    }
    if let Some(person) = &wanted.person {
        query.push(("person", find::person_id(&asked.client, person).await?.to_string()));
    }
    let plain = [("family", &wanted.family), ("q", &wanted.q)];
    query.extend(plain.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    Ok(query)
}

/// The counts of every moment, a row for each rule and connection.
async fn counts(asked: &Asked, wanted: &Findings, query: &Query) -> Result<Code> {
    let span = [("every", &wanted.every), ("from", &wanted.from), ("to", &wanted.to)];
    let mut query = query.clone();
    query.extend(span.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    let answer = asked.client.get(&format!("{PATH}/counts"), &query).await?;
    let points = answer.pointer("/points").and_then(Value::as_array).cloned().unwrap_or_default();
    let last = points.last().and_then(|point| words::number(point, "/open")).unwrap_or_default();
    if asked.json {
        print::json(&points.into())?;
    } else {
        print::list(Rows::Ready(points.iter().flat_map(rows).collect()), &COUNTS, wanted.listed, false).await?;
    }
    Ok(if wanted.check && last > 0 { Code::Found } else { Code::Done })
}

/// A moment's counts with the moment in each; of one at which nothing was found, a row that says so.
fn rows(point: &Value) -> Vec<Value> {
    let counts = point.pointer("/counts").and_then(Value::as_array).cloned().unwrap_or_default();
    let counts = if counts.is_empty() { vec![json!({ "open": 0, "notEvaluable": 0 })] } else { counts };
    let dated = |mut row: Value| {
        crate::client::set(&mut row, "at", point.pointer("/at").cloned().unwrap_or_default());
        row
    };
    counts.into_iter().map(dated).collect()
}

/// The account, or nothing where the connection says it.
fn about(row: &Value) -> String {
    let Some(id) = words::number(row, "/account/id") else { return String::new() };
    clean(&format!("#{id} {}", words::text(row, "/account/username")))
}

/// The day since when it is so; with the day before it, where it lies between two.
pub(super) fn since(row: &Value) -> String {
    let (after, at) = (words::day(row, "/sinceAfter"), words::day(row, "/since"));
    if after.is_empty() { at } else { format!("{after} to {at}") }
}

/// How long it is past due, or may still take.
pub(super) fn due(row: &Value) -> String {
    match words::number(row, "/hoursPastDue") {
        None => String::new(),
        Some(hours) if hours < 0 => format!("in {}", span(-hours)),
        Some(hours) => format!("{} late", span(hours)),
    }
}

fn span(hours: i64) -> String {
    if hours < 72 { format!("{hours} h") } else { format!("{} days", hours / 24) }
}

fn facts(row: &Value) -> String {
    joined(row, "/facts", |fact| match words::text(fact, "/unknown") {
        "" => format!("{}={}", words::text(fact, "/name"), print::plain(fact.pointer("/value"))),
        why => format!("{} unknown: {why}", words::text(fact, "/name")),
    })
}

fn controls(row: &Value) -> String {
    joined(row, "/controls", |control| format!("{} {}", words::text(control, "/standard"), words::text(control, "/id")))
}

fn because(row: &Value) -> String {
    let reasons = row.pointer("/because").and_then(Value::as_object).into_iter().flatten();
    reasons.map(|(why, count)| format!("{why}: {count}")).collect::<Vec<_>>().join("; ")
}

fn joined(row: &Value, place: &str, told: impl Fn(&Value) -> String) -> String {
    let all = row.pointer(place).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().map(told).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_is_told_in_hours_and_then_in_days() {
        for (hours, told) in
            [(-1, "in 1 h"), (0, "0 h late"), (71, "71 h late"), (72, "3 days late"), (-100, "in 4 days")]
        {
            assert_eq!(due(&json!({ "hoursPastDue": hours })), told);
        }
        assert_eq!(due(&json!({ "hoursPastDue": null })), "");
    }

    #[test]
    fn an_interval_is_told_as_one() {
        let day = "2026-05-01T00:00:00.000000Z";
        assert_eq!(since(&json!({ "since": day, "sinceAfter": null })), "2026-05-01");
        let after = "2026-04-01T00:00:00.000000Z";
        assert_eq!(since(&json!({ "since": day, "sinceAfter": after })), "2026-04-01 to 2026-05-01");
    }

    #[test]
    fn facts_are_told_with_why_they_are_unknown() {
        let row = json!({ "facts": [
            { "name": "hasMfa", "value": false, "unknown": null },
            { "name": "enabled", "value": null, "unknown": "denied" },
        ]});
        assert_eq!(facts(&row), "hasMfa=no; enabled unknown: denied");
    }
}
