//! Settings with their meaning: one struct per section.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf};

use api::serve::TrustedProxies;
use tracing_subscriber::filter::Targets;

use super::DatabaseUrl;

/// Everything an operator can set.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Where the register is kept.
    pub(crate) database: Database,
    /// How it is served.
    pub(crate) serve: Serve,
    /// What is logged.
    pub(crate) log: Log,
}

/// Where the register is kept.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    /// The database.
    pub(crate) url: DatabaseUrl,
    /// A file that holds the password, which the URL then need not.
    pub(crate) password_file: Option<PathBuf>,
    /// Connections at once.
    pub(crate) connections: NonZeroU32,
}

/// How the register is served.
#[derive(Clone, Debug)]
pub(crate) struct Serve {
    /// The address to listen on.
    pub(crate) listen: SocketAddr,
    /// The generation of the documented API.
    pub(crate) contract: Contract,
    /// The address of the metrics; none for no metrics.
    pub(crate) metrics: Option<SocketAddr>,
    /// The address that clients use.
    pub(crate) public_url: Option<String>,
    /// Proxies that are believed.
    pub(crate) trusted_proxies: TrustedProxies,
    /// Certificate and key, in this order; none for plain HTTP.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// Client connections at once.
    pub(crate) connections: NonZeroU32,
    /// Whether to migrate before serving.
    pub(crate) migrate: bool,
    /// Requests a second that one key may make; none for as many as it likes.
    pub(crate) per_key_rate: Option<NonZeroU32>,
}

/// A generation of the documented API; newer clients read some fields differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contract {
    /// Timestamps with microseconds and a space; numbers as provider types.
    January2025,
    /// RFC 3339 timestamps with milliseconds; objects as provider types; `entryId`.
    April2026,
}

/// What is logged.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    /// How lines are written.
    pub(crate) format: Format,
    /// Which lines are written.
    pub(crate) level: Targets,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}
