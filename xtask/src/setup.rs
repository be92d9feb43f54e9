//! Installing what a fresh Debian machine with the Rust toolchain lacks.
//!
//! What is missing and may not be installed is a failure that says what to do: a check is never left out for want of a tool.

use std::process::Command;

use anyhow::{Result, bail};

use crate::commands::{self, cargo};
use crate::workspace::Workspace;
use crate::{browser, node, postgres, python};

/// A cargo subcommand that we need, in the version that was tried.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) options: &'static [&'static str],
}

const TOOLS: &[Tool] = &[
    Tool { name: "nextest", package: "cargo-nextest@0.9.143", options: &[] },
    // Unoptimised, it builds in half the time (two minutes on two cores) and still answers in seconds.
    Tool { name: "deny", package: "cargo-deny@0.20.2", options: &["--no-default-features", "--debug"] },
];

/// Debian packages that belong together, and how to see that they are there.
struct Packages {
    names: &'static [&'static str],
    installed: fn() -> bool,
}

const PACKAGES: &[Packages] = &[
    Packages { names: &["postgresql", "postgresql-common"], installed: postgres::installed },
    Packages { names: &["python3", "python3-venv"], installed: python::installed },
    Packages { names: &["strace"], installed: || commands::on_path("strace") },
    Packages { names: &["systemd"], installed: || commands::on_path("systemd-analyze") },
    // The fuzzer's own half is C++.
    Packages { names: &["g++"], installed: || commands::on_path("c++") },
    // Half a minute and 70 MB: the only way to know what a spreadsheet makes of our sheets.
    Packages { names: &["libreoffice-calc-nogui"], installed: || commands::on_path("soffice") },
    // Without a font nothing has a width, and nothing can be read in the screenshots.
    Packages { names: &["chromium", "fonts-liberation"], installed: browser::installed },
    Packages { names: &["nodejs", "npm"], installed: node::installed },
];

/// Installs whatever is missing; runs in a second when nothing is.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    debian_packages()?;
    for tool in TOOLS {
        cargo_tool(ws, tool)?;
    }
    python::CLIENTS.prepare(ws)?;
    node::BROWSER.prepare(ws)?;
    println!("Debian's packages, cargo-nextest, cargo-deny, the Python and the npm packages are there");
    Ok(())
}

fn debian_packages() -> Result<()> {
    let missing = missing_packages();
    if missing.is_empty() {
        return Ok(());
    }
    if !may_install() {
        bail!(
            "these Debian packages are missing, and installing them takes root and apt-get: {0}\n\
             run `sudo apt-get install {0}`, or install the same software in your system's way",
            missing.join(" ")
        );
    }
    commands::run(apt_get().arg("update"))?;
    commands::run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(&missing))?;
    let still = missing_packages();
    if !still.is_empty() {
        bail!("installed, but not found afterwards: {}", still.join(" "));
    }
    Ok(())
}

fn missing_packages() -> Vec<&'static str> {
    PACKAGES.iter().filter(|packages| !(packages.installed)()).flat_map(|packages| packages.names).copied().collect()
}

fn may_install() -> bool {
    let root = commands::output(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim_ascii() == b"0");
    root && commands::on_path("apt-get")
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("--quiet").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Installs the tool unless it is there.
pub(crate) fn cargo_tool(ws: &Workspace, tool: &Tool) -> Result<()> {
    if commands::succeeds(cargo(&ws.root).args([tool.name, "--version"])) {
        return Ok(());
    }
    // Its objects are of no use to our own builds: they go to a temporary folder.
    let mut command = cargo(&ws.root);
    command.env_remove("CARGO_TARGET_DIR").args(["install", "--quiet", "--locked", tool.package]).args(tool.options);
    commands::run(&mut command)?;
    if !commands::succeeds(cargo(&ws.root).args([tool.name, "--version"])) {
        bail!("`cargo {} --version` fails although {} was just installed", tool.name, tool.package);
    }
    Ok(())
}
