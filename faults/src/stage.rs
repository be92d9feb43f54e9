//! What all faults share: the program, the size of the run, a folder, the engines with a register to copy, and chance.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::chance::Chance;
use crate::database::Database;
use crate::postgres::Cluster;
use crate::seed::Seed;
use crate::server::Launch;

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// SQLite, in a file.
    Sqlite,
    /// PostgreSQL, in a cluster of ours.
    Postgres,
}

impl Engine {
    /// Both.
    pub(crate) const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// Where faults are played.
pub(crate) struct Stage {
    /// The program under test.
    pub(crate) whose: PathBuf,
    /// Whether it is the long run.
    pub(crate) full: bool,
    chance: RefCell<Chance>,
    sqlite: OnceCell<Seed>,
    postgres: OnceCell<Seed>,
    cluster: RefCell<Option<Cluster>>,
    // The last field: it is removed after the cluster has stopped.
    folder: TempDir,
}

impl Stage {
    /// A stage for the program.
    pub(crate) fn new(whose: PathBuf, full: bool, seed: u64) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("whose-faults-").tempdir_in(memory())?;
        // The server of PostgreSQL runs as another user, and must get to its own files in here.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o711);
        std::fs::set_permissions(folder.path(), open)?;
        Ok(Self {
            whose,
            full,
            chance: RefCell::new(Chance::of(seed)),
            sqlite: OnceCell::new(),
            postgres: OnceCell::new(),
            cluster: RefCell::new(None),
            folder,
        })
    }

    /// Where files of this run go.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One of two numbers, by the size of the run.
    pub(crate) const fn size(&self, short: usize, full: usize) -> usize {
        if self.full { full } else { short }
    }

    /// A source of chance of its own.
    pub(crate) fn chance(&self) -> Chance {
        Chance::of(self.chance.borrow_mut().next())
    }

    /// The register to copy, made when it is first asked for.
    pub(crate) fn seed(&self, engine: Engine) -> Result<&Seed> {
        let cell = match engine {
            Engine::Sqlite => &self.sqlite,
            Engine::Postgres => &self.postgres,
        };
        if cell.get().is_none() {
            let seed = match engine {
                Engine::Sqlite => Seed::sqlite(&self.whose, self.folder())?,
                Engine::Postgres => {
                    let url = self.with_cluster(|cluster| Ok(cluster.url("postgres")))?;
                    Seed::postgres(&self.whose, self.folder(), &url)?
                }
            };
            let _ = cell.set(seed);
        }
        cell.get().context("there is no register to copy")
    }

    /// Does something with the PostgreSQL server, which is started when it is first asked for.
    pub(crate) fn with_cluster<T>(&self, work: impl FnOnce(&mut Cluster) -> Result<T>) -> Result<T> {
        let mut cluster = self.cluster.borrow_mut();
        if cluster.is_none() {
            *cluster = Some(Cluster::start(self.folder())?);
        }
        work(cluster.as_mut().context("there is no PostgreSQL")?)
    }

    /// How to start a server of the database.
    pub(crate) fn launch(&self, database: &Database) -> Result<Launch> {
        Launch::of(&self.whose, database, &self.folder().join("whose.log"))
    }
}

/// A file system in memory, where there is one: what a process leaves behind is the same there, and nobody waits for a disk.
/// The power cut has a device of its own.
fn memory() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.cluster.borrow_mut().take());
    }
}
