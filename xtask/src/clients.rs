//! Real clients, written by others, against the built program: every `tests/python/check_*.py`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::commands;
use crate::engines::Engine;
use crate::python;
use crate::workspace::Workspace;

const FOLDER: &str = "tests/python";

/// Runs every script with the path of the program in `WHOSE_BIN`; a script fails by its exit code.
pub(crate) fn run(ws: &Workspace, engine: Engine) -> Result<()> {
    let scripts = scripts(&ws.root.join(FOLDER))?;
    python::CLIENTS.prepare(ws)?;
    let program = ws.build_program()?;
    let started = engine.start()?;
    for script in scripts {
        let mut command = Command::new(python::CLIENTS.program(ws));
        command.arg(script).current_dir(&ws.root);
        command.env("WHOSE_BIN", &program).env("PATH", python::CLIENTS.path(ws)?);
        command.env("PYTHONUNBUFFERED", "1").env("PYTHONDONTWRITEBYTECODE", "1");
        started.point(&mut command);
        commands::run(&mut command)?;
    }
    Ok(())
}

fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = folder.read_dir().with_context(|| format!("cannot read {FOLDER}"))?;
    let mut scripts: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_check(path)).collect();
    scripts.sort();
    if scripts.is_empty() {
        bail!("there is no {FOLDER}/check_*.py, so no client was tried");
    }
    Ok(scripts)
}

fn is_check(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("check_") && name.ends_with(".py")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_named_check_are_run() {
        assert!(is_check(Path::new("tests/python/check_typed_client.py")));
        assert!(!is_check(Path::new("tests/python/server.py")));
        assert!(!is_check(Path::new("tests/python/check_list.txt")));
    }

    #[test]
    fn a_folder_without_scripts_is_a_failure_and_not_a_success() {
        assert!(scripts(Path::new("no/such/folder")).is_err());
    }
}
