//! The primary of three PostgreSQL servers is killed, and another takes over.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::full_disk::until;
use crate::database::Database;
use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::patroni::Trio;
use crate::seed::Seed;
use crate::stage::Stage;

/// How soon after there is a new primary changes are acknowledged again.
const SERVING: Duration = Duration::from_secs(2);

pub(super) fn play(stage: &Stage) -> Result<String> {
    let times = stage.size(3, 50);
    let trio = Trio::start(stage.folder())?;
    let seed = Seed::postgres(&stage.whose, stage.folder(), &trio.primary_url("postgres")?)?;
    seed.fresh("failover")?;
    let database = Database::Postgres(trio.url("failover"));
    let (server, _) = stage.launch(&database)?.ready()?;
    let mut chance = stage.chance();
    let fleet = Fleet::start(&seed, &[server.address], CLIENTS, Sharing::Apart);
    let (mut slowest, mut longest) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..times {
        trio.until_whole()?;
        let before = fleet.tally();
        until("an acknowledged change", || fleet.tally().acknowledged > before.acknowledged + CLIENTS)?;
        sleep(chance.millis(0, 250));
        let (old, killed) = (trio.kill_primary()?, Instant::now());
        trio.until_other_than(old)?;
        let (again, began) = (fleet.tally().acknowledged, Instant::now());
        until("an acknowledged change again", || fleet.tally().acknowledged > again)?;
        slowest = slowest.max(began.elapsed());
        longest = longest.max(killed.elapsed());
        if fleet.tally().refused + fleet.tally().uncertain == before.refused + before.uncertain {
            bail!("no change was refused or of unknown outcome: was the primary killed?");
        }
        fleet.audit(&database)?;
    }
    let tally = fleet.end(&database)?;
    server.kill()?;
    if tally.lost > 0 {
        bail!("every request should have been answered: {tally}");
    }
    if slowest > SERVING {
        bail!("changes were acknowledged {slowest:.1?} after there was a new primary, and not within {SERVING:?}");
    }
    Ok(format!(
        "{times} primaries killed ({tally}), changes again {slowest:.1?} after there was another, {longest:.1?} after the kill"
    ))
}
