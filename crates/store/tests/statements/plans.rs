//! How SQLite means to run what ran: by which index. It has no statistics, so that its plan is the same on every register.

use std::collections::BTreeSet;

use store::{
    Error, Tx,
    db::{Row, Statement, Value, Work, work},
};
use testkit::TestApp;

use crate::Ran;

/// How a statement names what it is about.
const NAMED: [&str; 3] = ["ROWS(", "subject_id = ", "AND person_id = "];

/// Statements about things that they name which would read everybody's: all events up to a moment, or all that a company or
/// a connection has.
pub(crate) async fn that_read_too_much(test: &TestApp, ran: &[Ran]) -> Vec<String> {
    let texts: BTreeSet<&str> = ran.iter().map(|ran| ran.text.as_str()).collect();
    let mut found = Vec::new();
    for text in texts.into_iter().filter(|text| is_about_something(text)) {
        let steps = plan(test, text).await;
        if let Some(step) = steps.iter().find(|step| reads_too_much(step)) {
            found.push(format!("{text}\n    {step}"));
        }
    }
    found
}

fn is_about_something(text: &str) -> bool {
    let reads = ["SELECT", "UPDATE", "DELETE"].iter().any(|verb| text.starts_with(verb));
    // Lists in the order of people or connections read these in that order, and what changed since is anybody's.
    let walks = ["p CROSS JOIN", "c CROSS JOIN", ".updated_at > ?"].iter().any(|walk| text.contains(walk));
    // Lists of somebody's accounts, in the orders that can be asked for.
    let ordered = ["SELECT a.id,", "SELECT a.username_key,"].iter().any(|key| text.starts_with(key));
    let theirs = ordered && ["AND l.person_id = ?", "y.owner_id = ?"].iter().any(|named| text.contains(named));
    reads && !walks && (theirs || NAMED.iter().any(|named| text.contains(named)))
}

fn reads_too_much(step: &str) -> bool {
    let all = step.ends_with("(company_id=?)")
        || step.contains("INDEX accounts_connection (company_id=? AND connection_id=?)");
    step.contains("events_at") || all
}

async fn plan(test: &TestApp, text: &str) -> Vec<String> {
    let sql = format!("EXPLAIN QUERY PLAN {text}");
    let given = (1..).take_while(|number| text.contains(&format!("?{number}"))).count();
    let columns = text.split_once("ROWS(").and_then(|(_, rest)| rest.split_once(") AS "));
    let columns = columns.map(|(columns, _)| columns.split(',').count());
    let read = work(move |tx: &mut Tx| -> Work<'_, Vec<String>, Error> {
        let statement = Statement::with(sql.clone(), vec![Value::Null; given]);
        let statement = match columns {
            Some(columns) => statement.rows(vec![vec![Value::Null; columns]]),
            None => statement,
        };
        Box::pin(async move {
            let steps = tx.query(statement).await?;
            steps.into_iter().map(step).collect()
        })
    });
    test.app.pool().read(read).await.unwrap()
}

/// The words of a step, which stand behind three numbers.
fn step(mut row: Row) -> Result<String, Error> {
    for _ in 0..3 {
        row.get::<i64>()?;
    }
    row.get()
}
