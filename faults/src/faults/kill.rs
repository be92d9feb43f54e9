//! `kill -9` at random instants under 64 clients.

use std::os::unix::process::ExitStatusExt as _;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::journal::Tally;
use crate::stage::{Engine, Stage};

/// Kills of one register; then another is begun, so that looking at all of it stays quick.
const ROUND: usize = 20;
/// How soon a server is ready again.
const READY: Duration = Duration::from_secs(2);

pub(super) fn play(stage: &Stage) -> Result<String> {
    let kills = stage.size(20, 1000);
    let mut words = Vec::new();
    for engine in Engine::BOTH {
        let (mut tally, mut took, mut left) = (Tally::default(), Vec::new(), kills);
        while left > 0 {
            let round = left.min(ROUND);
            tally = tally.and(play_round(stage, engine, round, &mut took)?);
            left -= round;
        }
        let (usual, slowest) = in_time(stage, took)?;
        if tally.lost == 0 {
            bail!("no kill has hit a request under way, so nothing was tried");
        }
        words.push(format!(
            "{kills} kills on {engine:?} ({tally}), ready again after {usual:.0?}, {slowest:.0?} at most"
        ));
    }
    Ok(words.join("; "))
}

/// The median and the longest. A machine that compiles something else now and then keeps everybody waiting: in the short run
/// the median counts.
fn in_time(stage: &Stage, mut took: Vec<Duration>) -> Result<(Duration, Duration)> {
    took.sort_unstable();
    let (usual, slowest) = (took.get(took.len() / 2), took.last());
    let (usual, slowest) = (usual.copied().unwrap_or_default(), slowest.copied().unwrap_or_default());
    if usual > READY || (stage.full && slowest > READY) {
        bail!("ready again after {usual:.1?}, {slowest:.1?} at most, and not within {READY:?}");
    }
    Ok((usual, slowest))
}

fn play_round(stage: &Stage, engine: Engine, kills: usize, took: &mut Vec<Duration>) -> Result<Tally> {
    let seed = stage.seed(engine)?;
    let database = seed.fresh("kill")?;
    let launch = stage.launch(&database)?;
    let mut chance = stage.chance();
    let (mut server, _) = launch.ready()?;
    let fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    for _ in 0..kills {
        let before = fleet.tally().acknowledged;
        while fleet.tally().acknowledged == before {
            sleep(Duration::from_millis(1));
        }
        sleep(chance.millis(0, 250));
        let ended = server.kill()?;
        if ended.signal() != Some(9) {
            bail!("the server was to be killed, and ended by itself: {ended}");
        }
        let again;
        (server, again) = launch.ready()?;
        took.push(again);
        fleet.audit(&database)?;
    }
    let tally = fleet.end(&database)?;
    server.kill()?;
    seed.drop(&database)?;
    Ok(tally)
}
