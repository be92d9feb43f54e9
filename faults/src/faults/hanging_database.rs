//! A PostgreSQL that falls silent for a while, with all connections open: nobody ends them, and nothing comes over them.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::database_gone::{TOLD, told};
use super::full_disk::until;
use crate::database::{Database, psql};
use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::journal::Outcome;
use crate::proxy::Proxy;
use crate::stage::{Engine, Stage};

/// How long somebody holds a lock that changes wait for: more than a server that is silent is waited for.
const HELD: Duration = Duration::from_secs(4);

pub(super) fn play(stage: &Stage) -> Result<String> {
    let times = stage.size(4, 50);
    let seed = stage.seed(Engine::Postgres)?;
    let database = seed.fresh("hanging")?;
    let proxy = stage.with_cluster(|cluster| Proxy::start(cluster.port()))?;
    let mut launch = stage.launch(&database)?;
    launch.database = format!("postgres://postgres@127.0.0.1:{}/hanging?sslmode=disable", proxy.port());
    let (server, _) = launch.ready()?;
    let fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    let waited = long(&fleet, &database)?;
    let (mut slowest, mut healed) = (Duration::ZERO, Duration::ZERO);
    for time in 0..times {
        let before = fleet.tally();
        until("an acknowledged change", || fleet.tally().acknowledged > before.acknowledged + CLIENTS)?;
        proxy.be_silent(true);
        for (path, status) in [("/api/v1/whoami", 503), ("/readyz", 503), ("/healthz", 200)] {
            slowest = slowest.max(told(server.address, path, status, &seed.key)?);
        }
        until("a refused change", || fleet.tally().refused > before.refused + CLIENTS)?;
        // What was on its way arrives now, late, or never.
        if time % 2 == 1 {
            proxy.cut();
        }
        proxy.be_silent(false);
        let (again, began) = (fleet.tally().acknowledged, Instant::now());
        until("an acknowledged change again", || fleet.tally().acknowledged > again + CLIENTS)?;
        healed = healed.max(began.elapsed());
        until("/readyz to say so", || server.get("/readyz").is_ok_and(|answer| answer.status == 200))?;
        fleet.audit(&database)?;
    }
    let changes = slowest_change(&fleet);
    let tally = fleet.end(&database)?;
    server.kill()?;
    seed.drop(&database)?;
    if tally.lost > 0 {
        bail!("every request should have been answered: {tally}");
    }
    if slowest > TOLD {
        bail!("clients were told after {slowest:.1?}, and not within {TOLD:?}");
    }
    Ok(format!(
        "silent {times} times ({tally}); told within {slowest:.2?}, those with changes on their way within {changes:.2?}, changes \
         again {healed:.1?} after; a lock of {waited:.1?} was waited for"
    ))
}

/// Holds a lock that all changes wait for: the server answers others, so that nobody may be refused. Gives the longest wait.
fn long(fleet: &Fleet, database: &Database) -> Result<Duration> {
    let Database::Postgres(url) = database else { bail!("this is for PostgreSQL") };
    until("an acknowledged change", || fleet.tally().acknowledged > CLIENTS)?;
    let seconds = HELD.as_secs();
    psql(url, &format!("LOCK TABLE links IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({seconds})"))?;
    let again = fleet.tally().acknowledged;
    until("an acknowledged change after the lock", || fleet.tally().acknowledged > again + CLIENTS)?;
    let tally = fleet.tally();
    let all = fleet.told().into_iter().flat_map(|intent| intent.attempts);
    let longest = all.map(|attempt| attempt.took).max().context("nothing was asked")?;
    if tally.refused + tally.uncertain > 0 || longest < HELD / 2 {
        bail!("a lock is no silence, and should have been waited for, {longest:.1?} at most: {tally}");
    }
    Ok(longest)
}

/// The longest that a client waited to hear that a change was not made, or perhaps.
fn slowest_change(fleet: &Fleet) -> Duration {
    let all = fleet.told().into_iter().flat_map(|intent| intent.attempts);
    let failed = all.filter(|attempt| matches!(attempt.outcome, Outcome::Refused(_) | Outcome::Uncertain));
    failed.map(|attempt| attempt.took).max().unwrap_or_default()
}
