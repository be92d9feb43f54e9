//! `whose accounts …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Confirmed, Listed, Past};

macro_rules! account {
    () => {
        "ACCOUNT is an ARN or other external id, a user name, an address, or '#12' for an id."
    };
}

const ACCOUNT: &str = account!();
const ACCOUNT_AND_PERSON: &str = concat!(account!(), "\nPERSON is an address, a full name, or '#5' for an id.");

const APPLY: &str = "Edit person (an address), serviceReason, owner (an address), reviewBy (a day) and because. A row with neither \
                     a person nor a serviceReason says that it is nobody's yet. The other columns are only to look at, and may \
                     go, but for id and version; `exported` tells edited rows from the others. Deleting a row changes \
                     nothing.\n\n\
                     A row is refused where the account was decided about since the export, or where it cannot be understood; \
                     the others are applied, as one batch that can be undone.\n\n\
                     Example:\n  whose accounts list --csv > accounts.csv\n  whose accounts apply accounts.csv --dry-run\n\n\
                     Exit codes: 0 all edited rows are applied, 9 some rows were refused.";

const RESET: &str = "The link and the service mark go. Where a rule can decide, it does so at once; else nobody knows yet. \
                     Accesses that are expected stay.\n\
                     ACCOUNT is an ARN or other external id, a user name, an address, or '#12' for an id.\n\n\
                     Example:\n  whose accounts reset deploy '#12' --because \"the roster is right now\"";

/// `whose accounts …`
#[derive(Debug, Subcommand)]
pub(crate) enum Accounts {
    /// List accounts, or write them into a sheet that can be edited and applied
    List(ListAccounts),
    /// Apply an edited sheet of accounts, as `accounts list --csv` or `--xlsx` wrote it
    #[command(after_help = APPLY)]
    Apply(Apply),
    /// Show everything that is known of an account
    #[command(after_help = ACCOUNT)]
    Show {
        /// The account
        account: String,
        #[command(flatten)]
        past: Past,
    },
    /// Link an account to its person (the API's word is connect)
    #[command(after_help = ACCOUNT_AND_PERSON)]
    Link {
        /// The account
        account: String,
        /// The person
        person: String,
        #[command(flatten)]
        decision: Decision,
    },
    /// Unlink an account from its person (in the API, connect with userId null)
    #[command(after_help = ACCOUNT)]
    Unlink {
        /// The account
        account: String,
        #[command(flatten)]
        decision: Decision,
    },
    /// Mark an account as a service account: no person's, with a reason and an owner
    #[command(after_help = ACCOUNT_AND_PERSON)]
    Mark {
        /// The account
        account: String,
        /// What it is for
        #[arg(long, value_name = "TEXT", value_parser = super::filled)]
        reason: String,
        /// The person who answers for it
        #[arg(long, value_name = "PERSON")]
        owner: Option<String>,
        /// The day by which somebody should look at it again, as 2026-12-31
        #[arg(long, value_name = "DATE", value_parser = super::day)]
        review_by: Option<String>,
        #[command(flatten)]
        decision: Decision,
    },
    /// Take the service-account mark away
    #[command(after_help = ACCOUNT)]
    Unmark {
        /// The account
        account: String,
        #[command(flatten)]
        decision: Decision,
    },
    /// Give accounts back to the rules: forget who decided whose they are
    #[command(after_help = RESET)]
    Reset {
        /// The accounts
        #[arg(required = true, value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// Only tell what would happen
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        decision: Decision,
    },
    /// Say that an account is expected to have a kind of access, or no longer
    #[command(after_help = ACCOUNT)]
    Expect {
        /// The account
        account: String,
        /// The kind of access
        access: Access,
        /// It is no longer expected
        #[arg(long)]
        no: bool,
        #[command(flatten)]
        decision: Decision,
    },
}

/// `whose accounts apply`
#[derive(Args, Debug)]
pub(crate) struct Apply {
    /// The sheet, CSV or XLSX; - reads standard input
    pub(crate) file: PathBuf,
    /// Why it is so, for rows that do not say it themselves
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: Option<String>,
    #[command(flatten)]
    pub(crate) confirmed: Confirmed,
}

/// What goes with a decision.
#[derive(Args, Debug)]
pub(crate) struct Decision {
    /// Why it is so; kept with the decision
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: Option<String>,
}

/// A kind of access that can be expected.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Access {
    /// Administration
    Admin,
    /// Databases
    Database,
    /// Writing to repositories
    Write,
    /// Pushing to protected branches
    Push,
}

impl Access {
    /// Its word in the API.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Database => "database",
            Self::Write => "write",
            Self::Push => "push",
        }
    }
}

/// Which accounts to list.
#[derive(Args, Debug)]
pub(crate) struct ListAccounts {
    /// Only those that have neither a person nor a service mark
    #[arg(long)]
    pub(crate) unlinked: bool,
    /// Only service accounts
    #[arg(long)]
    pub(crate) service: bool,
    /// Only service accounts without an owner who works here
    #[arg(long)]
    pub(crate) unowned: bool,
    /// Only those that are gone at the provider
    #[arg(long, conflicts_with = "present")]
    pub(crate) removed: bool,
    /// Only those that are not gone
    #[arg(long)]
    pub(crate) present: bool,
    /// Only those of people who have left
    #[arg(long)]
    pub(crate) leaver: bool,
    /// Only those of a connection, by name or '#3'
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) connection: Option<String>,
    /// Only those of a person, by address, full name or '#5'
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// Only those of a family
    #[arg(long, value_parser = ["infrastructure", "version_control", "identity", "other"])]
    pub(crate) family: Option<String>,
    /// Only those with this in their external id, user name or address
    #[arg(long, value_name = "TEXT")]
    pub(crate) q: Option<String>,
    /// What to sort by [default: username; a past register is sorted by id]
    #[arg(long, value_parser = ["username", "id"])]
    pub(crate) sort: Option<String>,
    /// From the last to the first
    #[arg(long)]
    pub(crate) descending: bool,
    #[command(flatten)]
    pub(crate) past: Past,
    #[command(flatten)]
    pub(crate) listed: Listed,
    /// Write an XLSX file in place of the output. Every cell of it is text, so that no spreadsheet runs or rewrites any
    #[arg(long, value_name = "FILE", conflicts_with_all = ["csv", "json"])]
    pub(crate) xlsx: Option<PathBuf>,
}
