//! `whose events`

use clap::Args;

use super::Listed;

/// `whose events`
#[derive(Args, Debug)]
#[command(
    after_help = "A time is RFC 3339, as 2026-05-01T10:00:00Z, or a day, as 2026-05-01, which begins at midnight UTC."
)]
pub(crate) struct Events {
    /// Only those of an account
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) account: Option<String>,
    /// Only those at or after a time
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// Only those before a time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// Only those by a person
    #[arg(long, value_name = "EMAIL")]
    pub(crate) actor: Option<String>,
    /// Only those of a kind, as account.linked
    #[arg(long)]
    pub(crate) kind: Option<String>,
    #[command(flatten)]
    pub(crate) listed: Listed,
}
