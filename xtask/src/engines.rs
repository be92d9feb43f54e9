//! The two engines that every database test runs on.

use std::process::Command;
use std::str::FromStr;

use anyhow::{Result, bail};

use crate::postgres::Cluster;

/// Tests read the address of a PostgreSQL server here, and use SQLite when it is unset.
const DATABASE: &str = "WHOSE_TEST_DATABASE";

/// What the tests keep their register in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The embedded default.
    Sqlite,
    /// A throw-away PostgreSQL cluster.
    Postgres,
}

impl Engine {
    /// The word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// Starts what the engine needs; it stops when the answer is dropped.
    pub(crate) fn start(self) -> Result<Started> {
        Ok(match self {
            Self::Sqlite => Started { cluster: None },
            Self::Postgres => Started { cluster: Some(Cluster::start()?) },
        })
    }
}

impl FromStr for Engine {
    type Err = anyhow::Error;

    fn from_str(word: &str) -> Result<Self> {
        match word {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            _ => bail!("no such engine: {word}; there are sqlite and postgres"),
        }
    }
}

/// An engine that is up.
pub(crate) struct Started {
    cluster: Option<Cluster>,
}

impl Started {
    /// Points a command's tests at this engine.
    pub(crate) fn point(&self, command: &mut Command) {
        match &self.cluster {
            None => command.env_remove(DATABASE),
            Some(cluster) => command.env(DATABASE, cluster.url()),
        };
    }
}
