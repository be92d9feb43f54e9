//! Python environments, in cargo's target directory, from pinned requirements.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::commands;
use crate::workspace::Workspace;

/// A copy of the requirements that the environment was made from.
const STAMP: &str = "made-from.txt";

/// Whether this machine's Python can make environments; Debian's needs `python3-venv` for that.
pub(crate) fn installed() -> bool {
    commands::succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}

/// An environment for one purpose.
pub(crate) struct Environment {
    /// What is installed, in the repository.
    requirements: &'static str,
    /// Where, in cargo's target directory.
    folder: &'static str,
}

/// That of the client tests.
pub(crate) const CLIENTS: Environment = Environment { requirements: "tests/python/requirements.txt", folder: "venv" };

/// That of the reference program in Python.
pub(crate) const REFERENCE: Environment =
    Environment { requirements: "bench/fastapi/requirements.txt", folder: "references/venv" };

impl Environment {
    /// Makes it if there is none or its requirements have changed.
    pub(crate) fn prepare(&self, ws: &Workspace) -> Result<()> {
        let wanted = std::fs::read_to_string(ws.root.join(self.requirements)).context(self.requirements)?;
        let stamp = self.folder(ws).join(STAMP);
        let made_from = std::fs::read_to_string(&stamp).unwrap_or_default();
        if made_from == wanted && commands::succeeds(Command::new(self.program(ws)).arg("--version")) {
            return Ok(());
        }
        commands::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(self.folder(ws)))?;
        let mut pip = Command::new(self.program(ws));
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]);
        commands::run(pip.arg(self.requirements).current_dir(&ws.root))?;
        std::fs::write(&stamp, wanted).context("cannot write the stamp of the Python environment")
    }

    /// Its interpreter.
    pub(crate) fn program(&self, ws: &Workspace) -> PathBuf {
        self.folder(ws).join("bin/python")
    }

    /// `PATH` with the environment's programs first.
    pub(crate) fn path(&self, ws: &Workspace) -> Result<OsString> {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.folder(ws).join("bin")).chain(std::env::split_paths(&rest));
        std::env::join_paths(folders).context("cannot extend PATH")
    }

    fn folder(&self, ws: &Workspace) -> PathBuf {
        ws.target.join(self.folder)
    }
}
