//! Lists of accounts: one file per format.

use std::io::BufRead;

use domain::listings::{BadList, Listing, SeenAccount};

mod aws;
mod listed;

/// How a list of accounts is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The CSV that AWS IAM's `GetCredentialReport` gives.
    AwsCredentialReport,
    /// CSV whose first line names the columns.
    Csv,
    /// One JSON object on each line.
    Jsonl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::AwsCredentialReport, Self::Csv, Self::Jsonl];

    /// The word it is chosen by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwsCredentialReport => "aws-credential-report",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// The accounts of a list, read one by one.
///
/// In CSV and JSON Lines these columns (keys) are known, whatever their case and with or without `_`, `-` and blanks:
/// `id` (or `identityId`, `externalId`), which must be there; `username` (`name`, `login`), else the id; `email`;
/// `mfa` (`hasMfa`, `mfaEnabled`). Every column is kept as a fact under its own name.
///
/// # Errors
/// When the first line shows that it is no such list.
pub fn open(format: Format, input: Box<dyn BufRead + Send>) -> Result<Box<dyn Listing<SeenAccount>>, BadList> {
    Ok(match format {
        Format::AwsCredentialReport => Box::new(aws::Report::open(input)?),
        Format::Csv => Box::new(listed::Listed::csv(input)?),
        Format::Jsonl => Box::new(listed::Listed::jsonl(input)?),
    })
}
