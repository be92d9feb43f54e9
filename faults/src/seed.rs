//! The register that every fault begins with: people, accounts of nobody, and a key that may do everything.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::database::{Database, psql};
use crate::machine;

/// As many as the largest fleet needs: two for each client.
const PEOPLE: usize = 400;
/// Four for each of 64 clients.
const ACCOUNTS: usize = 256;

/// A register to make copies of.
pub(crate) struct Seed {
    original: Database,
    /// The address of the PostgreSQL server's own database; none on SQLite.
    server: Option<String>,
    folder: PathBuf,
    /// A key that may do everything.
    pub(crate) key: String,
    /// The accounts that clients decide about.
    pub(crate) accounts: Vec<i64>,
    /// The people to whom they can be linked.
    pub(crate) people: Vec<i64>,
}

impl Seed {
    /// Makes one in a SQLite file of the folder.
    pub(crate) fn sqlite(whose: &Path, folder: &Path) -> Result<Self> {
        Self::make(whose, folder, Database::Sqlite(folder.join("seed.db")), None)
    }

    /// Makes one on the PostgreSQL server whose own database is at `server`.
    pub(crate) fn postgres(whose: &Path, folder: &Path, server: &str) -> Result<Self> {
        psql(server, "CREATE DATABASE seed")?;
        Self::make(whose, folder, Database::Postgres(on_server(server, "seed")), Some(server.to_owned()))
    }

    fn make(whose: &Path, folder: &Path, original: Database, server: Option<String>) -> Result<Self> {
        let mut people = "id,email,firstName,lastName\n".to_owned();
        for number in 0..PEOPLE {
            writeln!(people, "{number},person{number}@example.com,Person,Number{number}")?;
        }
        let mut accounts = "id,username\n".to_owned();
        for number in 0..ACCOUNTS {
            writeln!(accounts, "account-{number},account-{number}")?;
        }
        let run = |words: &[&str], file: &str, text: &str| -> Result<String> {
            let path = folder.join(file);
            fs::write(&path, text)?;
            let mut command = Command::new(whose);
            command.current_dir(folder).args(["--database", &original.url()]).args(words);
            machine::output(if text.is_empty() { &mut command } else { command.arg(path) })
        };
        run(&["import", "people", "--connection", "roster", "--complete", "--format", "csv"], "people.csv", &people)?;
        let cloud = ["import", "accounts", "--connection", "cloud", "--kind", "AWS", "--format", "csv"];
        run(&cloud, "accounts.csv", &accounts)?;
        let keys = ["keys", "create", "--name", "faults", "--owner", "person0@example.com", "--all"];
        let key = run(&keys, "none", "")?.trim().to_owned();
        let ids = |sql: &str| -> Result<Vec<i64>> {
            Ok(original.rows(sql)?.into_iter().flatten().flatten().filter_map(|id| id.parse().ok()).collect())
        };
        let accounts = ids("SELECT id FROM accounts WHERE family = 'infrastructure' ORDER BY id")?;
        let people = ids("SELECT id FROM people ORDER BY id")?;
        Ok(Self { original, server, folder: folder.to_owned(), key, accounts, people })
    }

    /// A register of its own, as it was at the beginning.
    pub(crate) fn fresh(&self, name: &str) -> Result<Database> {
        match &self.server {
            None => self.fresh_in(&self.folder, name),
            Some(server) => {
                psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
                psql(server, &format!("CREATE DATABASE {name} TEMPLATE seed"))?;
                Ok(Database::Postgres(on_server(server, name)))
            }
        }
    }

    /// A database with nothing in it.
    pub(crate) fn empty(&self, name: &str) -> Result<Database> {
        match &self.server {
            None => {
                let database = Database::Sqlite(self.folder.join(format!("{name}.db")));
                self.drop(&database)?;
                Ok(database)
            }
            Some(server) => {
                psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
                psql(server, &format!("CREATE DATABASE {name}"))?;
                Ok(Database::Postgres(on_server(server, name)))
            }
        }
    }

    /// A SQLite register of its own in some folder.
    pub(crate) fn fresh_in(&self, folder: &Path, name: &str) -> Result<Database> {
        let Database::Sqlite(original) = &self.original else { anyhow::bail!("this seed is no file") };
        let copy = folder.join(format!("{name}.db"));
        for (end, must) in [("", true), ("-wal", false), ("-shm", false)] {
            let with = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
            let (from, to) = (with(original), with(&copy));
            let _ = fs::remove_file(&to);
            if must || (end == "-wal" && from.exists()) {
                fs::copy(&from, &to).with_context(|| format!("cannot copy to {}", to.display()))?;
            }
        }
        Ok(Database::Sqlite(copy))
    }

    /// Throws a register away.
    pub(crate) fn drop(&self, database: &Database) -> Result<()> {
        match (database, &self.server) {
            (Database::Postgres(url), Some(server)) => {
                let name = url.rsplit('/').next().unwrap_or_default();
                psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).map(drop)
            }
            (Database::Sqlite(path), _) => {
                for end in ["", "-wal", "-shm", ".serve-lock"] {
                    let _ = fs::remove_file(format!("{}{end}", path.display()));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The address of another database of the same server.
pub(crate) fn on_server(server: &str, name: &str) -> String {
    server.rsplit_once('/').map_or_else(String::new, |(before, _)| format!("{before}/{name}"))
}
