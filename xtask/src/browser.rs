//! The pages in a browser: `tests/browser` against the built program, in Debian's Chromium.

use std::process::Command;

use anyhow::{Context, Result};

use crate::engines::Engine;
use crate::workspace::Workspace;
use crate::{commands, node};

const FOLDER: &str = "tests/browser";
const BROWSER: &str = "chromium";

/// Whether the browser is there.
pub(crate) fn installed() -> bool {
    commands::on_path(BROWSER)
}

/// Runs the tests. How pages look is measured on SQLite; on PostgreSQL every page is opened, and every journey made.
pub(crate) fn run(ws: &Workspace, engine: Engine) -> Result<()> {
    let tests = match engine {
        Engine::Sqlite => "main.js",
        Engine::Postgres => "journeys.js",
    };
    script(ws, engine, &["--test-reporter=spec"], tests)
}

/// Writes the pictures of the documentation anew.
pub(crate) fn screenshots(ws: &Workspace) -> Result<()> {
    script(ws, Engine::Sqlite, &[], "screenshots.js")
}

fn script(ws: &Workspace, engine: Engine, options: &[&str], name: &str) -> Result<()> {
    node::BROWSER.prepare(ws)?;
    let program = ws.build_program()?;
    let started = engine.start()?;
    let mut command = Command::new("node");
    command.args(options).arg(format!("{FOLDER}/{name}")).current_dir(&ws.root);
    command.env("WHOSE_BIN", &program).env("WHOSE_NODE", node::BROWSER.folder(ws));
    command.env("WHOSE_CHROMIUM", commands::found(BROWSER).context("there is no chromium; run `cargo xtask setup`")?);
    started.point(&mut command);
    commands::run(&mut command)
}
