//! Power cuts. The register lies on a file system of its own, on a loop device. A raw copy of the device is what a disk holds
//! whose power goes at that instant: what nobody has synced is not on it. (`kill -9` cannot show this: there the system lives
//! on, and writes everything in the end.)

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;

use anyhow::{Context, Result, bail};

use super::full_disk::until;
use crate::audit::audit;
use crate::database::Database;
use crate::fleet::{CLIENTS, Fleet, Sharing, judged};
use crate::journal::Tally;
use crate::machine::{self, Mount, make_image};
use crate::server::{Launch, Server};
use crate::stage::{Engine, Stage};

const MEGABYTES: u64 = 64;

pub(super) fn play(stage: &Stage) -> Result<String> {
    let cuts = stage.size(10, 500);
    let mut tally = Tally::default();
    let mut left = cuts;
    while left > 0 {
        let round = left.min(20);
        let (told, wrong) = play_round(stage, round, false)?;
        judged(&wrong)?;
        (tally, left) = (tally.and(told), left - round);
    }
    // As with synchronous=NORMAL, which syncs the log at checkpoints only.
    let (_, lost) = play_round(stage, 5, true).context("the control")?;
    if lost.is_empty() {
        bail!("the control, without syncs of the log, lost nothing: these cuts show nothing");
    }
    Ok(format!("{cuts} cuts ({tally}), nothing lost; without syncs of the log, {} things were wrong", lost.len()))
}

/// So many cuts of one register, and what the audits find.
fn play_round(stage: &Stage, cuts: usize, control: bool) -> Result<(Tally, Vec<String>)> {
    let image = stage.folder().join("disk.img");
    make_image(&image, MEGABYTES)?;
    let disk = Mount::image(&image, &stage.folder().join("disk"))?;
    let seed = stage.seed(Engine::Sqlite)?;
    let database = seed.fresh_in(disk.path(), "power_cut")?;
    machine::run(Command::new("sync").arg("--file-system").arg(disk.path()))?;
    let mut launch = stage.launch(&database)?;
    if control {
        launch = Launch { under: without_syncs(disk.path()), ..launch };
    }
    let (server, _) = launch.ready()?;
    let fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    let (mut chance, mut wrong) = (stage.chance(), Vec::new());
    for _ in 0..cuts {
        let before = fleet.tally().acknowledged;
        until("an acknowledged change", || fleet.tally().acknowledged > before)?;
        sleep(chance.millis(0, 200));
        wrong.extend(cut(stage, &image, &server, &fleet)?);
    }
    let tally = fleet.end(&database)?;
    server.kill()?;
    drop(disk);
    fs::remove_file(image)?;
    Ok((tally, wrong))
}

/// Copies the device while the server stands still, and audits the copy by what clients had been told by then.
fn cut(stage: &Stage, image: &Path, server: &Server, fleet: &Fleet) -> Result<Vec<String>> {
    let copy = stage.folder().join("cut.img");
    let id = server.id()?;
    machine::signal(id, "STOP")?;
    until("the server to stand still", || stands_still(id))?;
    let copied = machine::run(Command::new("cp").arg("--sparse=always").arg(image).arg(&copy));
    let told = fleet.told();
    machine::signal(id, "CONT")?;
    copied?;
    let disk = Mount::image(&copy, &stage.folder().join("cut"))?;
    let database = Database::Sqlite(disk.path().join("power_cut.db"));
    let wrong = match database.held() {
        Ok(held) => audit(&told, &held),
        Err(error) => vec![format!("the register cannot be read: {error:#}")],
    };
    drop(disk);
    fs::remove_file(copy)?;
    Ok(wrong)
}

/// Whether no thread of the process is in the middle of anything.
fn stands_still(id: u32) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{id}/task")) else { return false };
    threads.flatten().all(|thread| {
        let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // The name of the thread, in parentheses, may hold anything.
        stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with(['T', 't']))
    })
}

/// Runs the server on a disk that says it has synced the log, and has not.
fn without_syncs(disk: &Path) -> Vec<OsString> {
    let log: PathBuf = disk.join("power_cut.db-wal");
    let mut words: Vec<OsString> =
        ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-P"].map(OsString::from).to_vec();
    words.push(log.into());
    words.extend(["-etrace=fsync,fdatasync", "-einject=fsync,fdatasync:retval=0"].map(OsString::from));
    words
}
