//! How SQLite means to run what ran: by which index. It has no statistics, so that its plan is the same on every register.

use std::collections::BTreeSet;

use store::{
    Error, Tx,
    db::{Row, Statement, Value, Work, work},
};
use testkit::TestApp;

use crate::Ran;

/// Statements about the events of one thing that would read everybody's, for all that happened up to a moment.
pub(crate) async fn along_time(test: &TestApp, ran: &[Ran]) -> Vec<String> {
    let texts: BTreeSet<&str> = ran.iter().map(|ran| ran.text.as_str()).collect();
    let mut found = Vec::new();
    for text in texts.into_iter().filter(|text| text.contains("subject_id = ") && text.starts_with("SELECT")) {
        if plan(test, text).await.iter().any(|step| step.contains("events_at")) {
            found.push(text.to_owned());
        }
    }
    found
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
