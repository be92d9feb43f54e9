//! `whose import …`

use std::path::PathBuf;

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
    /// Bring everything that another register holds, through the API that Drata documents
    Drata(ImportDrata),
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

/// `whose import drata`
#[derive(Args, Debug)]
#[command(after_help = DRATA)]
pub(crate) struct ImportDrata {
    #[arg(
        long,
        value_name = "URL",
        help = "Where the API is, as https://public-api.drata.com; with or without /public"
    )]
    pub(crate) url: String,
    /// Read everything, say what would come, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Apply the list of a connection that is held, although so many of it would be gone, as 'AWS=15'
    #[arg(long, value_name = "NAME=COUNT", value_parser = named_count)]
    pub(crate) confirm: Vec<(String, u64)>,
    /// The file with the key for the URL: what `--key-file` names here.
    #[arg(skip)]
    pub(crate) key_file: Option<PathBuf>,
}

const DRATA: &str = "--key-file names the file with the key for URL. That key only reads: it needs to list users and \
                     connections, and to manage both sorts of identities. Where the accounts go to another server, with \
                     --server, the key for that one is in WHOSE__KEY_FILE.\n\n\
                     People and accounts come as imports do, each connection into one of its name. Links, service accounts and \
                     expected accesses come with their dates, as decisions of a source: what a person decided here stays, and \
                     is named. Repeat it to go on where it was interrupted, or to bring what is new.\n\n\
                     Example:\n  whose import drata --url https://public-api.drata.com --key-file drata.key --dry-run\n\n\
                     Exit codes: 0 all of it is here, 6 a list is held, 9 something was left alone, and is named.";

fn named_count(text: &str) -> Result<(String, u64), &'static str> {
    let wrong = "it must be a connection and a count, as AWS=15";
    let (name, count) = text.rsplit_once('=').ok_or(wrong)?;
    Ok((name.to_owned(), count.parse().map_err(|_| wrong)?))
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
