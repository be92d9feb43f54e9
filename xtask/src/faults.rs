//! What is promised when things break, tried by the program `faults` on the built `whose`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::commands::{self, cargo};
use crate::workspace::Workspace;

/// Plays the faults that the options ask for.
pub(crate) fn run(ws: &Workspace, options: &[&str]) -> Result<()> {
    let built = ws.build_program()?;
    let whose = if options.contains(&"--full") { release(ws)? } else { built };
    let mut command = Command::new(ws.target.join("debug/faults"));
    command.arg("--whose").arg(whose).arg("--not-run").arg(list(ws)).args(options);
    commands::run(command.current_dir(&ws.root))
}

/// The short run, as a step of the whole check.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    run(ws, &[])
}

/// A line for each fault that the last run could not play on this machine.
pub(crate) fn not_run(ws: &Workspace) -> String {
    std::fs::read_to_string(list(ws)).unwrap_or_default()
}

fn list(ws: &Workspace) -> PathBuf {
    ws.target.join("faults-not-run.txt")
}

fn release(ws: &Workspace) -> Result<PathBuf> {
    commands::run(cargo(&ws.root).args(["build", "--release", "--locked", "--all-features", "--package", "cli"]))?;
    Ok(ws.target.join("release/whose"))
}
