//! The guard in place of SQL that the compiler checks: whatever SQL stands in the source of this crate runs on the engine
//! under test, in every shape that it can have. A statement that nothing here runs is named, and fails the test.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod calls;
mod plans;
mod shapes;
mod source;

use std::{
    fs::File,
    io::{Read, Seek},
    sync::Arc,
};

use serde_json::Value;
use source::Written;
use store::db::Engine;
use testkit::TestApp;
use tracing_subscriber::filter::LevelFilter;

/// A statement that ran, as the facade tells the log.
struct Ran {
    file: String,
    line: u64,
    text: String,
}

/// Listens to the log of the whole process.
fn listen() -> Arc<File> {
    let log = Arc::new(tempfile::tempfile().unwrap());
    let json = tracing_subscriber::fmt().json().flatten_event(true).without_time();
    json.with_max_level(LevelFilter::TRACE).with_writer(Arc::clone(&log)).init();
    log
}

fn heard(mut log: &File) -> Vec<Ran> {
    let mut lines = String::new();
    log.rewind().unwrap();
    log.read_to_string(&mut lines).unwrap();
    let ran = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = line.get("text")?.as_str()?.to_owned();
        Some(Ran { file: line["file"].as_str()?.to_owned(), line: line["line"].as_u64()?, text })
    };
    lines.lines().filter_map(ran).collect()
}

/// SQL that only the other engine understands.
const fn of_the_other(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &["current_setting('server_version')", "CAST('ok' AS TEXT)"],
        Engine::Postgres => &["sqlite_version()", "PRAGMA integrity_check"],
    }
}

#[tokio::test]
async fn every_statement_runs_in_every_shape() {
    let log = listen();
    let (test, _) = TestApp::filled().await;
    calls::make(&test).await;
    shapes::run(&test).await;
    let (ran, other) = (heard(&log), of_the_other(test.app.pool().engine()));
    let written = source::read();
    assert!(written.len() > 150 && ran.len() > 1000, "{} and {}", written.len(), ran.len());
    let missing: Vec<String> = written
        .iter()
        .filter(|one| !other.iter().any(|other| one.says(other)) && !ran.iter().any(|ran| one.is(ran)))
        .map(Written::to_string)
        .collect();
    assert!(missing.is_empty(), "no test runs these; call them in tests/statements:\n{}", missing.join("\n"));
    if test.app.pool().engine() == Engine::Sqlite {
        let slow = plans::that_read_too_much(&test, &ran).await;
        assert!(slow.is_empty(), "`+column` or COALESCE keeps these from reading far too much:\n{}", slow.join("\n"));
    }
}

#[test]
fn no_other_crate_has_statements() {
    let elsewhere = source::elsewhere();
    assert!(elsewhere.is_empty(), "SQL lives in store alone, where a test runs it: {elsewhere:?}");
}
