//! The test suite, on one engine or with the examples of the documentation.

use anyhow::Result;

use crate::commands::{cargo, run as run_command};
use crate::engines::Engine;
use crate::workspace::Workspace;

/// Runs every test of the workspace on the engine.
pub(crate) fn run(ws: &Workspace, engine: Engine) -> Result<()> {
    let started = engine.start()?;
    let settings = format!("xtask:{}", ws.root.join("xtask/nextest.toml").display());
    let mut command = cargo(&ws.root);
    command.args(["nextest", "run", "--workspace", "--all-features", "--tool-config-file", &settings]);
    started.point(&mut command);
    run_command(&mut command)
}

/// Runs the examples in doc comments.
pub(crate) fn examples(ws: &Workspace) -> Result<()> {
    run_command(cargo(&ws.root).args(["test", "--quiet", "--doc", "--workspace", "--all-features"]))
}
