//! Throw-away PostgreSQL clusters, made by Debian's `pg_virtualenv`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::commands;

const PROGRAM: &str = "pg_virtualenv";

/// Where Debian puts the servers, one folder a version.
const SERVERS: &str = "/usr/lib/postgresql";

/// Durability is not under test, and every test has a pool of its own.
const OPTIONS: [&str; 4] = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300"];

/// A collation that is not byte order, as most servers in the world have one: SQL that forgets `COLLATE "C"` shows here.
const INITDB: &str = "--encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US";

/// Keeps our pipe apart from the program's own output. Were that our pipe too, our death would break it, and the program
/// would fail at its first word about cleaning up.
const WRAP: &str = r#"exec 3>&1 >/dev/null; exec "$0" "$@""#;

/// Says where the server is, then holds it until standard input ends, which it also does when this process is killed.
const HOLD: &str = r#"echo "url postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres" >&3; exec cat"#;

/// Whether clusters can be made on this machine.
pub(crate) fn installed() -> bool {
    commands::on_path(PROGRAM) && has_server(Path::new(SERVERS))
}

fn has_server(folder: &Path) -> bool {
    let Ok(versions) = folder.read_dir() else { return false };
    versions.flatten().any(|version| version.path().join("bin/initdb").is_file())
}

/// A running cluster; dropping it stops the server and removes its files.
pub(crate) struct Cluster {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    url: String,
}

impl Cluster {
    /// Makes a cluster for tests in a temporary folder and starts it.
    pub(crate) fn start() -> Result<Self> {
        Self::with(&OPTIONS)
    }

    /// One that keeps what it has committed, as servers do by default.
    pub(crate) fn durable() -> Result<Self> {
        Self::with(&[])
    }

    fn with(options: &[&str]) -> Result<Self> {
        if !installed() {
            bail!("there is no PostgreSQL server here; `cargo xtask setup` installs one");
        }
        let mut command = Command::new("sh");
        command.args(["-c", WRAP, PROGRAM, "-t", "-i", INITDB]);
        for option in options {
            command.args(["-o", option]);
        }
        command.args(["sh", "-c", HOLD]).env_remove("PGPORT").env_remove("PGSYSCONFDIR");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context(PROGRAM)?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().context("no pipe from pg_virtualenv")?;
        let mut cluster = Self { child, stdin, stdout: BufReader::new(stdout), url: String::new() };
        cluster.url = cluster.wait_for_url()?;
        Ok(cluster)
    }

    fn wait_for_url(&mut self) -> Result<String> {
        let mut line = String::new();
        while self.stdout.read_line(&mut line)? > 0 {
            if let Some(url) = line.trim_end().strip_prefix("url ") {
                return Ok(url.to_owned());
            }
            line.clear();
        }
        bail!("{PROGRAM} could not start a server; its own words are above")
    }

    /// The address of the server's `postgres` database, with the superuser's password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.child.wait();
    }
}
