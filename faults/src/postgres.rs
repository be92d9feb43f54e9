//! A PostgreSQL of our own, which can be stopped, killed and started again.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::database::psql;
use crate::machine;

/// Where Debian puts the servers, one folder a version.
const SERVERS: &str = "/usr/lib/postgresql";

/// A cluster; its server ends when this is dropped, and its files go with the folder that it was made in.
pub(crate) struct Cluster {
    programs: PathBuf,
    files: PathBuf,
    port: u16,
    server: Option<Child>,
}

impl Cluster {
    /// Makes a cluster below the folder and starts its server.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let programs = programs().context("there is no PostgreSQL server here; `cargo xtask setup` installs one")?;
        let files = folder.join("postgres");
        fs::create_dir(&files)?;
        if machine::is_root() {
            machine::run(Command::new("chown").arg("postgres").arg(&files))?;
        }
        let mut init = as_postgres(&programs.join("initdb"));
        init.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"]);
        machine::run(init.arg(&files))?;
        let mut cluster = Self { programs, files, port: free_port()?, server: None };
        cluster.go_on()?;
        Ok(cluster)
    }

    /// Starts the server again, and waits until it answers.
    pub(crate) fn go_on(&mut self) -> Result<()> {
        let log = File::options().create(true).append(true).open(self.files.with_extension("log"))?;
        let mut command = as_postgres(&self.programs.join("postgres"));
        command.arg("-D").arg(&self.files).args(["-h", "127.0.0.1", "-k", "", "-p", &self.port.to_string()]);
        // Durable, as it is in production: what whose acknowledges must survive the end of any process.
        command.args([
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=64MB",
            "-c",
            "dynamic_shared_memory_type=mmap",
        ]);
        self.server = Some(command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?);
        let began = Instant::now();
        while psql(&self.url("postgres"), "SELECT 1").is_err() {
            if began.elapsed() > Duration::from_secs(30) {
                bail!("PostgreSQL does not start; its log is {}", self.files.with_extension("log").display());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Stops it without any farewell to its clients.
    pub(crate) fn halt(&mut self) -> Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        // `pg_ctl stop -m immediate` in the words of signals (SIGQUIT), which also works for another user's server.
        machine::signal(server.id(), "QUIT")?;
        server.wait()?;
        Ok(())
    }

    /// The address of a database.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// The port of its server.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.halt() {
            eprintln!("PostgreSQL could not be stopped: {error:#}");
        }
    }
}

/// A port that nobody listens on just now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The newest version's programs.
pub(crate) fn programs() -> Option<PathBuf> {
    let folders = fs::read_dir(SERVERS).ok()?.flatten().map(|entry| entry.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").is_file()).max()
}

/// PostgreSQL refuses to run as root. It ends with us, however we end.
fn as_postgres(program: &Path) -> Command {
    let mut command = machine::bound("setpriv");
    if machine::is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.arg(program).current_dir("/");
    command
}
