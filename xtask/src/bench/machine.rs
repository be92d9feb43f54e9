//! Where figures come from: the machine, the versions, the day.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::registers::Programs;
use crate::commands;
use crate::workspace::Workspace;

/// A paragraph for the report.
pub(super) fn told(ws: &Workspace, programs: &Programs, command: &str) -> Result<String> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
        line.map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    let said = |command: &mut Command| -> Result<String> {
        Ok(String::from_utf8_lossy(&commands::output(command)?).trim().to_owned())
    };
    let commit = said(Command::new("git").args(["rev-parse", "--short=10", "HEAD"]).current_dir(&ws.root))?;
    Ok(format!(
        "{}: `{command}`, {} at commit {commit}, {cores} cores ({}), {} of memory, Linux {}, load {load} before.",
        said(Command::new("date").args(["-u", "+%F"]))?,
        said(Command::new(&programs.whose).arg("--version"))?,
        field(&read("/proc/cpuinfo"), "model name"),
        field(&read("/proc/meminfo"), "MemTotal"),
        read("/proc/sys/kernel/osrelease").trim(),
    ))
}
