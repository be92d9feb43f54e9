//! `whose findings` and `whose leavers`

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser},
};
use domain::{
    findings::{Control, Rule},
    moments::Every,
};

use super::{Listed, Past};

const FINDINGS: &str = "Nothing of it is stored: it is told from the register each time. What nobody can tell is listed as not \
                        evaluable, with the reason. `--explain` tells what each rule means, what it looks at, what to do, and which \
                        controls it bears on.\n\n\
                        Examples:\n  whose findings --rule unlinked --connection aws-prod\n  whose findings --control CC6.2 --verdict open --csv\n  \
                        whose findings --counts --every month --from 2026-01-31\n\n\
                        Exit codes: 0 listed; with --check, 10 where anything is open.";

const LEAVERS: &str = "An account is live while its provider shows it and it is not known to be disabled. It is due when the company's \
                       offboarding SLA ends, one business day after the leaving date unless `whose companies set` says otherwise. \
                       Service accounts whose owner has left are in `whose findings --rule owner-left`.\n\n\
                       Exit codes: 0 listed; with --check, 10 where any is past due, or nobody knows since when.";

/// `whose findings`
#[derive(Args, Debug)]
#[command(after_help = FINDINGS)]
pub(crate) struct Findings {
    /// Only those of a rule, as leaver; may be given again
    #[arg(long, alias = "kind", value_name = "RULE", value_parser = rules(), hide_possible_values = true)]
    pub(crate) rule: Vec<String>,
    /// Only those that bear on a control or its parts, as CC6.2 or 8.2; may be given again
    #[arg(long, value_name = "CONTROL", value_parser = controls(), hide_possible_values = true, ignore_case = true)]
    pub(crate) control: Vec<String>,
    /// Only those of a connection, by name or '#3'
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) connection: Option<String>,
    /// Only those of a person's accounts, or of those for which they answer
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// Only those of a family
    #[arg(long, value_parser = ["infrastructure", "version_control", "identity", "other"])]
    pub(crate) family: Option<String>,
    /// Only those with this in an account's external id, user name or address, or a connection's name
    #[arg(long, value_name = "TEXT")]
    pub(crate) q: Option<String>,
    /// Only those that are so, or only those of which nobody can tell
    #[arg(long, value_parser = ["open", "not-evaluable"], conflicts_with = "counts")]
    pub(crate) verdict: Option<String>,
    /// Count them by rule and connection
    #[arg(long)]
    pub(crate) counts: bool,
    /// With --counts: over time, as known then, a day, week or month apart
    #[arg(long, value_name = "STEP", requires = "counts", requires = "from", value_parser = Every::ALL.map(Every::name))]
    pub(crate) every: Option<String>,
    /// The first moment of the counts, a day (its end, in UTC) or an instant
    #[arg(long, value_name = "TIME", requires = "every", conflicts_with_all = ["as_of", "as_known"])]
    pub(crate) from: Option<String>,
    /// The last moment of the counts, at most 60 in all [default: now]
    #[arg(long, value_name = "TIME", requires = "every")]
    pub(crate) to: Option<String>,
    #[arg(long, help = CHECK)]
    pub(crate) check: bool,
    /// Tell what a rule means and what to do about what it finds; without a rule, of all
    #[arg(long, value_name = "RULE", exclusive = true, num_args = 0..=1, value_parser = rules(), hide_possible_values = true)]
    pub(crate) explain: Option<Option<String>>,
    #[command(flatten)]
    pub(crate) past: Past,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

/// `whose leavers`
#[derive(Args, Debug)]
#[command(after_help = LEAVERS)]
pub(crate) struct Leavers {
    /// Only accounts of a connection, by name or '#3'
    #[arg(long, value_name = "CONNECTION")]
    pub(crate) connection: Option<String>,
    /// Only those that are past due, or of which nobody knows since when
    #[arg(long)]
    pub(crate) late: bool,
    #[arg(long, help = CHECK)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) past: Past,
    #[command(flatten)]
    pub(crate) listed: Listed,
}

const CHECK: &str = "Tell by the exit code whether something must be done";

/// The rules, each with what it finds.
fn rules() -> PossibleValuesParser {
    Rule::ALL.map(|rule| PossibleValue::new(rule.name()).help(rule.title())).into()
}

fn controls() -> PossibleValuesParser {
    Control::known().into_iter().collect::<Vec<_>>().into()
}
