//! Faults: what is promised of `whose` when processes are killed, disks fail, and networks break, tried on the program itself.
//!
//! `cargo xtask faults` builds the program and runs this. `docs/faults.md` says what each fault proves.

mod audit;
mod chance;
mod database;
mod faults;
mod fleet;
mod http;
mod journal;
mod machine;
mod patroni;
mod postgres;
mod proxy;
mod seed;
mod server;
mod stage;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use crate::faults::{FAULTS, Fault};
use crate::stage::Stage;

const USAGE: &str = "\
usage: cargo xtask faults [OPTION…]

  --full           the long run, on the release binary; without it, sizes for every day
  --only NAME      this fault alone; may be repeated
  --allow-not-run  a full run passes although the machine cannot do some of it
  --seed NUMBER    the chance of an earlier run
  --list           the names of all faults
";

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    whose: PathBuf,
    full: bool,
    only: Vec<String>,
    allow_not_run: bool,
    seed: Option<u64>,
    /// A file that takes a line for each fault that was not run.
    not_run: Option<PathBuf>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--list") {
        FAULTS.iter().for_each(|fault| println!("{:16} {}", fault.name, fault.promise));
        return ExitCode::SUCCESS;
    }
    match Asked::parse(&words).and_then(|asked| run(&asked)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Asked {
    fn parse(words: &[String]) -> Result<Self> {
        let mut asked = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} wants a value\n\n{USAGE}"));
            match word.as_str() {
                "--whose" => asked.whose = value()?.into(),
                "--full" => asked.full = true,
                "--only" => asked.only.push(value()?.clone()),
                "--allow-not-run" => asked.allow_not_run = true,
                "--seed" => asked.seed = Some(value()?.parse().context("--seed wants a number")?),
                "--not-run" => asked.not_run = Some(value()?.into()),
                _ => bail!("{word} is not known\n\n{USAGE}"),
            }
        }
        for name in &asked.only {
            if !FAULTS.iter().any(|fault| fault.name == name) {
                bail!("there is no fault named {name}; --list names them all");
            }
        }
        Ok(asked)
    }

    fn wants(&self, fault: &Fault) -> bool {
        if self.only.is_empty() {
            self.full || !fault.only_full
        } else {
            self.only.iter().any(|name| name == fault.name)
        }
    }
}

/// Plays every fault that is wanted, and says how each ended. A fault that fails does not keep the others from being played.
fn run(asked: &Asked) -> Result<bool> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seed = asked.seed.unwrap_or(now.as_secs());
    machine::raise_files()?;
    let stage = Stage::new(asked.whose.clone(), asked.full, seed)?;
    println!("{}, by the chance of --seed {seed}", if asked.full { "the long run" } else { "the short run" });
    let (mut lines, mut not_run, mut failed) = (Vec::new(), Vec::new(), 0);
    for fault in FAULTS.iter().filter(|fault| asked.wants(fault)) {
        let missing = fault.needs.iter().find_map(|power| power.missing(stage.folder()));
        if let Some(missing) = missing {
            println!("{}: NOT RUN: {missing}", fault.name);
            not_run.push(format!("NOT RUN           {}: {missing}", fault.name));
            continue;
        }
        let began = Instant::now();
        let ended = (fault.play)(&stage);
        let took = began.elapsed().as_secs_f64();
        let (word, found) = match &ended {
            Ok(found) => ("passed", found.clone()),
            Err(error) => ("failed", format!("{error:#}")),
        };
        failed += usize::from(ended.is_err());
        println!("{}: {word} after {took:.1} s: {found}", fault.name);
        lines.push(format!("{word}  {took:>7.1} s  {}: {found}", fault.name));
    }
    println!("\n{}", lines.iter().chain(&not_run).cloned().collect::<Vec<_>>().join("\n"));
    if let Some(path) = &asked.not_run {
        std::fs::write(path, not_run.iter().map(|line| format!("{line}\n")).collect::<String>())?;
    }
    if failed > 0 {
        keep_log(&stage);
    }
    Ok(failed == 0 && (not_run.is_empty() || !asked.full || asked.allow_not_run))
}

/// The servers' log is the first thing that one wants to see.
fn keep_log(stage: &Stage) {
    let kept = std::env::temp_dir().join("whose-faults.log");
    if std::fs::copy(stage.folder().join("whose.log"), &kept).is_ok() {
        println!("the servers' log is {}", kept.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<Asked> {
        Asked::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_fault_that_does_not_exist_is_refused_and_not_passed() {
        assert!(asked(&["--only", "kill"]).is_ok());
        assert!(asked(&["--only", "kil"]).unwrap_err().to_string().contains("no fault named kil"));
        assert!(asked(&["--ful"]).is_err());
    }

    #[test]
    fn what_is_for_the_long_run_is_played_there_or_when_it_is_named() {
        let fault = |only_full| Fault { name: "kill", promise: "", needs: &[], only_full, play: |_| Ok(String::new()) };
        assert!(asked(&[]).unwrap().wants(&fault(false)));
        assert!(!asked(&[]).unwrap().wants(&fault(true)));
        assert!(asked(&["--full"]).unwrap().wants(&fault(true)));
        assert!(asked(&["--only", "kill"]).unwrap().wants(&fault(true)));
        assert!(!asked(&["--only", "planted", "--full"]).unwrap().wants(&fault(false)));
    }
}
