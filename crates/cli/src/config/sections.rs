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
    /// The identity provider that members sign in by; none for one-time links alone.
    pub(crate) oidc: Option<Oidc>,
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

/// An identity provider.
#[derive(Clone, Debug)]
pub(crate) struct Oidc {
    /// Its name, as it says it itself.
    pub(crate) issuer: String,
    /// What it knows this register as.
    pub(crate) client_id: String,
    /// A file with the secret that goes with that.
    pub(crate) client_secret_file: Option<PathBuf>,
    /// The certificates to trust there; none for the system's.
    pub(crate) ca: Option<PathBuf>,
    /// What it is asked for.
    pub(crate) scopes: Vec<String>,
    /// The claim that tells what a member may do.
    pub(crate) role_claim: String,
    /// What its values mean.
    pub(crate) roles: oidc::Roles,
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
