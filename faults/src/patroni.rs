//! Three PostgreSQL servers under Patroni, which makes one of them the primary, and another one when that dies. Commits wait for
//! a second server (`synchronous_mode`), so that the next primary has whatever was acknowledged.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::database::psql;
use crate::http::get;
use crate::machine;
use crate::postgres::{free_port, programs};

/// How long Patroni may take to make a cluster of three, or to bring a server back that was killed.
const PATIENCE: Duration = Duration::from_secs(120);

/// The cluster; all of it ends when this is dropped.
pub(crate) struct Trio {
    nodes: Vec<Node>,
    etcd: Child,
}

struct Node {
    port: u16,
    /// Where its Patroni answers.
    api: SocketAddr,
    files: PathBuf,
    patroni: Child,
}

impl Trio {
    /// Makes one below the folder, and waits until it is whole.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let folder = folder.join("patroni");
        fs::create_dir(&folder)?;
        if machine::is_root() {
            machine::run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let (clients, peers) = (free_port()?, free_port()?);
        let mut trio = Self { nodes: Vec::new(), etcd: etcd(&folder, clients, peers)? };
        for name in ["one", "two", "three"] {
            trio.nodes.push(Node::start(&folder, name, clients)?);
        }
        trio.until_whole()?;
        Ok(trio)
    }

    /// The address of a database, on whichever server is the primary.
    pub(crate) fn url(&self, name: &str) -> String {
        let hosts: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
        format!("postgres://postgres@{}/{name}?target_session_attrs=read-write", hosts.join(","))
    }

    /// The address of a database on the server that is the primary now.
    pub(crate) fn primary_url(&self, name: &str) -> Result<String> {
        Ok(self.node(self.primary().context("there is no primary")?)?.url(name))
    }

    /// Waits until there is a primary with two standbys, one of which has whatever is committed, as PostgreSQL and Patroni say.
    pub(crate) fn until_whole(&self) -> Result<()> {
        const WHOLE: &str = "SELECT COUNT(*) = 2 AND COUNT(*) FILTER (WHERE sync_state = 'sync') > 0 FROM pg_stat_replication \
             WHERE state = 'streaming'";
        let streaming = |url: String| psql(&url, WHOLE).is_ok_and(|told| told.trim() == "t");
        let whole = || self.primary_url("postgres").is_ok_and(streaming) && self.nodes.iter().any(Node::may_take_over);
        within("a whole cluster", || whole().then_some(()))
    }

    /// Kills the primary with all that belongs to it, and tells which one it was.
    pub(crate) fn kill_primary(&self) -> Result<usize> {
        let number = self.primary().context("there is no primary to kill")?;
        let node = self.node(number)?;
        let file = fs::read_to_string(node.files.join("postmaster.pid"))?;
        let id: u32 = file.lines().next().context("no process")?.trim().parse()?;
        let children = machine::children(id);
        machine::signal(id, "KILL")?;
        for child in children {
            // It may have ended with the first.
            let _ = machine::signal(child, "KILL");
        }
        if node.is_primary() {
            bail!("the primary was killed, and answers");
        }
        Ok(number)
    }

    /// Waits until another one is the primary.
    pub(crate) fn until_other_than(&self, old: usize) -> Result<()> {
        within("another primary", || self.primary().filter(|new| *new != old).map(drop))
    }

    fn primary(&self) -> Option<usize> {
        self.nodes.iter().position(Node::is_primary)
    }

    fn node(&self, number: usize) -> Result<&Node> {
        self.nodes.get(number).context("no such server")
    }
}

impl Drop for Trio {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            let _ = machine::signal(node.patroni.id(), "TERM");
        }
        for node in &mut self.nodes {
            let _ = node.patroni.wait();
        }
        let _ = self.etcd.kill();
        let _ = self.etcd.wait();
    }
}

