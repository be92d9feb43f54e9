//! The fuzzer: every target of `fuzz/`, from its seeds, for some time.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

use crate::commands::{self, cargo};
use crate::setup::{self, Tool};
use crate::workspace::Workspace;

const FUZZ: Tool = Tool { name: "fuzz", package: "cargo-fuzz@0.13.1", options: &["--debug"] };

/// The targets, each with the folder of its seeds.
const TARGETS: [(&str, &str); 6] = [
    ("bodies", "fuzz/seeds/bodies"),
    ("paths", "fuzz/seeds/paths"),
    ("authorization", "fuzz/seeds/authorization"),
    ("cursors", "fuzz/seeds/cursors"),
    ("lists", "docs/import/samples"),
    ("sheets", "fuzz/seeds/sheets"),
];

/// How long each target runs, in seconds, as somebody asks for it.
pub(crate) const USUAL: &str = "60";

/// Runs every target for so many seconds, two at a time. What is found new is kept in `target/fuzz` for the next time.
pub(crate) fn run(ws: &Workspace, seconds: &str) -> Result<()> {
    setup::cargo_tool(ws, &FUZZ)?;
    commands::run(fuzz(ws, "build").args(["--dev"]))?;
    for pair in TARGETS.chunks(2) {
        let mut running = Vec::new();
        for (target, seeds) in pair {
            let mut command = started(ws, (target, seeds), seconds)?;
            running.push((target, command.spawn().with_context(|| format!("cannot start the target {target}"))?));
        }
        for (target, child) in running {
            judge(target, &child.wait_with_output()?)?;
        }
    }
    Ok(())
}

/// cargo-fuzz, which asks the installed compiler for what is stable on none.
fn fuzz(ws: &Workspace, what: &str) -> Command {
    let mut command = cargo(&ws.root);
    command.env("RUSTC_BOOTSTRAP", "1").args(["fuzz", what, "--fuzz-dir", "fuzz", "--target-dir"]);
    command.arg(ws.target.join("fuzz"));
    command
}

fn started(ws: &Workspace, (target, seeds): (&str, &str), seconds: &str) -> Result<Command> {
    let folder = ws.target.join("fuzz");
    let (corpus, found) = (folder.join("corpus").join(target), folder.join("artifacts"));
    for folder in [&corpus, &found] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let mut command = Command::new(folder.join("x86_64-unknown-linux-gnu/debug").join(target));
    command.current_dir(&ws.root).arg(&corpus).arg(Path::new(seeds));
    command.arg(format!("-artifact_prefix={}/{target}-", found.display())).arg(format!("-max_total_time={seconds}"));
    command.args(["-print_final_stats=1", "-timeout=20", "-rss_limit_mb=1024"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(command)
}

/// Says how many inputs were tried; fails with the fuzzer's last words where one was not borne.
fn judge(target: &str, output: &Output) -> Result<()> {
    let told = String::from_utf8_lossy(&output.stderr);
    let tried = told.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:")).map(str::trim);
    match tried {
        Some(tried) if output.status.success() && tried != "0" => {
            println!("{target}: {tried} inputs, none of them bad")
        }
        _ => {
            let last: Vec<&str> = told.lines().rev().take(40).collect();
            bail!("{target}: {}\n{}", output.status, last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use super::*;

    #[test]
    fn a_target_that_fails_or_tries_nothing_fails() {
        let output = |status, told: &str| Output {
            status: ExitStatus::from_raw(status),
            stdout: Vec::new(),
            stderr: told.as_bytes().to_vec(),
        };
        let tried = "stat::number_of_executed_units: 7\n";
        assert!(judge("x", &output(0, tried)).is_ok());
        assert!(judge("x", &output(256, tried)).is_err());
        for told in ["", "stat::number_of_executed_units: 0\n"] {
            assert!(judge("x", &output(0, told)).is_err());
        }
    }

    #[test]
    fn every_target_has_a_file_and_seeds() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files: Vec<String> = fs::read_dir(root.join("fuzz/targets"))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let mut named = TARGETS.map(|(target, _)| target.to_owned());
        named.sort();
        assert_eq!(files, named);
        for (_, seeds) in TARGETS {
            assert!(fs::read_dir(root.join(seeds)).unwrap().next().is_some(), "{seeds}");
        }
    }
}
