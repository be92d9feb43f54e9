//! `whose serve`

use clap::Args;

/// `whose serve`
#[derive(Args, Clone, Debug, Default)]
#[command(
    after_help = "Every flag is also a setting: see `whose config show`. The first key is made on the server's machine, \
                  with `whose keys create`.\n\nSIGTERM and SIGINT stop it: requests under way have 9 seconds to end. SIGHUP \
                  makes it read its certificate again, as it does by itself within a minute after the files changed; one that \
                  does not work is logged, and the one before stays in use."
)]
pub(crate) struct Serve {
    /// The address to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    /// The generation of the documented API: 2025-01 or 2026-04 [default: 2025-01]
    #[arg(long, value_name = "GENERATION")]
    pub(crate) contract: Option<String>,
    /// Serve Prometheus metrics on an address of their own
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics: Option<String>,
    #[arg(long, value_name = "URL", help = "The address that clients use, as in https://whose.example.com")]
    pub(crate) public_url: Option<String>,
    /// A network whose X-Forwarded-For is believed, once for each
    #[arg(long, value_name = "NETWORK")]
    pub(crate) trusted_proxy: Vec<String>,
    /// A PEM file with the certificate chain
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_certificate: Option<String>,
    /// A PEM file with the certificate's key
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<String>,
    /// Leave the database's schema alone; refuse to serve one that is older
    #[arg(long)]
    pub(crate) no_migrate: bool,
    /// Serve a sample company, on a new database in a temporary folder or on the empty one that --database names; with
    /// --json, print one line with url, key and database once it listens
    #[arg(long)]
    pub(crate) demo: bool,
}
