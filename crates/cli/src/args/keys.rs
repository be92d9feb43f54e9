//! `whose keys …`

use clap::{Args, Subcommand};

use super::Listed;

/// `whose keys …`
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Make a key, and print it this once
    Create(CreateKey),
    /// List keys
    List {
        #[command(flatten)]
        listed: Listed,
    },
    /// Revoke a key; within a second it works nowhere
    Revoke {
        /// Its id, as `whose keys list` shows it
        key: String,
    },
}

/// `whose keys create`
#[derive(Args, Debug)]
pub(crate) struct CreateKey {
    /// What it is called
    #[arg(long)]
    pub(crate) name: String,
    /// The person it acts for: a person of the company
    #[arg(long, value_name = "EMAIL")]
    pub(crate) owner: String,
    /// Something it may do, once for each
    #[arg(long, value_name = "NAME", required_unless_present = "all", conflicts_with = "all", value_parser = permissions())]
    pub(crate) permission: Vec<String>,
    /// It may do everything
    #[arg(long)]
    pub(crate) all: bool,
    /// When it stops working, as 2026-12-31 [default: in 12 months]
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: Option<String>,
}

fn permissions() -> clap::builder::PossibleValuesParser {
    domain::permissions::Permission::ALL.map(domain::permissions::Permission::name).into()
}
