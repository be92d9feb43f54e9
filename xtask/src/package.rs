//! What is given to others: a Debian package, and an archive with a binary that needs nothing of its system.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::commands::{self, cargo};
use crate::setup::{self, Tool};
use crate::workspace::Workspace;

const DEB: Tool = Tool { name: "deb", package: "cargo-deb@3.8.0", options: &["--debug"] };

/// The target by its name: the flags are then for our program alone, and not for what runs while it is built.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What lies beside the binary in the archive.
const BESIDE: [&str; 9] = [
    "LICENSE",
    "CHANGELOG.md",
    "docs/production.md",
    "docs/export.md",
    "docs/metrics.md",
    "deploy/whose.toml",
    "deploy/whose.service",
    "deploy/whose-backup.service",
    "deploy/whose-backup.timer",
];

/// Makes both, in `target/package`.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    let folder = ws.target.join("package");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    debian(ws, &folder)?;
    archive(ws, &folder)
}

fn debian(ws: &Workspace, folder: &Path) -> Result<()> {
    setup::cargo_tool(ws, &DEB)?;
    commands::run(cargo(&ws.root).args(["build", "--release", "--locked", "--all-features", "--package", "cli"]))?;
    commands::run(cargo(&ws.root).args(["deb", "--no-build", "--package", "cli", "--output"]).arg(folder))
}

fn archive(ws: &Workspace, folder: &Path) -> Result<()> {
    let mut build = cargo(&ws.root);
    build.args(["build", "--release", "--locked", "--all-features", "--package", "cli", "--target", TARGET]);
    commands::run(build.env("RUSTFLAGS", "-C target-feature=+crt-static"))?;
    let program = ws.target.join(TARGET).join("release/whose");
    let needed = commands::output(Command::new("readelf").arg("--dynamic").arg(&program))?;
    if String::from_utf8_lossy(&needed).contains("(NEEDED)") {
        bail!("{} needs libraries of the system", program.display());
    }
    let version = String::from_utf8(commands::output(Command::new(&program).arg("--version"))?)?;
    let name = format!("{}-x86_64-linux", version.trim().replace(' ', "-"));
    let inside = folder.join(&name);
    fs::create_dir_all(&inside)?;
    for file in BESIDE.iter().map(|file| ws.root.join(file)).chain([program]) {
        let base = file.file_name().context("a file without a name")?;
        fs::copy(&file, inside.join(base)).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    let mut tar = Command::new("tar");
    tar.current_dir(folder).args(["--create", "--gzip", "--owner=0", "--group=0", "--sort=name", "--file"]);
    commands::run(tar.arg(format!("{name}.tar.gz")).arg(&name))
}
