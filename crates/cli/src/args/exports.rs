//! `whose export …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `whose export`
#[derive(Args, Debug)]
#[command(
    after_help = "Without a command: one state of the database, while others go on with it: every row of every table, as \
                        docs/export.md describes. It holds names, addresses and all that was decided: keep it as safe as the \
                        database. `whose db import` brings it into an empty database of either engine."
)]
pub(crate) struct Export {
    #[command(subcommand)]
    pub(crate) what: Option<Exported>,
}

/// `whose export …`
#[derive(Debug, Subcommand)]
pub(crate) enum Exported {
    /// Write what an auditor needs to know about the accounts of a connection in a period
    Evidence(ExportEvidence),
}

/// `whose export evidence`
#[derive(Args, Debug)]
#[command(
    after_help = "The folder, or zip file, holds the population (every account that existed in the period, as it was at its \
                        end), how it was collected and what was not, every decision of the period with who made it and why, \
                        the exceptions, the sums of all files, and index.html, which a person can read.\n\
                        The same question gets the same bytes, until something about the period is recorded later; with \
                        --as-known always."
)]
pub(crate) struct ExportEvidence {
    /// The connection, by name or '#3'
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) connection: String,
    /// The first day of the period, from its beginning in UTC, or an instant
    #[arg(long, value_name = "TIME")]
    pub(crate) from: String,
    /// The last day of the period, to its end in UTC, or an instant
    #[arg(long, value_name = "TIME")]
    pub(crate) to: String,
    /// Only what was recorded by then
    #[arg(long, value_name = "TIME")]
    pub(crate) as_known: Option<String>,
    /// A folder that is empty or not there yet, or a new file that ends in .zip
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: PathBuf,
}
