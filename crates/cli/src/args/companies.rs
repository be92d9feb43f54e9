//! `whose companies …`

use clap::{Args, Subcommand};

use super::Listed;

/// `whose companies …`
#[derive(Debug, Subcommand)]
pub(crate) enum Companies {
    /// Make a company
    Create {
        /// Its name
        name: String,
    },
    /// List all companies
    List {
        #[command(flatten)]
        listed: Listed,
    },
    /// Show a company's features, or give and take one
    #[command(after_help = "Without a feature to give or take, the company's features are shown.")]
    Features {
        /// The company's name
        name: String,
        /// Give it a feature
        #[arg(long, value_name = "FEATURE", value_parser = features())]
        give: Vec<String>,
        /// Take a feature
        #[arg(long, value_name = "FEATURE", value_parser = features())]
        take: Vec<String>,
    },
    /// Set what the company's findings are measured by, or show it
    #[command(
        after_help = "The company is the one that --company names. What is not given stays; without a flag, the settings \
                            are shown."
    )]
    Set(Setting),
    /// Show which terms are in force and which are accepted; publish new ones, or accept them
    Terms(Terms),
}

/// `whose companies set`
#[derive(Args, Clone, Debug)]
pub(crate) struct Setting {
    /// The time zone of its days, as Europe/Berlin [at first: UTC]
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// The business days (Monday to Friday) after somebody's last one within which their accounts must be off [at first: 1]
    #[arg(long, value_name = "DAYS")]
    pub(crate) offboarding_sla: Option<u8>,
    /// The days after which the last whole list of a connection is too old [at first: 7]
    #[arg(long, value_name = "DAYS")]
    pub(crate) stale_after: Option<u16>,
}

/// `whose companies terms`
#[derive(Args, Clone, Copy, Debug)]
#[group(multiple = false)]
pub(crate) struct Terms {
    /// Publish a new version, which every company must accept before it can go on
    #[arg(long)]
    pub(crate) publish: bool,
    /// Accept the terms in force for the company
    #[arg(long)]
    pub(crate) accept: bool,
}

fn features() -> clap::builder::PossibleValuesParser {
    domain::companies::Feature::ALL.map(domain::companies::Feature::name).into()
}
