//! `whose import …`

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};

macro_rules! after {
    ($complete:literal) => {
        concat!(
            "A file adds and updates. ",
            $complete,
            ", what is missing from it counts as gone; when that is too much, nothing is applied, the exit code is 6, and \
             --confirm COUNT applies it."
        )
    };
}

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
#[command(after_help = concat!(
    after!("With --complete (a credential report always is)"),
    "\n\nA csv names its columns in the first line, and a jsonl has the same names as keys: id (or identityId, externalId), \
     which must be there, and username, email, mfa. Every other column is kept as a fact."
))]
pub(crate) struct ImportAccounts {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How it is written
    #[arg(long, value_parser = accounts())]
    pub(crate) format: String,
    /// What the connection connects to, as GITHUB; for a new connection, where the format does not say. Any other word
    /// lists all kinds
    #[arg(long, value_parser = kinds(), hide_possible_values = true, ignore_case = true)]
    pub(crate) kind: Option<String>,
    /// Link no account by its address
    #[arg(long)]
    pub(crate) no_link: bool,
}

/// `whose import people`
#[derive(Args, Debug)]
#[command(after_help = concat!(
    after!("With --complete"),
    "\n\nThe names that columns or keys may have: email, which must be there, id, firstName and lastName or name, jobTitle, \
     contractor, managerId, mfa, startDate, endDate, status. Every other one is kept as a fact."
))]
pub(crate) struct ImportPeople {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How it is written [default: as the file's name or its beginning says]
    #[arg(long, value_parser = people())]
    pub(crate) format: Option<String>,
    /// What the connection connects to, as ROSTER or OKTA; for a new connection. Any other word lists all kinds
    #[arg(long, value_parser = kinds(), hide_possible_values = true, ignore_case = true)]
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
    /// When the provider was asked for the list, as 2026-05-01T10:00:00Z or 2026-05-01
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    /// Check it and say what it would do, and apply nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Apply a list that is held, although so many are missing from it
    #[arg(long, value_name = "COUNT")]
    pub(crate) confirm: Option<u64>,
}

fn accounts() -> PossibleValuesParser {
    sources::accounts::Format::ALL.map(sources::accounts::Format::name).into()
}

fn people() -> PossibleValuesParser {
    sources::people::Format::ALL.map(sources::people::Format::name).into()
}

/// The kinds, in any case, as the API spells them.
fn kinds() -> impl TypedValueParser<Value = String> {
    let names = domain::connections::Kind::ALL.iter().map(|kind| kind.name());
    PossibleValuesParser::new(names).map(|name| name.to_ascii_uppercase())
}
