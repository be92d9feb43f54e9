//! A PostgreSQL that is away for a while: ended without farewell, and started again.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::full_disk::until;
use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::http::get;
use crate::stage::{Engine, Stage};

/// How soon clients are told.
pub(super) const TOLD: Duration = Duration::from_secs(2);

pub(super) fn play(stage: &Stage) -> Result<String> {
    let times = stage.size(3, 50);
    let seed = stage.seed(Engine::Postgres)?;
    let database = seed.fresh("gone")?;
    let (server, _) = stage.launch(&database)?.ready()?;
    let fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    let (mut slowest, mut healed) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..times {
        let before = fleet.tally();
        until("an acknowledged change", || fleet.tally().acknowledged > before.acknowledged + CLIENTS)?;
        stage.with_cluster(|cluster| cluster.halt())?;
        for (path, status) in [("/readyz", 503), ("/api/v1/whoami", 503), ("/healthz", 200)] {
            slowest = slowest.max(told(server.address, path, status, &seed.key)?);
        }
        until("a refused change", || fleet.tally().refused > before.refused)?;
        stage.with_cluster(|cluster| cluster.go_on())?;
        let (again, began) = (fleet.tally().acknowledged, Instant::now());
        until("an acknowledged change again", || fleet.tally().acknowledged > again + CLIENTS)?;
        healed = healed.max(began.elapsed());
        until("/readyz to say so", || server.get("/readyz").is_ok_and(|answer| answer.status == 200))?;
        fleet.audit(&database)?;
    }
    let tally = fleet.end(&database)?;
    server.kill()?;
    seed.drop(&database)?;
    if tally.lost > 0 {
        bail!("every request should have been answered: {tally}");
    }
    if slowest > TOLD {
        bail!("clients were told after {slowest:.1?}, and not within {TOLD:?}");
    }
    Ok(format!("away {times} times ({tally}); told within {slowest:.0?}, changes again {healed:.0?} after it was back"))
}

/// Asks until the answer is as it should be, and tells how long the answers took.
pub(super) fn told(address: SocketAddr, path: &str, status: u16, key: &str) -> Result<Duration> {
    let (authorization, began) = (format!("Bearer {key}"), Instant::now());
    let answer = get(address, path, &[("authorization", &authorization)], Duration::from_secs(30))?;
    if answer.status != status || (status == 503 && answer.header("retry-after").is_none()) {
        bail!("{path} is answered with {} while PostgreSQL is away or silent", answer.status);
    }
    Ok(began.elapsed())
}
