//! `whose import …`

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use domain::listings::DateOrder;

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

macro_rules! known {
    () => {
        "\n\nThe exports of many tools are known by their header or keys, see `whose import formats`. Of any other CSV, JSON or \
         JSON Lines, --map says which column is which, but for these names of columns or keys: "
    };
}

/// `whose import …`
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Import a list of accounts
    Accounts(ImportAccounts),
    /// Import a roster: a list of people
    People(ImportPeople),
    /// List the formats that are read, with the command that makes each file
    Formats,
}

/// `whose import accounts`
#[derive(Args, Debug)]
#[command(after_help = concat!(
    after!("With --complete (a credential report always is)"),
    known!(),
    "id (or identityId, externalId), which must be there, username, email, mfa, enabled, lastUsedAt, nature, groups, \
     access.admin. Every other one is kept as a fact."
))]
pub(crate) struct ImportAccounts {
    #[command(flatten)]
    pub(crate) reading: Reading,
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
    known!(),
    "email, which must be there, id, firstName and lastName or name, jobTitle, contractor, managerId, mfa, startDate, \
     endDate, status. Every other one is kept as a fact."
))]
pub(crate) struct ImportPeople {
    #[command(flatten)]
    pub(crate) reading: Reading,
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
    /// How it is written, as csv, json or one of `whose import formats` [default: as its header or keys show]
    #[arg(long, value_parser = formats(), hide_possible_values = true)]
    pub(crate) format: Option<String>,
    /// Read a field from this column, or from this path in JSON, as email='Work Email'; from nothing if empty
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapped)]
    pub(crate) map: Vec<String>,
    /// The order of dates such as 03/04/2024
    #[arg(long, value_parser = dates())]
    pub(crate) dates: Option<String>,
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

fn formats() -> PossibleValuesParser {
    let presets = sources::presets().iter().map(sources::Preset::name);
    sources::PLAIN.into_iter().chain(presets).collect::<Vec<_>>().into()
}

fn dates() -> PossibleValuesParser {
    DateOrder::ALL.map(DateOrder::name).into()
}

/// `FIELD=COLUMN`, whatever the two are.
fn mapped(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((field, _)) if !field.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("must be FIELD=COLUMN, as email='Work Email'".to_owned()),
    }
}

/// The kinds, in any case, as the API spells them.
fn kinds() -> impl TypedValueParser<Value = String> {
    let names = domain::connections::Kind::ALL.iter().map(|kind| kind.name());
    PossibleValuesParser::new(names).map(|name| name.to_ascii_uppercase())
}
