//! npm packages, in cargo's target directory, as lock files pin them.

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

/// Packages that one program needs.
pub(crate) struct Packages {
    /// Where the pins are, in the repository.
    pins: &'static str,
    /// Where they are installed, in cargo's target directory.
    folder: &'static str,
}

/// Those of the browser tests.
pub(crate) const BROWSER: Packages = Packages { pins: "tests/browser", folder: "node" };

/// Those of the reference program in Node.js.
pub(crate) const REFERENCE: Packages = Packages { pins: "bench/fastify", folder: "references/node" };

impl Packages {
    /// Installs them if there are none or the lock file has changed.
    pub(crate) fn prepare(&self, ws: &Workspace) -> Result<()> {
        let [package, lock] = PINS.map(|name| ws.root.join(self.pins).join(name));
        let wanted = std::fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let stamp = self.folder(ws).join(STAMP);
        if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted) {
            return Ok(());
        }
        std::fs::create_dir_all(self.folder(ws))?;
        for from in [package, lock] {
            let name = from.file_name().context("a pin has no name")?;
            std::fs::copy(&from, self.folder(ws).join(name))
                .with_context(|| format!("cannot copy {}", from.display()))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        commands::run(npm.current_dir(self.folder(ws)))?;
        std::fs::write(&stamp, wanted).context("cannot write the stamp of the npm packages")
    }

    /// Where they are installed.
    pub(crate) fn folder(&self, ws: &Workspace) -> PathBuf {
        ws.target.join(self.folder)
    }
}
