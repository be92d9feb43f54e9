//! `whose undo`

use clap::Args;

/// `whose undo`
#[derive(Args, Debug)]
#[command(
    override_usage = "whose undo [OPTIONS] <BATCH|--run <RUN>>",
    after_help = "Every decision says by which batch it can be undone, and so does the list of events. What somebody decided \
                  since is left alone, and named. An undo can be undone too.\n\n\
                  Example:\n  whose undo 4711 --dry-run\n\n\
                  Exit codes: 0 all of it is undone, 9 some accounts were left alone."
)]
pub(crate) struct Undo {
    /// The batch
    #[arg(required_unless_present = "run")]
    pub(crate) batch: Option<String>,
    /// What the rules linked in an import, in place of a batch. It is not linked again by the next import
    #[arg(long, value_name = "RUN", conflicts_with = "batch")]
    pub(crate) run: Option<String>,
    /// Why; kept with what is restored
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: Option<String>,
    #[command(flatten)]
    pub(crate) confirmed: Confirmed,
}

/// Whether it is to be done, and without a question.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Confirmed {
    /// Only tell what would happen
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Do not ask before it is done; elsewhere than on a terminal nothing is asked
    #[arg(long)]
    pub(crate) yes: bool,
}
