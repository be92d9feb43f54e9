//! The developers' door: `cargo xtask ci`, and each of its steps alone.
//!
//! Nothing here ships. Every command runs from any folder of the checkout.

mod bench;
mod browser;
mod ci;
mod clients;
mod commands;
mod engines;
mod faults;
mod fuzz;
mod generate;
mod graph;
mod node;
mod package;
mod postgres;
mod python;
mod setup;
mod sizes;
mod suite;
mod units;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::engines::Engine;
use crate::workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  ci                         every check below, in the order that fails soonest
  setup                      install what the checks need: PostgreSQL, LibreOffice, Chromium, cargo tools, packages
  test [sqlite|postgres]     the suite on one engine, or on both
  clients [sqlite|postgres]  real clients against the built binary (tests/python/check_*.py)
  browser [sqlite|postgres]  the pages of the built binary in Chromium (tests/browser)
  screenshots                write docs/screenshots anew
  generate [--check]         write the generated references, or compare them with what is checked in
  sizes                      lengths of files and functions, against the limits
  fuzz [SECONDS]             the fuzzer, so many seconds for each of its targets (60)
  graph                      dependencies between our crates, against ARCHITECTURE.md
  units                      the units of systemd: understood, and shut in
  faults [OPTION…]           kills, broken networks and disks against the built binary; --full, --only NAME, --list

  package                    no check: the Debian package and the static archive, in target/package
  bench [as-of] [--quick] [--accounts N] [--engine sqlite|postgres]
                             everyday work against reference programs, or questions about the past; writes docs/benchmarks.md
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match obey(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the words say. `Ok(false)` is a failure that has been told already.
fn obey(words: &[String]) -> Result<bool> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ws = Workspace::load()?;
    match words.as_slice() {
        ["ci"] => return Ok(ci::run(&ws)),
        ["setup"] => setup::run(&ws),
        ["test"] => on_each_engine(|engine| suite::run(&ws, engine)),
        ["test", engine] => suite::run(&ws, engine.parse()?),
        ["clients"] => on_each_engine(|engine| clients::run(&ws, engine)),
        ["clients", engine] => clients::run(&ws, engine.parse()?),
        ["browser"] => on_each_engine(|engine| browser::run(&ws, engine)),
        ["browser", engine] => browser::run(&ws, engine.parse()?),
        ["screenshots"] => browser::screenshots(&ws),
        ["generate"] => generate::write(&ws),
        ["generate", "--check"] => generate::check(&ws),
        ["sizes"] => sizes::run(&ws),
        ["graph"] => graph::run(&ws),
        ["fuzz"] => fuzz::run(&ws, fuzz::USUAL),
        ["fuzz", seconds] => fuzz::run(&ws, seconds),
        ["units"] => units::run(&ws),
        ["faults", options @ ..] => faults::run(&ws, options),
        ["package"] => package::run(&ws),
        ["bench", words @ ..] => bench::run(&ws, words),
        ["help" | "-h" | "--help"] => {
            print!("{USAGE}");
            Ok(())
        }
        [] => bail!("which command?\n\n{USAGE}"),
        _ => bail!("no such command: {}\n\n{USAGE}", words.join(" ")),
    }?;
    Ok(true)
}

fn on_each_engine(run: impl Fn(Engine) -> Result<()>) -> Result<()> {
    run(Engine::Sqlite)?;
    run(Engine::Postgres)
}
