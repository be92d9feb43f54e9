//! Tests of the formats, through the two doors that the crate has; the samples are files that look like real ones.

use std::io::Cursor;

use domain::listings::{BadList, Input, Reading, SeenAccount, SeenPerson, Summary};

use crate::{accounts, people};

mod accounts_listed;
mod aws;
mod damage;
mod damaged_samples;
mod directories;
mod documented;
mod documents;
mod drata;
mod limits;
mod mapped;
mod personnel;
mod recognised;
mod roster;
mod samples;

pub(crate) const AWS: &str = include_str!("../samples/credential-report.csv");
pub(crate) const AWS_OF_MOTO: &str = include_str!("../samples/credential-report-moto.csv");
pub(crate) const ACCOUNTS_CSV: &str = include_str!("../samples/accounts.csv");
pub(crate) const ACCOUNTS_JSONL: &str = include_str!("../samples/accounts.jsonl");
pub(crate) const DRATA_ACCOUNTS: &str = include_str!("../samples/drata-accounts.jsonl");
pub(crate) const DRATA_PEOPLE: &str = include_str!("../samples/drata-people.jsonl");
pub(crate) const ROSTER_CSV: &str = include_str!("../samples/roster.csv");
pub(crate) const ROSTER_JSON: &str = include_str!("../samples/roster.json");
pub(crate) const ROSTER_JSONL: &str = include_str!("../samples/roster.jsonl");
pub(crate) const PERSONNEL: &str = include_str!("../samples/personnel.json");

/// The credential report's format.
pub(crate) const REPORT: &str = "aws-credential-report";

/// A list in that format; in the one that it shows itself where there is none.
pub(crate) fn reading(format: &str) -> Reading {
    Reading { format: Some(format.to_owned()).filter(|format| !format.is_empty()), ..Reading::default() }
}

fn input(bytes: impl AsRef<[u8]>) -> Input {
    Box::new(Cursor::new(bytes.as_ref().to_vec()))
}

/// Every account of a list, and what is known of the whole.
pub(crate) fn read_accounts(format: &str, bytes: impl AsRef<[u8]>) -> Result<(Vec<SeenAccount>, Summary), BadList> {
    accounts_as(&reading(format), bytes)
}

/// The same, read in that way.
pub(crate) fn accounts_as(reading: &Reading, bytes: impl AsRef<[u8]>) -> Result<(Vec<SeenAccount>, Summary), BadList> {
    let mut list = accounts(reading, input(bytes))?;
    let mut rows = Vec::new();
    while let Some(row) = list.next()? {
        rows.push(row);
    }
    Ok((rows, list.summary()))
}

/// Every person of a roster, and what is known of the whole.
pub(crate) fn read_people(format: &str, bytes: impl AsRef<[u8]>) -> Result<(Vec<SeenPerson>, Summary), BadList> {
    people_as(&reading(format), bytes)
}

/// The same, read in that way.
pub(crate) fn people_as(reading: &Reading, bytes: impl AsRef<[u8]>) -> Result<(Vec<SeenPerson>, Summary), BadList> {
    let mut list = people(reading, input(bytes))?;
    let mut rows = Vec::new();
    while let Some(row) = list.next()? {
        rows.push(row);
    }
    Ok((rows, list.summary()))
}

/// Why a list of accounts is refused.
pub(crate) fn refused_accounts(format: &str, bytes: impl AsRef<[u8]>) -> String {
    read_accounts(format, bytes).unwrap_err().to_string()
}

/// Why a roster is refused.
pub(crate) fn refused_people(format: &str, bytes: impl AsRef<[u8]>) -> String {
    read_people(format, bytes).unwrap_err().to_string()
}
