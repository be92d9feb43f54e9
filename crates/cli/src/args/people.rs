//! `whose people …` and `whose connections …`

use clap::Subcommand;

use super::{Listed, Past};

/// `whose people …`
#[derive(Debug, Subcommand)]
pub(crate) enum People {
    /// List people
    List {
        /// Only those who have left
        #[arg(long, conflicts_with = "current")]
        left: bool,
        /// Only those who have not left
        #[arg(long)]
        current: bool,
        /// Only those with this in their name or address
        #[arg(long, value_name = "TEXT")]
        q: Option<String>,
        #[command(flatten)]
        past: Past,
        #[command(flatten)]
        listed: Listed,
    },
    /// Show a person, and all accounts that are theirs
    Show {
        /// An address, a full name, or '#5' for an id
        person: String,
        #[command(flatten)]
        past: Past,
    },
}

/// `whose connections …`
#[derive(Debug, Subcommand)]
pub(crate) enum Connections {
    /// List connections
    List {
        #[command(flatten)]
        listed: Listed,
    },
}
