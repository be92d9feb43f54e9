//! Tests of the formats, through the two doors that the crate has; the samples are files that look like real ones.

use std::io::Cursor;

use domain::listings::{BadList, SeenAccount, SeenPerson, Summary};

use crate::{accounts, people};

mod accounts_listed;
mod aws;
mod damage;
mod limits;
mod personnel;
mod roster;

pub(crate) const AWS: &str = include_str!("../samples/credential-report.csv");
pub(crate) const AWS_OF_MOTO: &str = include_str!("../samples/credential-report-moto.csv");
pub(crate) const ACCOUNTS_CSV: &str = include_str!("../samples/accounts.csv");
pub(crate) const ACCOUNTS_JSONL: &str = include_str!("../samples/accounts.jsonl");
pub(crate) const ROSTER_CSV: &str = include_str!("../samples/roster.csv");
pub(crate) const ROSTER_JSON: &str = include_str!("../samples/roster.json");
pub(crate) const ROSTER_JSONL: &str = include_str!("../samples/roster.jsonl");
pub(crate) const PERSONNEL: &str = include_str!("../samples/personnel.json");

/// Every account of a list, and what is known of the whole.
pub(crate) fn read_accounts(
    format: accounts::Format,
    bytes: impl AsRef<[u8]>,
) -> Result<(Vec<SeenAccount>, Summary), BadList> {
    let mut list = accounts::open(format, Box::new(Cursor::new(bytes.as_ref().to_vec())))?;
    let mut rows = Vec::new();
    while let Some(row) = list.next()? {
        rows.push(row);
    }
    Ok((rows, list.summary()))
}

/// Every person of a roster, and what is known of the whole.
pub(crate) fn read_people(
    format: people::Format,
    bytes: impl AsRef<[u8]>,
) -> Result<(Vec<SeenPerson>, Summary), BadList> {
    let mut list = people::open(format, Box::new(Cursor::new(bytes.as_ref().to_vec())))?;
    let mut rows = Vec::new();
    while let Some(row) = list.next()? {
        rows.push(row);
    }
    Ok((rows, list.summary()))
}

/// Why a list of accounts is refused.
pub(crate) fn refused_accounts(format: accounts::Format, bytes: impl AsRef<[u8]>) -> String {
    read_accounts(format, bytes).unwrap_err().to_string()
}

/// Why a roster is refused.
pub(crate) fn refused_people(format: people::Format, bytes: impl AsRef<[u8]>) -> String {
    read_people(format, bytes).unwrap_err().to_string()
}
