//! What sources hand over: rows of accounts and people, as read, before anything is stored.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    connections::Kind,
    facts::{Fact, Facts},
    runs::Scope,
};

/// How a list is to be read, as far as somebody says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The name of the format; else the list shows it by how it begins.
    pub format: Option<String>,
    /// Fields, each with the column that it is read from; an empty column leaves the field unread.
    pub map: Vec<(String, String)>,
    /// In which order dates with slashes are written.
    pub dates: Option<DateOrder>,
}

/// The order of a date such as 03/04/2024, which says nothing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];

    /// The word it is chosen by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
        }
    }

    /// The order of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }
}

/// A list that is read row by row. Implementations check every row; the caller stores nothing until the end is reached.
pub trait Listing<Row>: Send {
    /// The next row, or `None` after the last.
    ///
    /// # Errors
    /// When the list is not what it should be; nothing of it may be used then.
    fn next(&mut self) -> Result<Option<Row>, BadList>;

    /// What is known of the list as a whole; final once `next` has given `None`.
    fn summary(&self) -> Summary;
}

/// What is known of a list as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The format, as `aws-credential-report`.
    pub format: &'static str,
    /// What the list is of, where the format says.
    pub kind: Option<Kind>,
    /// The upstream account that every row belongs to, where the format says.
    pub upstream: Option<String>,
    /// Columns, in order.
    pub columns: Vec<String>,
    /// Columns that only became facts, because nothing more is known of them.
    pub unread: Vec<String>,
    /// Columns that were not kept at all, because they hold secrets or no text.
    pub dropped: Vec<String>,
    /// What was passed over, and how many of it, as `rows without an address`.
    pub passed_over: BTreeMap<String, u64>,
    /// When the provider was asked, where the format carries that date.
    pub asked_at: Option<Instant>,
    /// The newest date inside, which orders lists that carry no other.
    pub newest: Option<Instant>,
    /// Whether the format is always the whole list.
    pub always_complete: bool,
}

/// An account as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenAccount {
    /// The line that it begins on, from 1.
    #[serde(skip)]
    pub line: u64,
    /// What the provider calls it for good; not blank, unique in the list.
    pub external_id: String,
    /// Its name; not blank.
    pub username: String,
    /// Its address, if it has one.
    pub email: Option<String>,
    /// Whether it has a second factor.
    pub mfa: Fact<bool>,
    /// When it was found gone at the provider, where the list still holds it and says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<Instant>,
    /// Everything the list shows of it.
    pub facts: Facts,
}

/// A roster entry as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenPerson {
    /// The line that it begins on, from 1.
    #[serde(skip)]
    pub line: u64,
    /// The roster's id; not blank, unique in the list.
    pub external_id: String,
    /// Their address.
    pub email: String,
    /// First name; empty where the roster has none.
    pub first_name: String,
    /// Last name; empty where the roster has none.
    pub last_name: String,
    /// What they do.
    pub job_title: Option<String>,
    /// Whether they have a second factor at the identity provider.
    pub mfa: Fact<bool>,
    /// Whether the roster says that they have left, and when.
    pub left: Option<RosterLeft>,
    /// When it was found gone from the roster, where the list still holds it and says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<Instant>,
    /// Everything the roster shows of them; the names of [`crate::accounts::roster_facts`] among them.
    pub facts: Facts,
}

/// That a roster says of somebody that they have left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterLeft {
    /// The leaving date, where it tells.
    pub at: Option<Instant>,
}

/// Why a list is refused, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadList {
    /// The line, from 1, where there is one.
    pub line: Option<u64>,
    /// The column, where there is one: one that the format names, or of the header, by its number.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub problem: String,
}

impl fmt::Display for BadList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, "{}column {column}", if self.line.is_some() { ", " } else { "" })?;
        }
        let separator = if self.line.is_some() || self.column.is_some() { ": " } else { "" };
        write!(f, "{separator}{}", self.problem)
    }
}

impl std::error::Error for BadList {}

/// An export of a tool that is known by its header or keys, as somebody chooses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// The word it is chosen by.
    pub name: &'static str,
    /// The tool that makes it.
    pub tool: &'static str,
    /// What it lists, in words.
    pub what: &'static str,
    /// Whether it lists accounts or people.
    pub scope: Scope,
    /// What a connection of such lists is of.
    pub kind: Kind,
    /// The command that makes it, or the way there by hand.
    pub make: &'static str,
}

/// Opens lists in the formats that somebody knows how to read; handed to the use cases by whoever starts them.
pub trait Formats: Send + Sync {
    /// A list of accounts, read in that way.
    ///
    /// # Errors
    /// When no such format or field is known, or the beginning of the list is in none.
    fn accounts(&self, reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenAccount>>, BadList>;

    /// A list of people, read in that way.
    ///
    /// # Errors
    /// When no such format or field is known, or the beginning of the list is in none.
    fn people(&self, reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenPerson>>, BadList>;

    /// The exports of tools that are known, in the order in which they are shown.
    fn exports(&self) -> Vec<Export> {
        Vec::new()
    }
}

/// The bytes of a list.
pub type Input = Box<dyn std::io::BufRead + Send>;
