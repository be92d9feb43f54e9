//! Commits that are lost on their way to PostgreSQL, or on their way back.

use std::collections::HashSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::database::Database;
use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::journal::{Outcome, Tally};
use crate::proxy::{Loss, Proxy};
use crate::stage::{Engine, Stage};

/// Losses of one register; then another is begun, so that looking at all of it stays quick.
const ROUND: usize = 50;

/// What became of the changes whose outcome the clients were told to be unknown.
#[derive(Clone, Copy, Debug, Default)]
struct Unknown {
    happened: usize,
    not: usize,
}

pub(super) fn play(stage: &Stage) -> Result<String> {
    let losses = stage.size(50, 5000);
    let (mut left, mut tally, mut unknown) = (losses, Tally::default(), Unknown::default());
    while left > 0 {
        let round = left.min(ROUND);
        let (told, one) = play_round(stage, round)?;
        tally = tally.and(told);
        unknown = Unknown { happened: unknown.happened + one.happened, not: unknown.not + one.not };
        left -= round;
    }
    let Unknown { happened, not } = unknown;
    if happened == 0 || not == 0 || tally.lost > 0 {
        bail!(
            "{tally}; of the unknown {happened} had happened and {not} had not: both should occur, and no answer be lost"
        );
    }
    Ok(format!(
        "{losses} commits lost ({tally}); of the unknown {happened} had happened, {not} had not, each once when repeated"
    ))
}

fn play_round(stage: &Stage, losses: usize) -> Result<(Tally, Unknown)> {
    let seed = stage.seed(Engine::Postgres)?;
    let database = seed.fresh("lost_reply")?;
    let proxy = stage.with_cluster(|cluster| Proxy::start(cluster.port()))?;
    let mut launch = stage.launch(&database)?;
    launch.database = format!("postgres://postgres@127.0.0.1:{}/lost_reply?sslmode=disable", proxy.port());
    let (server, _) = launch.ready()?;
    let mut fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    for (number, loss) in (1..=losses).zip(Loss::ALL.into_iter().cycle()) {
        let before = fleet.tally().acknowledged;
        proxy.lose(loss);
        let began = Instant::now();
        while proxy.fired() < number || fleet.tally().acknowledged == before {
            if began.elapsed() > Duration::from_secs(20) {
                bail!(
                    "after {number} losses nothing is acknowledged any more, or no commit comes by: {}",
                    fleet.tally()
                );
            }
            sleep(Duration::from_millis(2));
        }
    }
    fleet.finish();
    fleet.audit(&database)?;
    let unknown = unknown(&fleet, &database)?;
    let tally = fleet.tally();
    server.kill()?;
    seed.drop(&database)?;
    Ok((tally, unknown))
}

fn unknown(fleet: &Fleet, database: &Database) -> Result<Unknown> {
    let happened: HashSet<String> = database.held()?.events.into_iter().filter_map(|event| event.request).collect();
    let mut unknown = Unknown::default();
    for attempt in fleet.told().iter().flat_map(|intent| &intent.attempts) {
        if attempt.outcome == Outcome::Uncertain {
            let count = if happened.contains(&attempt.request) { &mut unknown.happened } else { &mut unknown.not };
            *count += 1;
        }
    }
    Ok(unknown)
}
