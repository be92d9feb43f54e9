//! People whose columns are told by name: in CSV, JSON or JSON Lines of anybody's making, or as a preset has them.

use std::collections::BTreeMap;

use domain::{
    Instant,
    accounts::roster_facts,
    facts::{Fact, Facts},
    listings::{BadList, Input, Listing, RosterLeft, SeenPerson, Summary},
};
use serde_json::Value;

use super::standing;
use crate::{
    mapping::{Mapping, Vocabulary},
    observed::{self, Observed},
    reading::{
        cells::{self, Cell},
        columns::Columns,
        keys::Keys,
        refusals,
        rows::Row,
        tables::{Shape, Table},
    },
    words::Word,
};

/// The fields of a person.
pub(crate) const VOCABULARY: Vocabulary = &[
    ("id", &["id", "employeeId", "externalId"]),
    ("email", &["workEmail", "email"]),
    (roster_facts::FIRST_NAME, &[roster_facts::FIRST_NAME]),
    (roster_facts::LAST_NAME, &[roster_facts::LAST_NAME]),
    ("name", &["name", "fullName"]),
    (roster_facts::JOB_TITLE, &[roster_facts::JOB_TITLE, "title"]),
    (roster_facts::CONTRACTOR, &[roster_facts::CONTRACTOR, "isContractor"]),
    (roster_facts::STARTED_AT, &[roster_facts::STARTED_AT, "startDate", "hireDate", "date"]),
    (roster_facts::SEPARATED_AT, &[roster_facts::SEPARATED_AT, "endDate", "terminationDate", "leavingDate"]),
    ("status", &["status", "employmentStatus"]),
    (roster_facts::LEFT, &[roster_facts::LEFT, "hasLeft"]),
    ("active", &["active", "isActive"]),
    (roster_facts::MANAGER_ID, &[roster_facts::MANAGER_ID]),
    (roster_facts::MANAGER_NAME, &[roster_facts::MANAGER_NAME, "manager"]),
    (roster_facts::SECONDARY_EMAIL, &[roster_facts::SECONDARY_EMAIL, "personalEmail"]),
    ("mfa", &["mfa", "isMfaEnabled", "hasMfa"]),
    ("access.admin", &["access.admin"]),
    ("lastUsedAt", &["lastUsedAt"]),
    ("nature", &["nature"]),
    ("groups", &["groups"]),
    ("enabled", &["enabled"]),
];

/// Fields whose columns are kept under our names, and not under their own besides.
const RENAMED: [&str; 14] = [
    "id",
    "email",
    roster_facts::FIRST_NAME,
    roster_facts::LAST_NAME,
    "name",
    roster_facts::JOB_TITLE,
    roster_facts::CONTRACTOR,
    roster_facts::STARTED_AT,
    roster_facts::SEPARATED_AT,
    roster_facts::LEFT,
    roster_facts::MANAGER_ID,
    roster_facts::MANAGER_NAME,
    roster_facts::SECONDARY_EMAIL,
    "mfa",
];

/// What a summary calls rows that were passed over because they name nobody who could be found again.
const NO_ADDRESS: &str = "rows without an address";

/// People whose columns are told by name.
pub(crate) struct Roster {
    table: Table,
    keys: Keys,
    passed_over: BTreeMap<String, u64>,
}

/// A row and its columns, asked by what these mean.
struct Entry<'a> {
    row: &'a Row,
    columns: &'a Columns,
}

impl Roster {
    /// Reads as far as the columns.
    pub(crate) fn open(shape: Shape, input: Input, mapping: Mapping) -> Result<Self, BadList> {
        let table = Table::open(shape, input, mapping, "email")?;
        Ok(Self { table, keys: Keys::default(), passed_over: BTreeMap::new() })
    }

    /// The person of the row; `None` where it has no address, and such rows are passed over.
    fn person(&mut self, row: Row) -> Result<Option<SeenPerson>, BadList> {
        let line = row.line;
        let columns = self.table.columns();
        let entry = Entry { row: &row, columns };
        let Some(email) = entry.get("email").map(Cell::email).transpose()?.flatten() else {
            if columns.mapping.preset.is_some_and(|preset| preset.passes_over()) {
                *self.passed_over.entry(NO_ADDRESS.to_owned()).or_default() += 1;
                return Ok(None);
            }
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
        let job_title = entry.text(roster_facts::JOB_TITLE)?;
        let observed = Observed::read(&row, columns)?;
        if observed.unreadable {
            *self.passed_over.entry(observed::UNREADABLE.to_owned()).or_default() += 1;
        }
        let mut by_name = others(row, columns, &observed.mfa);
        by_name.extend(known.into_iter().map(|(name, value)| (name.to_owned(), Fact::Known(value))));
        let mfa = observed.put(&mut by_name);
        let facts = Facts { call: self.table.call(), by_name };
        let email = email.as_str().to_owned();
        Ok(Some(SeenPerson {
            line,
            external_id,
            email,
            first_name,
            last_name,
            job_title,
            mfa,
            left,
            gone_at: None,
            facts,
        }))
    }
}

impl<'a> Entry<'a> {
    fn get(&self, name: &str) -> Option<Cell<'a>> {
        self.row.get(self.columns, name)
    }

    fn text(&self, name: &str) -> Result<Option<String>, BadList> {
        Ok(self.get(name).map(Cell::text).transpose()?.flatten())
    }

    fn name(&self, name: &str) -> Result<Option<String>, BadList> {
        Ok(self.get(name).map(Cell::name).transpose()?.flatten())
    }

    fn truth(&self, name: &str) -> Result<Option<bool>, BadList> {
        Ok(self.get(name).map(Cell::truth).transpose()?.and_then(|fact| fact.known().copied()))
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
        let status = match self.get("status").and_then(Cell::word) {
            Some(Word::Yes) => Some(true),
            Some(Word::No) => Some(false),
            Some(_) => None,
            None => self.text("status")?.and_then(|status| standing::left(&status)),
        };
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

/// The facts under the roster's own names: what is not kept under ours.
fn others(row: Row, columns: &Columns, mfa: &Fact<bool>) -> observed::Facts {
    let mut facts = BTreeMap::new();
    for (name, field, value) in row.into_cells(columns, &RENAMED) {
        let fact = match field {
            Some("mfa") => cells::as_value(mfa),
            None => cells::fact(value),
            Some(_) => continue,
        };
        facts.insert(name.to_owned(), fact);
    }
    facts
}

impl Listing<SeenPerson> for Roster {
    fn next(&mut self) -> Result<Option<SeenPerson>, BadList> {
        while let Some(row) = self.table.next()? {
            if let Some(person) = self.person(row)? {
                return Ok(Some(person));
            }
        }
        Ok(None)
    }

    fn summary(&self) -> Summary {
        Summary { passed_over: self.passed_over.clone(), ..self.table.summary() }
    }
}
