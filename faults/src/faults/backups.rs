//! Backups that are taken while everybody writes, and what comes of them in an empty database of the other engine.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::full_disk::until;
use crate::audit::audit;
use crate::database::Database;
use crate::fleet::{Fleet, Sharing, judged};
use crate::journal::{Intent, Outcome};
use crate::machine;
use crate::stage::{Engine, Stage};

/// Few enough for the backup to get its share of a small machine.
const CLIENTS: usize = 8;

pub(super) fn play(stage: &Stage) -> Result<String> {
    let times = stage.size(5, 100);
    let meanwhile = play_from(stage, Engine::Sqlite, Engine::Postgres, times.div_ceil(2))?
        + play_from(stage, Engine::Postgres, Engine::Sqlite, times / 2)?;
    if meanwhile == 0 {
        bail!("nobody wrote while a backup was taken");
    }
    Ok(format!("{times} backups, {meanwhile} changes while they were taken; each came back equal, in the other engine"))
}

/// How many changes were made while backups were taken.
fn play_from(stage: &Stage, from: Engine, to: Engine, times: usize) -> Result<usize> {
    let (seed, other) = (stage.seed(from)?, stage.seed(to)?);
    let database = seed.fresh("backups")?;
    let (server, _) = stage.launch(&database)?.ready()?;
    let fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    let mut meanwhile = 0;
    for _ in 0..times {
        let before = fleet.tally().acknowledged;
        until("acknowledged changes", || fleet.tally().acknowledged > before + CLIENTS)?;
        let sure = acknowledged(&fleet.told());
        let file = stage.folder().join("backup.jsonl");
        let began = fleet.tally().acknowledged;
        whose(stage, &database, &["db", "backup"], Some(&file))?;
        meanwhile += fleet.tally().acknowledged - began;
        // What follows is about the file alone: the clients would only slow it down.
        let quiet = fleet.quiet();
        let told = as_known(fleet.told(), &sure);
        let copy = other.empty("imported")?;
        whose(stage, &copy, &["db", "import"], Some(&file))?;
        judged(&audit(&told, &copy.held()?)).context("in the copy")?;
        if whose(stage, &copy, &["export"], None)? != fs::read_to_string(&file)? {
            bail!("what was brought into {} is not what was exported", copy.engine());
        }
        let restored = other.empty("restored")?;
        whose(stage, &restored, &["db", "restore"], Some(&file))?;
        let marks = "SELECT id FROM events WHERE kind = 'company.restored'";
        if (copy.rows(marks)?.len(), restored.rows(marks)?.len()) != (0, 1) {
            bail!("a restored register must say so once, and a moved one must not");
        }
        judged(&audit(&told, &restored.held()?)).context("in the restored register")?;
        fs::remove_file(file)?;
        drop(quiet);
    }
    fleet.end(&database)?;
    server.kill()?;
    seed.drop(&database)?;
    Ok(meanwhile)
}

/// What the program prints when it is run on a database.
pub(super) fn whose(stage: &Stage, database: &Database, words: &[&str], file: Option<&Path>) -> Result<String> {
    let mut command = Command::new(&stage.whose);
    command.current_dir(stage.folder()).args(["--database", &database.url()]).args(words).args(file);
    machine::output(&mut command)
}

fn acknowledged(told: &[Intent]) -> HashSet<String> {
    let attempts = told.iter().flat_map(|intent| &intent.attempts);
    let sure = attempts.filter(|attempt| attempt.outcome == Outcome::Acknowledged);
    sure.map(|attempt| attempt.request.clone()).collect()
}

/// What was told by then: what was acknowledged later may be in the backup or not.
fn as_known(mut told: Vec<Intent>, sure: &HashSet<String>) -> Vec<Intent> {
    for attempt in told.iter_mut().flat_map(|intent| &mut intent.attempts) {
        if !sure.contains(&attempt.request) {
            attempt.outcome = Outcome::Lost;
        }
    }
    told
}
