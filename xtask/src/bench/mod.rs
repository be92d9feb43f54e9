//! Benchmarks: figures for `docs/benchmarks.md`. Nothing here is a check: machines differ, and figures with them.

mod as_of;
mod figures;
mod http;
mod imports;
mod loads;
mod machine;
mod processes;
mod ratios;
mod references;
mod registers;
mod report;
mod servers;
mod speed;

use anyhow::{Context, Result, bail};

use crate::engines::Engine;
use crate::workspace::Workspace;

/// Sizes of registers, in accounts.
const SIZES: [u32; 2] = [10_000, 1_000_000];

/// What to measure on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    accounts: Option<u32>,
    engine: Option<Engine>,
    /// Only what takes a few minutes.
    quick: bool,
}

impl Wanted {
    fn read(mut words: &[&str]) -> Result<Self> {
        let mut wanted = Self::default();
        while let Some((name, rest)) = words.split_first() {
            if *name == "--quick" {
                (wanted.quick, words) = (true, rest);
                continue;
            }
            let (value, rest) = rest.split_first().with_context(|| format!("{name} needs a value"))?;
            match *name {
                "--accounts" => wanted.accounts = Some(value.parse().context("--accounts takes a number")?),
                "--engine" => wanted.engine = Some(value.parse()?),
                _ => bail!("no such option: {name}"),
            }
            words = rest;
        }
        Ok(wanted)
    }

    fn sizes(&self) -> Vec<u32> {
        let all = if self.quick { SIZES.first().copied().into_iter().collect() } else { SIZES.to_vec() };
        self.accounts.map_or(all, |accounts| vec![accounts])
    }

    /// The command that measures this.
    fn command(&self, benchmark: &str) -> String {
        let mut words = vec!["cargo xtask bench".to_owned()];
        words.extend((!benchmark.is_empty()).then(|| benchmark.to_owned()));
        words.extend(self.quick.then(|| "--quick".to_owned()));
        words.extend(self.accounts.map(|accounts| format!("--accounts {accounts}")));
        words.extend(self.engine.map(|engine| format!("--engine {}", engine.name())));
        words.join(" ")
    }

    fn engines(&self) -> Vec<Engine> {
        self.engine.map_or(vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine])
    }
}

/// Measures what the words name, and writes it down.
pub(crate) fn run(ws: &Workspace, words: &[&str]) -> Result<()> {
    match words.split_first() {
        Some((&"as-of", options)) => as_of::run(ws, &Wanted::read(options)?),
        _ => speed::run(ws, &Wanted::read(words)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_runs_at_every_size_on_both_engines_unless_told_otherwise() {
        let wanted = Wanted::read(&[]).unwrap();
        assert_eq!((wanted.sizes().len(), wanted.engines().len()), (2, 2));
        let wanted = Wanted::read(&["--accounts", "500", "--engine", "sqlite"]).unwrap();
        assert_eq!((wanted.sizes(), wanted.engines()), (vec![500], vec![Engine::Sqlite]));
        assert_eq!(Wanted::read(&["--quick"]).unwrap().sizes(), vec![10_000]);
        assert_eq!(wanted.command("as-of"), "cargo xtask bench as-of --accounts 500 --engine sqlite");
        assert!(Wanted::read(&["--accounts"]).is_err());
        assert!(Wanted::read(&["--quickly", "yes"]).is_err());
    }
}