impl Node {
    fn start(folder: &Path, name: &str, etcd: u16) -> Result<Self> {
        let (port, files) = (free_port()?, folder.join(name));
        let api = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let settings = folder.join(format!("{name}.yaml"));
        fs::write(&settings, self::settings(name, (port, api, etcd), &files)?)?;
        let log = File::create(folder.join(format!("{name}.log")))?;
        // Patroni stops its server when it is asked to end, and leaves it running when it is killed.
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=TERM");
        if machine::is_root() {
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
        }
        command.arg("patroni").arg(settings).current_dir("/").stdin(Stdio::null());
        let patroni = command.stdout(log.try_clone()?).stderr(log).spawn().context("cannot start Patroni")?;
        Ok(Self { port, api, files, patroni })
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// Whether Patroni knows that it has whatever is committed.
    fn may_take_over(&self) -> bool {
        get(self.api, "/synchronous", &[], Duration::from_secs(2)).is_ok_and(|answer| answer.status == 200)
    }

    fn is_primary(&self) -> bool {
        psql(&self.url("postgres"), "SELECT pg_is_in_recovery()").is_ok_and(|told| told.trim() == "f")
    }
}

/// Patroni's shortest times, and no try to start a server that died before another takes over.
fn settings(name: &str, (port, api, etcd): (u16, SocketAddr, u16), files: &Path) -> Result<String> {
    let programs = programs().context("there is no PostgreSQL server here")?;
    let settings = serde_json::json!({
        "scope": "whose",
        "name": name,
        "restapi": { "listen": api.to_string(), "connect_address": api.to_string() },
        "etcd3": { "host": format!("127.0.0.1:{etcd}") },
        "bootstrap": {
            "dcs": {
                "ttl": 20,
                "loop_wait": 1,
                "retry_timeout": 3,
                "primary_start_timeout": 0,
                "synchronous_mode": true,
                "postgresql": {
                    "use_pg_rewind": true,
                    "parameters": {
                        "max_connections": 100,
                        "shared_buffers": "32MB",
                        "dynamic_shared_memory_type": "mmap",
                        "unix_socket_directories": "",
                    },
                },
            },
            "initdb": [{ "encoding": "UTF8" }, { "locale": "C.UTF-8" }, "data-checksums"],
        },
        "postgresql": {
            "listen": format!("127.0.0.1:{port}"),
            "connect_address": format!("127.0.0.1:{port}"),
            "data_dir": files,
            "pgpass": files.with_extension("pgpass"),
            "bin_dir": programs,
            "remove_data_directory_on_rewind_failure": true,
            "remove_data_directory_on_diverged_timelines": true,
            "pg_hba": ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
            "authentication": {
                "superuser": { "username": "postgres", "password": "postgres" },
                "replication": { "username": "replicator", "password": "replicator" },
            },
        },
    });
    // Whatever is JSON is YAML.
    Ok(settings.to_string())
}

fn etcd(folder: &Path, clients: u16, peers: u16) -> Result<Child> {
    let (clients, peers) = (format!("http://127.0.0.1:{clients}"), format!("http://127.0.0.1:{peers}"));
    let log = File::create(folder.join("etcd.log"))?;
    let mut command = machine::bound("setpriv");
    command.args(["etcd", "--data-dir"]).arg(folder.join("etcd")).args(["--listen-client-urls", &clients]);
    command.args(["--advertise-client-urls", &clients, "--listen-peer-urls", &peers]);
    command.args(["--initial-advertise-peer-urls", &peers, "--initial-cluster", &format!("default={peers}")]);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn().context("cannot start etcd")
}

fn within<T>(what: &str, mut come: impl FnMut() -> Option<T>) -> Result<T> {
    let began = Instant::now();
    loop {
        if let Some(come) = come() {
            return Ok(come);
        }
        if began.elapsed() > PATIENCE {
            bail!("{what} did not come within {PATIENCE:?}");
        }
        sleep(Duration::from_millis(10));
    }
}
