//! The units of systemd: that systemd understands them, and that they shut in what they start.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::commands;
use crate::workspace::Workspace;

const SERVICES: [&str; 2] = ["deploy/whose.service", "deploy/whose-backup.service"];
const TIMER: &str = "deploy/whose-backup.timer";

/// The most that a service may be exposed, in tenths, as `systemd-analyze security` counts it.
const EXPOSURE: &str = "--threshold=15";

/// Passes if systemd has nothing to say about the units.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    understood(ws)?;
    for service in SERVICES {
        let mut command = Command::new("systemd-analyze");
        command.current_dir(&ws.root).args(["security", "--no-pager", "--offline=true", EXPOSURE, service]);
        commands::output(&mut command).with_context(|| format!("{service} is exposed more than it may be"))?;
    }
    Ok(())
}

fn understood(ws: &Workspace) -> Result<()> {
    let mut command = Command::new("systemd-analyze");
    command.current_dir(&ws.root).args(["verify", "--man=no", "--recursive-errors=no"]).args(SERVICES).arg(TIMER);
    let output = command.stdin(Stdio::null()).output().context("cannot start systemd-analyze")?;
    let told = String::from_utf8_lossy(&output.stderr);
    let complaints = complaints(&told);
    if !complaints.is_empty() || (told.is_empty() && !output.status.success()) {
        bail!("systemd-analyze verify: {}\n{}", output.status, complaints.join("\n"));
    }
    Ok(())
}

/// What is told, less that our program is not installed: it need not be where it is built.
fn complaints(told: &str) -> Vec<&str> {
    told.lines().filter(|line| !line.contains("Command /usr/bin/whose is not executable")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_a_complaint_but_that_the_program_is_not_installed() {
        let missing = "whose.service: Command /usr/bin/whose is not executable: No such file or directory";
        let unknown = "whose.service:24: Unknown key 'StateDirektory' in section [Service], ignoring.";
        assert_eq!(complaints(&format!("{unknown}\n{missing}\n")), [unknown]);
    }
}
