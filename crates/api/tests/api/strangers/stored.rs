//! Everything that the database holds.

use std::collections::BTreeMap;

use store::{
    Error,
    db::{Statement, Work, work},
    migrations,
};
use testkit::TestApp;

/// The rows of every table, as texts.
type Tables = BTreeMap<&'static str, Vec<String>>;

/// Everything, but for what asking itself leaves: how many ids were given out, and when a key was last used.
pub(crate) async fn everything(test: &TestApp) -> Tables {
    test.app.number_events().await.unwrap();
    let read = work(|tx| -> Work<'_, Tables, Error> {
        Box::pin(async move {
            let mut all = BTreeMap::new();
            for table in tables().filter(|table| *table != "blocks") {
                let columns = if table == "keys" { "company_id, id, permissions, revoked_at, version" } else { "*" };
                let rows = tx.query(Statement::new(format!("SELECT {columns} FROM {table}"), [])).await?;
                let mut rows: Vec<String> = rows.into_iter().map(|row| format!("{row:?}")).collect();
                rows.sort_unstable();
                all.insert(table, rows);
            }
            Ok(all)
        })
    });
    test.app.pool().read(read).await.unwrap()
}

/// The tables in which the two differ.
pub(crate) fn differing(one: &Tables, other: &Tables) -> Vec<&'static str> {
    one.keys().filter(|table| one[*table] != other[*table]).copied().collect()
}

fn tables() -> impl Iterator<Item = &'static str> {
    let scripts = migrations::ALL.iter().map(|step| step.sqlite);
    scripts.flat_map(|script| script.split("CREATE TABLE ").skip(1)).filter_map(|rest| rest.split(' ').next())
}
