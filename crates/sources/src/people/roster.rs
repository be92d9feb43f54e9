//! Rosters in CSV, JSON or JSON Lines of anybody's making.

use std::{collections::BTreeMap, io::BufRead};

use domain::{
    Instant,
    accounts::roster_facts,
    facts::{Fact, Facts},
    listings::{BadList, Listing, RosterLeft, SeenPerson, Summary},
};
use serde_json::Value;

use super::standing;
use crate::reading::{
    cells::{self, Cell},
    columns::{Columns, Vocabulary},
    keys::Keys,
    refusals,
    tables::{Row, Table},
};

const VOCABULARY: Vocabulary = &[
    &["id", "employeeId", "externalId"],
    &["workEmail", "email"],
    &[roster_facts::FIRST_NAME],
    &[roster_facts::LAST_NAME],
    &["name", "fullName"],
    &[roster_facts::JOB_TITLE, "title"],
    &[roster_facts::CONTRACTOR, "isContractor"],
    &[roster_facts::STARTED_AT, "startDate", "hireDate", "date"],
    &[roster_facts::SEPARATED_AT, "endDate", "terminationDate", "leavingDate"],
    &["status", "employmentStatus"],
    &[roster_facts::LEFT, "hasLeft"],
    &["active", "isActive"],
    &[roster_facts::MANAGER_ID],
    &[roster_facts::MANAGER_NAME, "manager"],
    &[roster_facts::SECONDARY_EMAIL, "personalEmail"],
    &["mfa", "isMfaEnabled", "hasMfa"],
];

/// People whose columns are told by name.
pub(crate) struct Roster {
    table: Table,
    keys: Keys,
}

/// A row and its columns, asked by what these mean.
struct Entry<'a> {
    row: &'a Row,
    columns: &'a Columns,
}

impl Roster {
    /// A roster in CSV.
    pub(crate) fn csv(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        Ok(Self { table: Table::csv(input, VOCABULARY, "workEmail")?, keys: Keys::default() })
    }

    /// A roster in one JSON array.
    pub(crate) fn json(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        Ok(Self { table: Table::json(input, VOCABULARY)?, keys: Keys::default() })
    }

    /// A roster in JSON Lines.
    pub(crate) fn jsonl(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        Ok(Self { table: Table::jsonl(input, VOCABULARY)?, keys: Keys::default() })
    }

    fn person(&mut self, row: Row) -> Result<SeenPerson, BadList> {
        let line = row.line;
        let entry = Entry { row: &row, columns: self.table.columns() };
        let Some(email) = entry.get("workEmail").map(Cell::email).transpose()?.flatten() else {
            return Err(refusals::cell(line, "email", "must not be empty"));
        };
        let (external_id, column) = match entry.get("id") {
            Some(id) => (id.name()?.unwrap_or_default(), id.column),
            None => (email.key(), "email"),
        };
        self.keys.add(&external_id, line, column)?;
        let (first_name, last_name) = entry.names()?;
        let mut known = entry.known()?;
        known.insert(roster_facts::FIRST_NAME, Value::from(first_name.clone()));
        known.insert(roster_facts::LAST_NAME, Value::from(last_name.clone()));
        known.retain(|_, value| value.as_str() != Some(""));
        let left = entry.left()?;
        let mfa = cells::truth_fact(entry.truth("mfa")?);
        let job_title = entry.text(roster_facts::JOB_TITLE)?;
        let mut by_name = others(row, self.table.columns(), &mfa);
        by_name.extend(known.into_iter().map(|(name, value)| (name.to_owned(), Fact::Known(value))));
        let facts = Facts { call: self.table.call(), by_name };
        let email = email.as_str().to_owned();
        Ok(SeenPerson { line, external_id, email, first_name, last_name, job_title, mfa, left, facts })
    }
}

impl Entry<'_> {
    fn get(&self, name: &str) -> Option<Cell<'_>> {
        self.row.get(self.columns, name)
    }

    fn text(&self, name: &str) -> Result<Option<String>, BadList> {
        Ok(self.get(name).map(Cell::text).transpose()?.flatten())
    }

    fn name(&self, name: &str) -> Result<Option<String>, BadList> {
        Ok(self.get(name).map(Cell::name).transpose()?.flatten())
    }

    fn truth(&self, name: &str) -> Result<Option<bool>, BadList> {
        Ok(self.get(name).map(Cell::truth).transpose()?.flatten())
    }

    fn instant(&self, name: &str) -> Result<Option<Instant>, BadList> {
        Ok(self.get(name).map(Cell::instant).transpose()?.flatten())
    }

    /// First and last name; empty where there is none.
    fn names(&self) -> Result<(String, String), BadList> {
        let (first, last) = (self.name(roster_facts::FIRST_NAME)?, self.name(roster_facts::LAST_NAME)?);
        if first.is_some() || last.is_some() {
            return Ok((first.unwrap_or_default(), last.unwrap_or_default()));
        }
        let whole = self.name("name")?.unwrap_or_default();
        Ok(match whole.rsplit_once(char::is_whitespace) {
            Some((first, last)) => (first.trim_end().to_owned(), last.to_owned()),
            None => (whole, String::new()),
        })
    }

    /// What the roster's own words say of their having left; `None` where they say nothing.
    fn standing(&self) -> Result<Option<bool>, BadList> {
        let active = self.truth("active")?.map(|active| !active);
        let status = self.text("status")?.and_then(|status| standing::left(&status));
        let said = [self.truth(roster_facts::LEFT)?, status, active];
        Ok(said.into_iter().flatten().max())
    }

    fn left(&self) -> Result<Option<RosterLeft>, BadList> {
        let at = self.instant(roster_facts::SEPARATED_AT)?;
        let says_so = self.standing()? == Some(true);
        Ok((at.is_some() || says_so).then_some(RosterLeft { at }))
    }

    /// The facts that are read back, those that are known.
    fn known(&self) -> Result<BTreeMap<&'static str, Value>, BadList> {
        let mut known = BTreeMap::new();
        for name in [
            roster_facts::JOB_TITLE,
            roster_facts::MANAGER_ID,
            roster_facts::MANAGER_NAME,
            roster_facts::SECONDARY_EMAIL,
        ] {
            known.extend(self.text(name)?.map(|text| (name, Value::from(text))));
        }
        for name in [roster_facts::STARTED_AT, roster_facts::SEPARATED_AT] {
            known.extend(self.instant(name)?.map(|instant| (name, Value::from(instant.to_string()))));
        }
        known.extend(self.truth(roster_facts::CONTRACTOR)?.map(|truth| (roster_facts::CONTRACTOR, Value::from(truth))));
        known.extend(self.standing()?.map(|left| (roster_facts::LEFT, Value::from(left))));
        Ok(known)
    }
}

/// The facts under the roster's own names: what is not kept elsewhere.
fn others(row: Row, columns: &Columns, mfa: &Fact<bool>) -> BTreeMap<String, Fact<Value>> {
    let mut facts = BTreeMap::new();
    for (name, meaning, value) in row.into_cells(columns) {
        let fact = match meaning {
            Some("mfa") => cells::as_value(mfa),
            None | Some("status" | "active") => cells::fact(value),
            Some(_) => continue,
        };
        facts.insert(name.to_owned(), fact);
    }
    facts
}

impl Listing<SeenPerson> for Roster {
    fn next(&mut self) -> Result<Option<SeenPerson>, BadList> {
        self.table.next()?.map(|row| self.person(row)).transpose()
    }

    fn summary(&self) -> Summary {
        self.table.summary()
    }
}
