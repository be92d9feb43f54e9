//! Registers in databases of their own: made up, or empty.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::commands::{self, cargo};
use crate::engines::Engine;
use crate::postgres::Cluster;
use crate::workspace::Workspace;

/// The end of the made-up years; always the same, so that registers are, too.
const UNTIL: &str = "2026-01-05T00:00:00Z";

/// The programs under test, built for release.
pub(super) struct Programs {
    pub(super) whose: PathBuf,
    specimen: PathBuf,
}

impl Programs {
    pub(super) fn build(ws: &Workspace) -> Result<Self> {
        commands::run(cargo(&ws.root).args(["build", "--release", "--locked", "-p", "cli", "-p", "specimens"]))?;
        let folder = ws.target.join("release");
        Ok(Self { whose: folder.join("whose"), specimen: folder.join("specimen") })
    }
}

/// What holds registers of one engine: at most two at a time.
pub(super) struct Place {
    engine: Engine,
    cluster: Option<Cluster>,
}

impl Place {
    pub(super) fn start(engine: Engine) -> Result<Self> {
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::durable()?),
        };
        Ok(Self { engine, cluster })
    }

    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    /// The engine's name and version.
    pub(super) fn version(&self) -> Result<String> {
        Ok(match &self.cluster {
            None => "SQLite (bundled), default settings: WAL, `synchronous=FULL`".to_owned(),
            Some(cluster) => {
                let version = psql(cluster.url(), "SHOW server_version")?;
                format!("PostgreSQL {version}, default settings: `fsync` and `synchronous_commit` on")
            }
        })
    }

    /// The process that PostgreSQL's others are children of.
    pub(super) fn postmaster(&self) -> Result<Option<u32>> {
        let Some(cluster) = &self.cluster else { return Ok(None) };
        let file = PathBuf::from(psql(cluster.url(), "SHOW data_directory")?).join("postmaster.pid");
        let text = std::fs::read_to_string(file)?;
        Ok(Some(text.lines().next().unwrap_or_default().parse()?))
    }

    /// Makes a register with that many accounts, and a key that may do everything.
    pub(super) fn made_up<'p>(&'p self, programs: &'p Programs, accounts: u32) -> Result<Register<'p>> {
        let mut register = self.named(programs, "first")?;
        register.fill(accounts)?;
        register.key = register.new_key()?;
        Ok(register)
    }

    /// Makes an empty register.
    pub(super) fn empty<'p>(&'p self, programs: &'p Programs) -> Result<Register<'p>> {
        self.migrated(programs, "first")
    }

    /// Makes an empty one beside it.
    pub(super) fn second<'p>(&'p self, programs: &'p Programs) -> Result<Register<'p>> {
        self.migrated(programs, "second")
    }

    fn migrated<'p>(&'p self, programs: &'p Programs, name: &'static str) -> Result<Register<'p>> {
        let register = self.named(programs, name)?;
        commands::output(&mut register.whose(&["db", "migrate"]))?;
        Ok(register)
    }

    fn named<'p>(&'p self, programs: &'p Programs, name: &'static str) -> Result<Register<'p>> {
        let folder = Folder::make(name)?;
        let written = match &self.cluster {
            None => Written::File(folder.0.join("whose.db").display().to_string()),
            Some(cluster) => Written::Server(fresh_database(cluster.url(), name)?),
        };
        Ok(Register { programs, place: self, folder, name, written, key: String::new() })
    }
}

/// A database of that name, and its address.
fn fresh_database(server: &str, name: &str) -> Result<String> {
    psql(server, &format!("DROP DATABASE IF EXISTS {name}"))?;
    psql(server, &format!("CREATE DATABASE {name}"))?;
    let (base, _) = server.rsplit_once('/').context("the server's address has no database")?;
    Ok(format!("{base}/{name}"))
}

fn psql(url: &str, sql: &str) -> Result<String> {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", sql, url]);
    Ok(String::from_utf8_lossy(&commands::output(&mut command)?).trim().to_owned())
}

/// A folder under the system's temporary one, removed when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn make(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Where a register is written.
pub(super) enum Written {
    /// To this file.
    File(String),
    /// To the database at this address.
    Server(String),
}

/// A register; its database is removed when it is dropped.
pub(super) struct Register<'p> {
    programs: &'p Programs,
    place: &'p Place,
    folder: Folder,
    name: &'static str,
    written: Written,
    key: String,
}

impl Register<'_> {
    /// The program, on this register.
    pub(super) fn whose(&self, words: &[&str]) -> Command {
        let url = match &self.written {
            Written::File(file) => format!("sqlite:{file}"),
            Written::Server(url) => url.clone(),
        };
        let mut command = Command::new(&self.programs.whose);
        command.args(words).args(["--database", &url]).current_dir(&self.folder.0);
        command
    }

    /// A key that may do everything, in a register that is made up.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// A folder for what is needed beside it.
    pub(super) fn folder(&self) -> &Path {
        &self.folder.0
    }

    pub(super) fn written(&self) -> &Written {
        &self.written
    }

    /// Runs a statement on PostgreSQL.
    pub(super) fn sql(&self, sql: &str) -> Result<String> {
        match &self.written {
            Written::Server(url) => psql(url, sql),
            Written::File(_) => bail!("this is for PostgreSQL"),
        }
    }

    fn fill(&self, accounts: u32) -> Result<()> {
        let export = self.folder.0.join("register.jsonl");
        let mut made = Command::new(&self.programs.specimen);
        made.args([&accounts.to_string(), UNTIL]).stdin(Stdio::null()).stdout(File::create(&export)?);
        if !made.status()?.success() {
            bail!("the register cannot be made up");
        }
        commands::run(self.whose(&["db", "import"]).arg(&export))?;
        std::fs::remove_file(export)?;
        if let Written::Server(url) = &self.written {
            psql(url, "VACUUM ANALYZE")?;
        }
        Ok(())
    }

    fn new_key(&self) -> Result<String> {
        let owner = self.json(&["people", "list", "--limit", "1", "--json"])?;
        let owner = owner.pointer("/0/email").and_then(Value::as_str).context("nobody is in the register")?;
        let key = self.json(&["keys", "create", "--name", "bench", "--owner", owner, "--all", "--json"])?;
        Ok(key.get("secret").or(key.get("key")).and_then(Value::as_str).context("no key was made")?.to_owned())
    }

    fn json(&self, words: &[&str]) -> Result<Value> {
        Ok(serde_json::from_slice(&commands::output(&mut self.whose(words))?)?)
    }
}

impl Drop for Register<'_> {
    fn drop(&mut self) {
        if let Some(cluster) = &self.place.cluster {
            let _ = psql(cluster.url(), &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}
