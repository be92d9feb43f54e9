//! System calls on the database's files that fail once, by `strace -e inject`, each at a random place.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::full_disk::until;
use crate::database::Database;
use crate::fleet::{Fleet, Sharing};
use crate::journal::Tally;
use crate::server::{Launch, Server};
use crate::stage::{Engine, Stage};

/// Fewer than elsewhere: each call of the server stops for its tracer.
const CLIENTS: usize = 16;

/// What fails: a word for it, the calls, the error, and the last place that is chosen. A server opens its
/// files eight times, and then no more.
const FAILURES: [(&str, &str, &str, u64); 5] = [
    ("write", "pwrite64", "EIO", 300),
    ("write", "pwrite64", "ENOSPC", 300),
    ("sync", "fsync,fdatasync", "EIO", 40),
    ("sync", "fsync,fdatasync", "ENOSPC", 40),
    ("open", "openat", "EIO", 8),
];

pub(super) fn play(stage: &Stage) -> Result<String> {
    let failures = stage.size(50, 2000);
    let (mut tally, mut chance, mut refused_to_start) = (Tally::default(), stage.chance(), 0);
    for (what, calls, error, last) in FAILURES.into_iter().cycle().take(failures) {
        let place = chance.within(1, last + 1);
        let inject = format!("inject={calls}:error={error}:when={place}");
        match play_one(stage, what == "sync", &inject) {
            Ok(Some(told)) => tally = tally.and(told),
            Ok(None) => refused_to_start += 1,
            Err(failed) => bail!("{inject}: {failed:#}"),
        }
    }
    if tally.acknowledged == 0 || tally.refused == 0 || tally.uncertain == 0 {
        bail!("the failures have hit no change: {tally}");
    }
    Ok(format!("{failures} calls failed ({tally}); {refused_to_start} times the server refused to start"))
}

/// How all requests ended; nothing where the server did not start.
fn play_one(stage: &Stage, sync: bool, inject: &str) -> Result<Option<Tally>> {
    let seed = stage.seed(Engine::Sqlite)?;
    let database = seed.fresh("syscalls")?;
    let Database::Sqlite(file) = &database else { bail!("this is for files") };
    let trace = stage.folder().join("trace.txt");
    let _ = fs::remove_file(&trace);
    let whole = stage.launch(&database)?;
    let launch = Launch { under: traced(file, inject, &trace), ..whole.clone() };
    let mut server = launch.start()?;
    if server.until_ready(Duration::from_secs(20)).is_err() {
        if server.runs() || !fired(&trace) {
            bail!("the server is not ready, for another reason");
        }
        return Ok(None);
    }
    let mut fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    until("the failure", || fired(&trace))?;
    if sync {
        stays_shut(&server, &fleet)?
    } else {
        sleep(Duration::from_millis(50))
    }
    if !server.runs() {
        bail!("the server has ended");
    }
    server.kill()?;
    if sync {
        let before = fleet.tally().acknowledged;
        let (again, _) = whole.ready()?;
        until("a change after the restart", || fleet.tally().acknowledged > before)?;
        fleet.finish();
        fleet.audit(&database)?;
        again.kill()?;
    }
    let tally = fleet.end(&database)?;
    seed.drop(&database)?;
    Ok(Some(tally))
}

/// After a sync that failed nothing is acknowledged: what was under way then may have been answered before.
fn stays_shut(server: &Server, fleet: &Fleet) -> Result<()> {
    let began = Instant::now();
    until("/readyz to say that the server must be restarted", || {
        server.get("/readyz").is_ok_and(|answer| answer.status == 503)
    })?;
    sleep(began.elapsed() + Duration::from_millis(100));
    let before = fleet.tally();
    sleep(Duration::from_millis(200));
    let after = fleet.tally();
    if after.acknowledged != before.acknowledged || after.refused == before.refused {
        bail!("after a failed sync: first {before}, then {after}");
    }
    if server.get("/healthz")?.status != 200 {
        bail!("the process lives, and /healthz does not say so");
    }
    Ok(())
}

fn traced(file: &Path, inject: &str, trace: &Path) -> Vec<OsString> {
    let beside = |end: &str| PathBuf::from(format!("{}{end}", file.display()));
    let calls = inject.trim_start_matches("inject=").split(':').next().unwrap_or_default();
    let mut words: Vec<OsString> = ["strace", "-f", "--seccomp-bpf", "-qq", "-o"].map(OsString::from).to_vec();
    words.push(trace.into());
    for path in [beside(""), beside("-wal")] {
        words.extend(["-P".into(), path.into_os_string()]);
    }
    words.extend([format!("-etrace={calls}"), format!("-e{inject}")].map(OsString::from));
    words
}

/// Whether the trace tells of a call that was made to fail.
fn fired(trace: &Path) -> bool {
    fs::read_to_string(trace).is_ok_and(|text| text.contains("(INJECTED)"))
}
