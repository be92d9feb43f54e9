//! The program under test as a process: started, asked whether it is ready, and ended, by force if need be.

use std::ffi::OsString;
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::database::Database;
use crate::http::{Response, get};
use crate::machine;

/// How a server is started.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    /// The program.
    pub(crate) whose: PathBuf,
    /// Where its register is.
    pub(crate) database: String,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where its log goes.
    pub(crate) log: PathBuf,
    /// What it runs under, as `strace`.
    pub(crate) under: Vec<OsString>,
    /// More arguments.
    pub(crate) more: Vec<String>,
    /// More of its environment.
    pub(crate) environment: Vec<(String, OsString)>,
}

impl Launch {
    /// A server of the database, on a free port.
    pub(crate) fn of(whose: &Path, database: &Database, log: &Path) -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], crate::postgres::free_port()?));
        Ok(Self {
            whose: whose.to_owned(),
            database: database.url(),
            address,
            log: log.to_owned(),
            under: Vec::new(),
            more: Vec::new(),
            environment: Vec::new(),
        })
    }

    /// Starts it. What clients call their requests is believed, so that the audit finds them again.
    pub(crate) fn start(&self) -> Result<Server> {
        let log = File::options().create(true).append(true).open(&self.log).context("the server's log")?;
        let mut command = machine::bound("setpriv");
        command.args(&self.under).arg(&self.whose).args(["--database", &self.database]);
        command.args(["serve", "--listen", &self.address.to_string(), "--trusted-proxy", "127.0.0.0/8"]);
        command.args(&self.more).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let began = Instant::now();
        let child = command.spawn().context("cannot start the server")?;
        Ok(Server { child, address: self.address, began, traced: !self.under.is_empty() })
    }

    /// Starts it and waits until it is ready, within a limit that is far above what is promised.
    pub(crate) fn ready(&self) -> Result<(Server, Duration)> {
        let mut server = self.start()?;
        let took = server.until_ready(Duration::from_secs(20))?;
        Ok((server, took))
    }
}

/// A server that runs; it is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    began: Instant,
    traced: bool,
}

impl Server {
    /// Waits until `/readyz` says so, and tells how long that took from its start.
    pub(crate) fn until_ready(&mut self, limit: Duration) -> Result<Duration> {
        loop {
            if self.get("/readyz").is_ok_and(|answer| answer.status == 200) {
                return Ok(self.began.elapsed());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended before it was ready: {status}");
            }
            if self.began.elapsed() > limit {
                bail!("the server is not ready after {limit:?}");
            }
            sleep(Duration::from_millis(2));
        }
    }

    /// Asks something that needs no key.
    pub(crate) fn get(&self, path: &str) -> std::io::Result<Response> {
        get(self.address, path, &[], Duration::from_secs(10))
    }

    /// The process of the program itself.
    pub(crate) fn id(&self) -> Result<u32> {
        if !self.traced {
            return Ok(self.child.id());
        }
        machine::children(self.child.id()).first().copied().context("nothing is traced")
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    /// Ends it with SIGKILL, and tells how it ended.
    pub(crate) fn kill(mut self) -> Result<ExitStatus> {
        self.end()
    }

    fn end(&mut self) -> Result<ExitStatus> {
        if self.traced && self.runs() {
            // The tracer ends with what it traces; the other way round, files would be in use for a moment longer.
            for id in machine::children(self.child.id()) {
                let _ = machine::signal(id, "KILL");
            }
        } else {
            let _ = self.child.kill();
        }
        Ok(self.child.wait()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.end();
    }
}
