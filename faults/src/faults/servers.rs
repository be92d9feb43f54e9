//! Three servers on one PostgreSQL, whose clients fight over the same accounts.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::journal::Tally;
use crate::stage::{Engine, Stage};

const SERVERS: usize = 3;

pub(super) fn play(stage: &Stage) -> Result<String> {
    let seconds = stage.size(4, 60) as u64;
    let (alone, _) = fight(stage, 1, seconds)?;
    let (together, tally) = fight(stage, SERVERS, seconds)?;
    if tally.refused + tally.uncertain + tally.lost > 0 {
        bail!("nothing was broken, and yet: {tally}");
    }
    Ok(format!(
        "{} clients over 32 accounts, {tally}; {together:.0} changes/s by {SERVERS} servers, {alone:.0} by one: {:.2} times",
        SERVERS * CLIENTS,
        together / alone
    ))
}

/// Changes in a second by so many servers, and how all requests ended.
fn fight(stage: &Stage, servers: usize, seconds: u64) -> Result<(f64, Tally)> {
    let seed = stage.seed(Engine::Postgres)?;
    let database = seed.fresh("servers")?;
    let mut running = Vec::new();
    for _ in 0..servers {
        running.push(stage.launch(&database)?.ready()?.0);
    }
    let addresses: Vec<_> = running.iter().map(|server| server.address).collect();
    let mut fleet = Fleet::start(seed, &addresses, SERVERS * CLIENTS, Sharing::Fighting);
    sleep(Duration::from_secs(1));
    let (began, before) = (Instant::now(), fleet.tally().acknowledged);
    sleep(Duration::from_secs(seconds));
    let done = fleet.tally().acknowledged - before;
    let rate = done as f64 / began.elapsed().as_secs_f64();
    fleet.finish();
    fleet.audit(&database)?;
    let tally = fleet.tally();
    for server in running {
        server.kill()?;
    }
    seed.drop(&database)?;
    Ok((rate, tally))
}
