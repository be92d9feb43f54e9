//! `whose db …`

use std::path::PathBuf;

use clap::Subcommand;

/// `whose db …`
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Db {
    /// Bring the database's schema up to date
    Migrate,
    /// Check that what is stored holds together
    Check,
    /// Write a backup, while the register is in use, and verify it
    #[command(
        after_help = "The file is an export (see `whose export`), read back before it gets its name. The command names what \
                      else to keep: the files that the settings name are not in it."
    )]
    Backup {
        /// The file to write, which must not exist
        file: PathBuf,
    },
    /// Bring a backup into an empty database
    #[command(
        after_help = "Stop the servers of that database first. All of the backup comes back or nothing; the history of every \
                      company, `whose doctor` and `whose db check` say so from then on, and new ids begin 10,000,000 further \
                      on, so that none means two things."
    )]
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Move an export into an empty database, of either engine
    #[command(
        after_help = "The register is then the one that was exported, to the last byte, and nothing says that it was moved. \
                      For a backup of earlier days, use `whose db restore`."
    )]
    Import {
        /// The export
        file: PathBuf,
    },
}
