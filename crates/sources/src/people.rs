//! Rosters: lists of people, one file per format.

use std::io::BufRead;

use domain::listings::{BadList, Listing, SeenPerson};

mod personnel;
mod roster;
mod sniffing;
mod standing;

pub use sniffing::sniff;

/// How a roster is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CSV whose first line names the columns.
    Csv,
    /// A JSON array of objects, or a JSON object with one such array.
    Json,
    /// One JSON object on each line.
    Jsonl,
    /// The body of the documented upload: `{"personnelData":[...]}`, always a whole roster, read strictly.
    Personnel,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Jsonl, Self::Personnel];

    /// The word it is known by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Personnel => "personnel",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// The people of a roster, read one by one.
///
/// In CSV, JSON and JSON Lines these columns (keys) are known, whatever their case and with or without `_`, `-` and
/// blanks; of several that mean the same, the one that stands first here counts and the others are only facts:
///
/// - `id`, `employeeId`, `externalId`: unique; where there is none, the address in lower case;
/// - `workEmail`, `email`: must be there;
/// - `firstName`, `lastName`; or `name`, `fullName`, which is split at its last blank;
/// - `jobTitle`, `title`; `contractor`, `isContractor`; `managerId`; `managerName`, `manager`;
/// - `secondaryEmail`, `personalEmail`; `mfa`, `isMfaEnabled`, `hasMfa`;
/// - `startedAt`, `startDate`, `hireDate`, `date`;
/// - `separatedAt`, `endDate`, `terminationDate`, `leavingDate`; `status`, `employmentStatus`; `left`, `hasLeft`;
///   `active`, `isActive`.
///
/// [`SeenPerson::left`] is set when a leaving date is given, *even one that lies ahead* (a reader has no clock, so the
/// caller compares `at`), and when the status says that they have left. The fact `left` is there only where a status
/// says either way. A status that is not understood says nothing, and stays a fact under its own name.
///
/// # Errors
/// When what it begins with shows that it is no such list.
pub fn open(format: Format, input: Box<dyn BufRead + Send>) -> Result<Box<dyn Listing<SeenPerson>>, BadList> {
    Ok(match format {
        Format::Csv => Box::new(roster::Roster::csv(input)?),
        Format::Json => Box::new(roster::Roster::json(input)?),
        Format::Jsonl => Box::new(roster::Roster::jsonl(input)?),
        Format::Personnel => Box::new(personnel::Personnel::open(input)?),
    })
}
