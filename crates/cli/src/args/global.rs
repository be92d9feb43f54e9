//! What every command takes.

use std::path::PathBuf;

use clap::Args;

/// Flags of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The company [default: default, or the key's]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) company: Option<String>,

    /// The database: sqlite:PATH or postgres://... [default: sqlite:whose.db]
    #[arg(long, global = true, value_name = "URL", conflicts_with = "server")]
    pub(crate) database: Option<String>,

    #[arg(long, global = true, value_name = "URL", help = "Work on a running server, as in https://whose.example.com")]
    pub(crate) server: Option<String>,

    /// A file with the key for the server; also WHOSE__KEY_FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,

    /// A PEM file with the certificates to trust for the server, in place of the system's
    #[arg(long, global = true, value_name = "FILE", requires = "server")]
    pub(crate) ca: Option<PathBuf>,

    /// On a local database: who you are, a person of the company
    #[arg(long = "as", global = true, value_name = "EMAIL", conflicts_with = "server")]
    pub(crate) who: Option<String>,

    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// The file with the settings [default: whose.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// How log lines are written: text or json
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(crate) log_format: Option<String>,

    /// The least that is logged: off, error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(crate) log_level: Option<String>,
}

/// How much of a list is printed, and how.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Listed {
    /// Print CSV. Cells that start with = + - @, a tab or a carriage return get a leading apostrophe, so that no
    /// spreadsheet runs them
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,

    /// Print at most so many rows [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// Which past of the register is looked at.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Past {
    /// The register as it was then, a day (its end, in UTC) or an instant
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,

    /// The register as it was known then: without what was imported later, even if it was true before
    #[arg(long, value_name = "TIME")]
    pub(crate) as_known: Option<String>,
}

impl Past {
    /// As parameters of a request.
    pub(crate) fn query(&self) -> Vec<(&'static str, String)> {
        let both = [("asOf", &self.as_of), ("asKnown", &self.as_known)];
        both.into_iter().filter_map(|(name, time)| Some((name, time.clone()?))).collect()
    }

    /// Whether it is the present.
    pub(crate) const fn is_now(&self) -> bool {
        self.as_of.is_none() && self.as_known.is_none()
    }
}
