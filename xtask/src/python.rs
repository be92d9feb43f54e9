//! The Python environment of the client tests: `venv` in cargo's target directory, from pinned requirements.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::commands;
use crate::workspace::Workspace;

const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// A copy of the requirements that the environment was made from.
const STAMP: &str = "made-from.txt";

/// Whether this machine's Python can make environments; Debian's needs `python3-venv` for that.
pub(crate) fn installed() -> bool {
    commands::succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}

/// Makes the environment if there is none or its requirements have changed.
pub(crate) fn prepare(ws: &Workspace) -> Result<()> {
    let wanted = std::fs::read_to_string(ws.root.join(REQUIREMENTS)).context(REQUIREMENTS)?;
    let stamp = folder(ws).join(STAMP);
    let made_from = std::fs::read_to_string(&stamp).unwrap_or_default();
    if made_from == wanted && commands::succeeds(Command::new(program(ws)).arg("--version")) {
        return Ok(());
    }
    commands::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder(ws)))?;
    let mut pip = Command::new(program(ws));
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]);
    commands::run(pip.arg(REQUIREMENTS).current_dir(&ws.root))?;
    std::fs::write(&stamp, wanted).context("cannot write the stamp of the Python environment")
}

/// The environment's interpreter.
pub(crate) fn program(ws: &Workspace) -> PathBuf {
    folder(ws).join("bin/python")
}

/// `PATH` with the environment's programs first.
pub(crate) fn path(ws: &Workspace) -> Result<OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder(ws).join("bin")).chain(std::env::split_paths(&rest));
    std::env::join_paths(folders).context("cannot extend PATH")
}

fn folder(ws: &Workspace) -> PathBuf {
    ws.target.join("venv")
}
