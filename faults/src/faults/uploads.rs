//! Many large uploads at once, and what they cost the server in memory.

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::http::Connection;
use crate::machine;
use crate::stage::{Engine, Stage};

const UPLOADS: usize = 64;
/// A row, with its line feed.
const ROW: usize = 4096;
const MOST: u64 = 32 << 20;

pub(super) fn play(stage: &Stage) -> Result<String> {
    let seed = stage.seed(Engine::Sqlite)?;
    let database = seed.fresh("uploads")?;
    let spool = tempfile::Builder::new().prefix("whose-uploads-").tempdir()?;
    let mut launch = stage.launch(&database)?;
    launch.environment.push(("TMPDIR".to_owned(), spool.path().into()));
    let (server, _) = launch.ready()?;
    let id = server.id()?;
    // The first one brings what every later one uses too.
    upload(server.address, &seed.key, 1 << 20)?;
    let before = memory(id, "VmRSS:")?;
    fs::write(format!("/proc/{id}/clear_refs"), "5").context("the peak cannot be reset")?;
    let bytes = stage.size(2 << 20, fitting(spool.path())?);
    let answers = std::thread::scope(|scope| {
        let uploads: Vec<_> = (0..UPLOADS).map(|_| scope.spawn(|| upload(server.address, &seed.key, bytes))).collect();
        uploads
            .into_iter()
            .map(|upload| upload.join().map_err(|_| anyhow::anyhow!("a client failed"))?)
            .collect::<Result<Vec<u16>>>()
    })?;
    let more = memory(id, "VmHWM:")?.saturating_sub(before);
    server.kill()?;
    seed.drop(&database)?;
    if answers.iter().any(|status| *status != 200) {
        bail!("uploads were answered with {answers:?}");
    }
    if more > MOST {
        bail!("{UPLOADS} uploads of {} MiB took {} MiB of memory", bytes >> 20, more >> 20);
    }
    Ok(format!("{UPLOADS} uploads of {} MiB at once took {:.1} MiB of memory", bytes >> 20, more as f64 / 1_048_576.0))
}

/// A gigabyte each, or what half of the disk has room for: all of them lie there at once.
fn fitting(folder: &Path) -> Result<usize> {
    let told = machine::output(Command::new("df").args(["--output=avail", "--block-size=1"]).arg(folder))?;
    let free: usize = told.lines().last().context("df says nothing")?.trim().parse()?;
    Ok((free / 2 / UPLOADS).min(1 << 30))
}

/// Sends a list of about so many bytes, to be read and not kept; gives the status of the answer.
fn upload(address: SocketAddr, key: &str, bytes: usize) -> Result<u16> {
    let mut connection = Connection::open(address, Duration::from_secs(3600))?;
    let head = "id,username,note\n";
    let rows = bytes / ROW;
    let length = head.len() + rows * ROW;
    let stream = connection.stream();
    write!(
        stream,
        "POST /api/v1/imports/accounts?connection=uploads&kind=AWS&format=csv&dryRun=true HTTP/1.1\r\nhost: localhost\r\n\
         authorization: Bearer {key}\r\ncontent-type: text/csv\r\ncontent-length: {length}\r\n\r\n{head}"
    )?;
    for number in 0..rows {
        let row = format!("{number},user{number},");
        writeln!(stream, "{row}{}", "x".repeat(ROW - 1 - row.len()))?;
    }
    Ok(connection.answer()?.status)
}

/// A line of the process's status, in bytes.
fn memory(id: u32, name: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no such line")?;
    Ok(line.split_whitespace().next().context("no number")?.parse::<u64>()? << 10)
}
