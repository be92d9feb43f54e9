//! The npm packages of the browser tests: `node` in cargo's target directory, as the lock file pins them.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::commands;
use crate::workspace::Workspace;

/// Names the packages, and every version with its digest; no registry, so that each machine asks its own.
const PINS: [&str; 2] = ["package.json", "package-lock.json"];

/// A copy of the lock file that the packages were installed from.
const STAMP: &str = "made-from.json";

/// Whether Node.js and its installer are there, wherever they come from.
pub(crate) fn installed() -> bool {
    commands::on_path("node") && commands::on_path("npm")
}

/// Installs the packages if there are none or the lock file has changed.
pub(crate) fn prepare(ws: &Workspace) -> Result<()> {
    let [package, lock] = PINS.map(|name| ws.root.join("tests/browser").join(name));
    let wanted = std::fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = folder(ws).join(STAMP);
    if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted) {
        return Ok(());
    }
    std::fs::create_dir_all(folder(ws))?;
    for from in [package, lock] {
        let name = from.file_name().context("a pin has no name")?;
        std::fs::copy(&from, folder(ws).join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    commands::run(npm.current_dir(folder(ws)))?;
    std::fs::write(&stamp, wanted).context("cannot write the stamp of the npm packages")
}

/// Where the packages are installed.
pub(crate) fn folder(ws: &Workspace) -> PathBuf {
    ws.target.join("node")
}
