//! The whole check, step by step: it stops at the first failure and ends with a summary.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::commands::{cargo, run as run_command};
use crate::engines::Engine;
use crate::workspace::Workspace;
use crate::{browser, clients, faults, fuzz, generate, graph, setup, sizes, suite, units};

struct Step {
    name: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

/// The cheap steps first, so that most mistakes are told within a minute.
const STEPS: &[Step] = &[
    Step { name: "set-up", run: setup::run },
    Step { name: "format", run: format },
    Step { name: "sizes", run: sizes::run },
    Step { name: "graph", run: graph::run },
    Step { name: "units of systemd", run: units::run },
    Step { name: "clippy", run: clippy },
    Step { name: "documentation", run: documentation },
    Step { name: "licences, bans and sources", run: deny },
    Step { name: "generated references", run: generate::check },
    Step { name: "tests on SQLite", run: |ws| suite::run(ws, Engine::Sqlite) },
    Step { name: "tests on PostgreSQL", run: |ws| suite::run(ws, Engine::Postgres) },
    Step { name: "examples in the documentation", run: suite::examples },
    Step { name: "fuzzer", run: |ws| fuzz::run(ws, fuzz::USUAL) },
    Step { name: "clients on SQLite", run: |ws| clients::run(ws, Engine::Sqlite) },
    Step { name: "clients on PostgreSQL", run: |ws| clients::run(ws, Engine::Postgres) },
    Step { name: "pages in a browser, on SQLite", run: |ws| browser::run(ws, Engine::Sqlite) },
    Step { name: "pages in a browser, on PostgreSQL", run: |ws| browser::run(ws, Engine::Postgres) },
    Step { name: "faults", run: faults::check },
];

/// Runs every step and says whether all passed. Its last line is the count, so it tells of failures itself.
pub(crate) fn run(ws: &Workspace) -> bool {
    let mut times = Vec::new();
    let mut failed = false;
    for (number, step) in (1..).zip(STEPS) {
        println!("\n[{number}/{}] {}", STEPS.len(), step.name);
        let began = Instant::now();
        let outcome = (step.run)(ws);
        let took = began.elapsed();
        println!("[{number}/{}] {} took {:.1} s", STEPS.len(), step.name, took.as_secs_f64());
        times.push(took);
        if let Err(error) = outcome {
            println!("error: {error:#}");
            failed = true;
            break;
        }
    }
    // Faults come last: when all passed, what they left out is known.
    let not_run = if failed { String::new() } else { faults::not_run(ws) };
    println!("\n{}", summary(&times, failed, &not_run));
    !failed
}

/// One line a step, then the faults that this machine cannot play, then the count; the last of `times` is the failed step's
/// if one `failed`.
fn summary(times: &[Duration], failed: bool, not_run: &str) -> String {
    let mut lines = Vec::new();
    for (index, step) in STEPS.iter().enumerate() {
        lines.push(match times.get(index) {
            Some(took) => {
                let word = if failed && index + 1 == times.len() { "failed" } else { "passed" };
                format!("{word}  {:>7.1} s  {}", took.as_secs_f64(), step.name)
            }
            None => format!("not run           {}", step.name),
        });
    }
    lines.extend(not_run.lines().map(str::to_owned));
    let failures = usize::from(failed);
    lines.push(format!("{} passed, {failures} failed", times.len() - failures));
    lines.join("\n")
}

fn format(ws: &Workspace) -> Result<()> {
    run_command(cargo(&ws.root).args(["fmt", "--all", "--check"]))
}

fn clippy(ws: &Workspace) -> Result<()> {
    let options = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    run_command(cargo(&ws.root).args(options))
}

fn documentation(ws: &Workspace) -> Result<()> {
    let options = ["doc", "--workspace", "--no-deps", "--all-features"];
    run_command(cargo(&ws.root).args(options).env("RUSTDOCFLAGS", "-Dwarnings"))
}

/// The advisory database is left out: it is fetched from the network, and changes without us.
fn deny(ws: &Workspace) -> Result<()> {
    run_command(cargo(&ws.root).args([
        "deny",
        "--all-features",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_what_passed_and_what_failed() {
        let two = [Duration::from_secs(1), Duration::from_secs(2)];
        let failed = summary(&two, true, "");
        assert_eq!(failed.lines().last(), Some("1 passed, 1 failed"));
        assert!(failed.contains("failed      2.0 s  format"));
        assert!(failed.contains("not run           clippy"));

        let all = vec![Duration::ZERO; STEPS.len()];
        let passed = summary(&all, false, "NOT RUN  a fault\n");
        let last: Vec<&str> = passed.lines().rev().take(2).collect();
        assert_eq!(last, [format!("{} passed, 0 failed", STEPS.len()).as_str(), "NOT RUN  a fault"]);
    }
}
