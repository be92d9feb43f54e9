//! A thousand connections that send the head of a request so slowly that it would never end.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::fleet::{CLIENTS, Fleet, Sharing};
use crate::http::Connection;
use crate::stage::{Engine, Stage};

const CONNECTIONS: usize = 1000;
/// How soon the last of them is closed.
const CLOSED: Duration = Duration::from_secs(10);

pub(super) fn play(stage: &Stage) -> Result<String> {
    let seed = stage.seed(Engine::Sqlite)?;
    let database = seed.fresh("slow_loris")?;
    let (server, _) = stage.launch(&database)?.ready()?;
    let fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
    sleep(Duration::from_secs(1));
    let (before, began) = (fleet.tally().acknowledged, Instant::now());
    let slowest = besiege(server.address)?;
    let rate = (fleet.tally().acknowledged - before) as f64 / began.elapsed().as_secs_f64();
    let tally = fleet.end(&database)?;
    server.kill()?;
    seed.drop(&database)?;
    if tally.refused + tally.uncertain + tally.lost > 0 || rate < 1.0 {
        bail!("good clients were harmed: {tally}, {rate:.0} changes/s");
    }
    if slowest > CLOSED {
        bail!("the last of {CONNECTIONS} connections was closed after {slowest:.1?}, and not within {CLOSED:?}");
    }
    Ok(format!(
        "{CONNECTIONS} connections closed after {slowest:.1?} at most; good clients: {tally}, {rate:.0} changes/s"
    ))
}

/// Opens all, feeds each with a byte a second, and tells how long the longest was kept open.
fn besiege(address: SocketAddr) -> Result<Duration> {
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(address, Duration::from_secs(5))?;
        connection.stream().write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ")?;
        connection.stream().set_nonblocking(true)?;
        open.push((connection, Instant::now()));
    }
    let mut slowest = Duration::ZERO;
    for turn in 0_u32.. {
        open.retain_mut(|(connection, since)| {
            let closed = is_closed(connection, turn.is_multiple_of(10));
            if closed {
                slowest = slowest.max(since.elapsed());
            }
            !closed
        });
        if open.is_empty() {
            return Ok(slowest);
        }
        if turn > 300 {
            bail!("{} connections were never closed", open.len());
        }
        sleep(Duration::from_millis(100));
    }
    Ok(slowest)
}

fn is_closed(connection: &mut Connection, feed: bool) -> bool {
    if feed && connection.stream().write_all(b"a").is_err() {
        return true;
    }
    match connection.stream().read(&mut [0; 1024]) {
        Ok(0) => true,
        Ok(_) => false,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    }
}
