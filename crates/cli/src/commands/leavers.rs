//! `whose leavers`: who has left and can still get in, the latest first.

use serde_json::Value;

use super::{
    Asked, find,
    findings::{self, CSV},
};
use crate::{
    args::Leavers,
    exit::{Code, Result},
    print::{self, Column, Rows, Shape, words},
};

const SHAPE: Shape = Shape {
    table: &[
        Column::made("PERSON", person),
        Column::made("LEFT", findings::since),
        Column::at("ACCOUNT", "/account/username"),
        Column::made("ID", |row| format!("#{}", words::number(row, "/account/id").unwrap_or_default())),
        Column::at("CONNECTION", "/connection/name"),
        Column::time("DUE", "/due"),
        Column::made("", findings::due),
    ],
    csv: CSV,
};

pub(super) async fn run(asked: &Asked, leavers: Leavers) -> Result<Code> {
    let mut query = leavers.past.query();
    query.push(("rule", "leaver".to_owned()));
    if let Some(connection) = &leavers.connection {
        query.push(("connection", find::connection_id(&asked.client, connection).await?.to_string()));
    }
    let mut all = asked.client.list("/api/v1/findings".to_owned(), query).all().await?;
    // Whoever left nobody knows when may be later than anybody.
    let late = |row: &Value| words::number(row, "/hoursPastDue").unwrap_or(i64::MAX);
    all.retain(|row| !leavers.late || late(row) >= 0);
    all.sort_by_key(|row| (std::cmp::Reverse(late(row)), words::number(row, "/account/id")));
    let found = leavers.check && all.iter().any(|row| late(row) >= 0);
    print::list(Rows::Ready(all), &SHAPE, leavers.listed, asked.json).await?;
    Ok(if found { Code::Found } else { Code::Done })
}

/// Their name and address; that they have left goes without saying.
fn person(row: &Value) -> String {
    format!("{} <{}>", words::name(row, "/person"), words::text(row, "/person/email")).trim_start().to_owned()
}
