//! Findings as a table: one line for each, with the facts that it rests on.

use serde_json::Value;

use crate::{Column, plain, words};

/// The columns, over what `/api/v1/findings` answers.
pub const COLUMNS: &[Column] = &[
    Column::at("rule", "/rule"),
    Column::at("verdict", "/verdict"),
    Column::at("notEvaluableBecause", "/notEvaluableBecause"),
    Column::at("connection", "/connection/name"),
    Column::at("account", "/account/id"),
    Column::at("externalId", "/account/externalId"),
    Column::at("username", "/account/username"),
    Column::made("person", |finding| words::person(finding, "/person")),
    Column::time("since", "/since"),
    Column::time("sinceAfter", "/sinceAfter"),
    Column::time("due", "/due"),
    Column::at("hoursPastDue", "/hoursPastDue"),
    Column::at("why", "/why"),
    Column::made("facts", facts),
    Column::made("controls", controls),
];

/// The facts that it rests on, as `enabled: yes (iam:ListUsers)`.
fn facts(finding: &Value) -> String {
    let one = |fact: &Value| {
        let value = match words::text(fact, "/unknown") {
            "" => plain(fact.pointer("/value")),
            why => format!("unknown, {why}"),
        };
        let call = words::text(fact, "/call");
        let by = if call.is_empty() { String::new() } else { format!(" ({call})") };
        format!("{}: {value}{by}", words::text(fact, "/name"))
    };
    all(finding, "/facts").map(one).collect::<Vec<_>>().join("; ")
}

/// The controls that it bears on, as `SOC 2 CC6.2`.
pub(crate) fn controls(finding: &Value) -> String {
    let one = |control: &Value| format!("{} {}", words::text(control, "/standard"), words::text(control, "/id"));
    all(finding, "/controls").map(one).collect::<Vec<_>>().join(", ")
}

fn all<'v>(finding: &'v Value, place: &str) -> impl Iterator<Item = &'v Value> {
    finding.pointer(place).and_then(Value::as_array).map_or(&[][..], Vec::as_slice).iter()
}
