//! `whose members …`

use clap::{Args, Subcommand};

use super::Listed;

/// `whose members …`
#[derive(Debug, Subcommand)]
pub(crate) enum Members {
    /// List members
    List {
        #[command(flatten)]
        listed: Listed,
    },
    /// Invite somebody to the pages, and print the link that signs them in, once, within a day
    Invite(Invite),
    /// Give a member another role
    Role {
        /// Their id, as `whose members list` shows it
        member: String,
        /// What they may do from now on
        #[arg(value_parser = roles())]
        role: String,
    },
    /// Remove a member; they are signed out at once
    Remove {
        /// Their id, as `whose members list` shows it
        member: String,
    },
}

/// `whose members invite`
#[derive(Args, Debug)]
pub(crate) struct Invite {
    /// What they are called
    #[arg(long, required_unless_present = "again")]
    pub(crate) name: Option<String>,
    /// What they may do
    #[arg(long, required_unless_present = "again", value_parser = roles())]
    pub(crate) role: Option<String>,
    /// The person of the register that they are, so that their decisions carry a name
    #[arg(long, value_name = "EMAIL")]
    pub(crate) person: Option<String>,
    /// Make another link for a member, by their id
    #[arg(long, value_name = "MEMBER", conflicts_with_all = ["name", "role", "person"])]
    pub(crate) again: Option<String>,
}

fn roles() -> clap::builder::PossibleValuesParser {
    domain::members::Role::ALL.map(domain::members::Role::name).into()
}
