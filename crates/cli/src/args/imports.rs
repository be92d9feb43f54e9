//! `whose import …`

use clap::{Args, Subcommand};

/// `whose import …`
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Import a list of accounts
    Accounts(ImportAccounts),
    /// Import a roster: a list of people
    People(ImportPeople),
}

/// `whose import accounts`
#[derive(Args, Debug)]
#[command(after_help = AFTER)]
pub(crate) struct ImportAccounts {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How it is written
    #[arg(long, value_parser = accounts())]
    pub(crate) format: String,
    /// What the connection connects to, as GITHUB; for a new connection, where the format does not say
    #[arg(long, value_parser = kinds(), hide_possible_values = true)]
    pub(crate) kind: Option<String>,
    /// Link no account by its address
    #[arg(long)]
    pub(crate) no_link: bool,
}

/// `whose import people`
#[derive(Args, Debug)]
#[command(after_help = AFTER)]
pub(crate) struct ImportPeople {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How it is written [default: as the file's name or its beginning says]
    #[arg(long, value_parser = people())]
    pub(crate) format: Option<String>,
    /// What the connection connects to, as ROSTER or OKTA; for a new connection
    #[arg(long, value_parser = kinds(), hide_possible_values = true)]
    pub(crate) kind: Option<String>,
}

/// What to read, and what it means.
#[derive(Args, Debug)]
pub(crate) struct Reading {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// Where it comes from, by name; made at the first import
    #[arg(long, value_name = "NAME")]
    pub(crate) connection: String,
    /// It is the whole list: what is missing from it is gone
    #[arg(long)]
    pub(crate) complete: bool,
    /// When the provider was asked for the list
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    /// Check it and say what it would do, and apply nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Apply a list that is held, although so many are missing from it
    #[arg(long, value_name = "COUNT")]
    pub(crate) confirm: Option<u64>,
}

const AFTER: &str = "A file adds and updates. With --complete (a credential report always is), what is missing from it counts as \
                     gone; when that is too much, nothing is applied, the exit code is 6, and --confirm COUNT applies it.";

fn accounts() -> clap::builder::PossibleValuesParser {
    sources::accounts::Format::ALL.map(sources::accounts::Format::name).into()
}

fn people() -> clap::builder::PossibleValuesParser {
    sources::people::Format::ALL.map(sources::people::Format::name).into()
}

fn kinds() -> clap::builder::PossibleValuesParser {
    domain::connections::Kind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().into()
}
