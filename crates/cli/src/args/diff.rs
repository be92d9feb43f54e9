//! `whose diff`

use clap::Args;

use super::Listed;

/// `whose diff`
#[derive(Args, Debug)]
#[command(
    after_help = "What is otherwise at the later moment: accounts added, removed and returned, linked, relinked and \
                        unlinked, marked and unmarked, access gained and lost, and people who joined, left or came back. What \
                        changed in between and changed back is not told; `whose events` tells everything.\n\
                        A time is RFC 3339, as 2026-05-01T10:00:00Z, or a day, as 2026-05-01, which means its end in UTC."
)]
pub(crate) struct Diff {
    /// The earlier moment
    #[arg(long, value_name = "TIME")]
    pub(crate) from: String,
    /// The later moment [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    /// Both moments as they were known then
    #[arg(long, value_name = "TIME")]
    pub(crate) as_known: Option<String>,
    /// Only accounts of a connection, by name or '#3'
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) connection: Option<String>,
    #[command(flatten)]
    pub(crate) listed: Listed,
}
