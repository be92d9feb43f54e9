//! A disk that is full for a while.

use std::fs::{self, File};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::http::get;
use crate::machine::Mount;
use crate::stage::{Engine, Stage};

/// Room for the register and its log.
const MEGABYTES: u64 = 48;

pub(super) fn play(stage: &Stage) -> Result<String> {
    let times = stage.size(10, 200);
    let disk = Mount::tmpfs(&stage.folder().join("full"), MEGABYTES)?;
    let seed = stage.seed(Engine::Sqlite)?;
    let database = seed.fresh_in(disk.path(), "full_disk")?;
    let (server, _) = stage.launch(&database)?.ready()?;
    let fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        let room = disk.path().join("ballast");
        let before = fleet.tally();
        until("an acknowledged change", || fleet.tally().acknowledged > before.acknowledged)?;
        fill(&room)?;
        // What is written fits into pages that the log has already, for a while.
        until("a refused change", || {
            let _ = fill(&room);
            fleet.tally().refused >= before.refused + CLIENTS
        })?;
        let refused = fleet.tally();
        reads(server.address, &seed.key)?;
        fs::remove_file(&room)?;
        let began = Instant::now();
        until("an acknowledged change again", || fleet.tally().acknowledged > refused.acknowledged + CLIENTS)?;
        slowest = slowest.max(began.elapsed());
        fleet.audit(&database)?;
    }
    let tally = fleet.end(&database)?;
    server.kill()?;
    if tally.lost > 0 {
        bail!("every request should have been answered: {tally}");
    }
    Ok(format!("{times} times full ({tally}); reads answered, writing again after {slowest:.0?} at most"))
}

/// Fills what is left, to the last page.
fn fill(room: &Path) -> Result<()> {
    let mut file = File::options().create(true).append(true).open(room)?;
    for size in [1 << 20, 4096] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
    Ok(())
}

fn reads(address: SocketAddr, key: &str) -> Result<()> {
    let authorization = format!("Bearer {key}");
    for path in ["/user-identities/infrastructure?limit=50", "/readyz", "/healthz"] {
        let answer = get(address, path, &[("authorization", &authorization)], Duration::from_secs(10))?;
        if answer.status != 200 {
            bail!("{path} is answered with {} while the disk is full", answer.status);
        }
    }
    Ok(())
}

/// Waits for something that must come.
pub(super) fn until(what: &str, mut come: impl FnMut() -> bool) -> Result<()> {
    let began = Instant::now();
    while !come() {
        if began.elapsed() > Duration::from_secs(30) {
            None.with_context(|| format!("{what} did not come within 30 s"))?;
        }
        sleep(Duration::from_millis(2));
    }
    Ok(())
}
