//! What can be asked for on the command line.

mod accounts;
mod companies;
mod db;
mod diff;
mod events;
mod exports;
mod findings;
mod global;
mod imports;
mod keys;
mod members;
mod people;
mod serve;
mod undo;

pub(crate) use accounts::{Accounts, Apply, ListAccounts};
use clap::{Args, Parser, Subcommand};
pub(crate) use companies::{Companies, Setting, Terms};
pub(crate) use db::Db;
pub(crate) use diff::Diff;
pub(crate) use events::Events;
pub(crate) use exports::{Export, ExportEvidence, Exported};
pub(crate) use findings::{Findings, Leavers};
pub(crate) use global::{Global, Listed, Past};
pub(crate) use imports::{Import, ImportAccounts, ImportDrata, ImportPeople, Reading};
pub(crate) use keys::{CreateKey, Keys};
pub(crate) use members::{Invite, Members};
pub(crate) use people::{Connections, People};
pub(crate) use serve::Serve;
pub(crate) use undo::{Confirmed, Undo};

use crate::exit;

/// Whose account is this?
#[derive(Debug, Parser)]
#[command(
    name = "whose",
    version,
    about = "Whose account is this? A register of the accounts a company has, and of the people they belong to",
    long_about = "Whose account is this? A register of the accounts a company has in every system, and of the people they \
                  belong to.\n\nCommands work on the database that --database names (sqlite:whose.db unless told otherwise), \
                  or on the server that --server names.",
    after_long_help = exit::CODES,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer whose account it is
    Is(Is),
    /// Bring lists of accounts or people into the register
    #[command(subcommand)]
    Import(Import),
    /// Look at accounts, and decide whose they are
    #[command(subcommand)]
    Accounts(Accounts),
    /// Take back what was decided together
    Undo(Undo),
    /// Look at people
    #[command(subcommand)]
    People(People),
    /// Look at the places that accounts come from
    #[command(subcommand)]
    Connections(Connections),
    /// Show what is wrong, since when, and by which facts
    Findings(Box<Findings>),
    /// Show live accounts of people who have left, and how late that is
    Leavers(Leavers),
    /// Show what happened
    Events(Events),
    /// Show what is otherwise than at an earlier moment
    Diff(Diff),
    /// Write the whole register, all companies, as lines of JSON; or evidence for an auditor
    Export(Export),
    /// Make companies, their settings and features; publish and accept terms
    #[command(subcommand)]
    Companies(Companies),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Keys(Keys),
    /// Say who may use the pages: invite, give roles, remove
    #[command(subcommand)]
    Members(Members),
    /// Say who asks: which company, which key, what it may do and until when
    Whoami,
    /// Serve the register over HTTP
    Serve(Box<Serve>),
    /// Look after the database
    #[command(subcommand)]
    Db(Db),
    /// Show or check the settings
    #[command(subcommand)]
    Config(Config),
    /// Say what is wrong with this installation, or will be soon
    Doctor,
    /// Print the OpenAPI document of the API
    Openapi,
    /// Print a script that completes commands in a shell
    Completions(Completions),
}

/// `whose is ACCOUNT`
#[derive(Args, Debug)]
#[command(after_help = "The answer is a person, a service account's reason and owner, or that nobody knows yet.\n\
                        Exit codes: 0 answered, 3 nobody knows yet, 4 several match, 5 no such account.")]
pub(crate) struct Is {
    /// An ARN or other external id, a user name, an address, or '#12' for an id. A person's address shows all accounts of
    /// theirs
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
    #[command(flatten)]
    pub(crate) past: Past,
}

/// A text that says something.
fn filled(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() { Err("it must not be blank") } else { Ok(text.to_owned()) }
}

/// A day.
fn day(text: &str) -> Result<String, &'static str> {
    let is_day = text.len() == "2026-12-31".len() && domain::Instant::parse(text).is_some();
    if is_day { Ok(text.to_owned()) } else { Err("it must be a day, as 2026-12-31") }
}

/// `whose config …`
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Config {
    /// Print every setting and where it comes from
    #[command(
        after_help = "Settings come from whose.toml or the file that --config names, then from the environment, then from \
                      flags; the later wins. serve.listen is `listen` under [serve] in the file, and WHOSE__SERVE__LISTEN in \
                      the environment."
    )]
    Show,
    /// Check that the settings would work
    Check,
}

/// `whose completions SHELL`
#[derive(Args, Debug)]
#[command(after_help = "For bash: whose completions bash > ~/.local/share/bash-completion/completions/whose")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}
