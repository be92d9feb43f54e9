//! Every fault, by name.

mod backups;
mod database_gone;
mod failover;
mod full_disk;
mod hanging_database;
mod kill;
mod lost_reply;
mod overload;
mod planted;
mod power_cut;
mod secrets;
mod servers;
mod slow_loris;
mod syscalls;
mod uploads;

use anyhow::Result;

use crate::machine::Power;
use crate::stage::Stage;

/// A fault, and what is promised of it.
pub(crate) struct Fault {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it proves.
    pub(crate) promise: &'static str,
    /// What the machine must be able to do.
    pub(crate) needs: &'static [Power],
    /// Whether it is for the long run only.
    pub(crate) only_full: bool,
    /// Plays it; tells what was seen.
    pub(crate) play: fn(&Stage) -> Result<String>,
}

const fn fault(
    name: &'static str,
    promise: &'static str,
    needs: &'static [Power],
    play: fn(&Stage) -> Result<String>,
) -> Fault {
    Fault { name, promise, needs, only_full: false, play }
}

/// All of them, in the order in which they are played.
pub(crate) const FAULTS: &[Fault] = &[
    fault("planted", "the audit sees what is wrong in a register: changes lost, doubled, broken", &[], planted::play),
    fault("kill", "a killed server loses nothing, and is ready again within 2 s", &[], kill::play),
    fault("lost-reply", "a commit whose answer is lost is told as unknown, and happens once", &[], lost_reply::play),
    fault("servers", "several servers on one PostgreSQL lose no update of each other's", &[], servers::play),
    fault(
        "database-gone",
        "without PostgreSQL answers are 503 within 2 s, /readyz says so, /healthz does not, and it heals",
        &[],
        database_gone::play,
    ),
    fault(
        "hanging-database",
        "a PostgreSQL that falls silent is told as 503 within 2 s; a long statement is waited for; it heals",
        &[],
        hanging_database::play,
    ),
    Fault {
        only_full: true,
        ..fault(
            "failover",
            "another primary of PostgreSQL is served within 2 s, and has whatever was acknowledged",
            &[Power::Patroni],
            failover::play,
        )
    },
    fault("full-disk", "a full disk refuses writes, serves reads, and heals", &[Power::Tmpfs], full_disk::play),
    fault(
        "syscalls",
        "a system call that fails is never acknowledged; after a failed sync nothing is, until a restart",
        &[Power::Trace],
        syscalls::play,
    ),
    fault("power-cut", "a power cut loses nothing acknowledged", &[Power::Loop, Power::Trace], power_cut::play),
    fault("slow-loris", "a thousand slow connections are closed within 10 s, and harm nobody", &[], slow_loris::play),
    fault("overload", "whoever is one too many is told at once: 503, with Retry-After", &[], overload::play),
    fault("uploads", "64 uploads at once take at most 32 MiB of memory", &[], uploads::play),
    fault("secrets", "no secret comes out in answers, logs, events, exports, backups", &[], secrets::play),
    fault("backups", "a backup under load comes back equal, in either engine", &[], backups::play),
];
