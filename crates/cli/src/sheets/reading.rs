//! Reading the sheet: which rows somebody edited, and what they say.

use std::collections::HashMap;

use domain::listings::BadList;
use exports::sheet::{lines, mark};
use sources::sheets::{Cell, Reader, Row};

use super::{COLUMNS, Cells, titles};
use crate::print::unguarded;

/// Columns that must be there.
const NEEDED: [&str; 6] =
    [titles::ID, titles::VERSION, titles::PERSON, titles::REASON, titles::OWNER, titles::REVIEW_BY];
/// Columns that are read where they are there.
const READ: [&str; 4] = [titles::BECAUSE, titles::USERNAME, titles::EXTERNAL_ID, titles::EXPORTED];

/// A row that somebody edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edited {
    /// Its number, as a spreadsheet shows it.
    pub(crate) row: u64,
    /// The account.
    pub(crate) account: i64,
    /// The version of what was decided about it, when it was exported.
    pub(crate) version: i64,
    /// What the account is called: its user name and its external id, as far as there are columns for them.
    pub(crate) called: Vec<String>,
    /// What it is to be.
    pub(crate) cells: Cells,
    /// Why.
    pub(crate) because: String,
}

impl Edited {
    /// Whether it names no person at all.
    pub(crate) fn names_nobody(&self) -> bool {
        [&self.cells.person, &self.cells.owner].iter().all(|text| text.trim().is_empty())
    }

    /// Whether it says why.
    pub(crate) fn says_why(&self) -> bool {
        !self.because.trim().is_empty()
    }

    /// The same for that reason, unless it has one of its own.
    pub(crate) fn because_of(mut self, because: Option<&str>) -> Self {
        if !self.says_why() {
            self.because = because.unwrap_or_default().to_owned();
        }
        self
    }
}

/// What was found in a sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// Where the columns are that are read, by title.
    places: HashMap<&'static str, usize>,
    /// Titles of columns that are not the sheet's own.
    pub(crate) strange: Vec<String>,
    /// Rows that somebody edited.
    pub(crate) edited: Vec<Edited>,
    /// Rows that say of no account what is to be, and why not.
    pub(crate) refused: Vec<(u64, String)>,
    /// How many rows nobody edited.
    pub(crate) unchanged: usize,
}

impl Reader for Sheet {
    fn titles(&mut self, titles: Vec<String>) -> Result<(), BadList> {
        for (place, title) in titles.iter().enumerate() {
            let known = NEEDED.iter().chain(&READ).find(|known| is_titled(title, known));
            let Some(known) = known else {
                let ours = COLUMNS.iter().any(|column| is_titled(title, column.title));
                self.strange.extend((!ours && !title.trim().is_empty()).then(|| title.clone()));
                continue;
            };
            if self.places.insert(known, place).is_some() {
                return Err(refused(known, "is there twice"));
            }
        }
        let missing = NEEDED.iter().find(|needed| !self.places.contains_key(*needed));
        missing.map_or(Ok(()), |missing| {
            Err(refused(missing, "is missing from the titles; apply what `whose accounts list --csv` wrote"))
        })
    }

    fn row(&mut self, row: Row) -> Result<(), BadList> {
        let edited = self.read(&row)?;
        let exported = self.text(&row, titles::EXPORTED)?;
        let Some(edited) = edited else {
            let why = "has no id and version as they were exported; accounts are added by import alone";
            self.refused.push((row.number, why.to_owned()));
            return Ok(());
        };
        let same = mark(edited.account, edited.version, &edited.cells) == exported.trim();
        if same && !edited.says_why() {
            self.unchanged += 1;
        } else {
            self.edited.push(edited);
        }
        Ok(())
    }
}

impl Sheet {
    /// What the row says; `None` where it says it of no account.
    fn read(&self, row: &Row) -> Result<Option<Edited>, BadList> {
        let text = |title| self.text(row, title);
        let cells = Cells {
            person: text(titles::PERSON)?,
            reason: text(titles::REASON)?,
            owner: text(titles::OWNER)?,
            review_by: text(titles::REVIEW_BY)?,
        };
        let names = [titles::USERNAME, titles::EXTERNAL_ID].into_iter().filter(|title| self.places.contains_key(title));
        let called = names.map(text).collect::<Result<_, _>>()?;
        let (id, version, because) = (text(titles::ID)?, text(titles::VERSION)?, text(titles::BECAUSE)?);
        let edited = number(&id).zip(number(&version)).map(|(account, version)| Edited {
            row: row.number,
            account,
            version,
            called,
            cells,
            because,
        });
        Ok(edited)
    }

    /// What stands in the column, without the guard against formulas; nothing where there is no such column.
    fn text(&self, row: &Row, title: &'static str) -> Result<String, BadList> {
        match self.places.get(title).and_then(|place| row.cells.get(*place)) {
            None => Ok(String::new()),
            Some(Cell::Text(text)) => Ok(lines(unguarded(text))),
            Some(Cell::Formula) => {
                let row = row.number;
                Err(refused(title, format!("is calculated by a formula in row {row}; put a value in its place")))
            }
        }
    }
}

fn is_titled(title: &str, known: &str) -> bool {
    title.trim().eq_ignore_ascii_case(known)
}

fn refused(title: &str, problem: impl Into<String>) -> BadList {
    BadList { line: None, column: Some(title.to_owned()), problem: problem.into() }
}

/// A whole number in plain digits.
fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
