//! What every format puts under the names of `domain::accounts::observed_facts`.

use std::collections::BTreeMap;

use domain::{
    accounts::observed_facts as names,
    facts::{Fact, Unknown},
    listings::BadList,
};
use serde_json::Value;

use crate::{
    mapping::is_reserved,
    reading::{
        cells::{self, Cell, not_collected},
        columns::Columns,
        rows::Row,
    },
    words::Word,
};

/// Facts by name.
pub(crate) type Facts = BTreeMap<String, Fact<Value>>;

/// What a summary calls rows of which it is not known when they were last used, because the date has no known spelling.
pub(crate) const UNREADABLE: &str = "dates of last use in no known spelling";

/// What was read of a row.
pub(crate) struct Observed {
    /// Whether there is a second factor.
    pub(crate) mfa: Fact<bool>,
    /// Whether it is said when it was last used, in no known spelling.
    pub(crate) unreadable: bool,
    others: Vec<(&'static str, Fact<Value>)>,
}

impl Observed {
    /// Reads a row.
    pub(crate) fn read(row: &Row, columns: &Columns) -> Result<Self, BadList> {
        let unknown = |name| Fact::Unknown(columns.mapping.unknown(name));
        let truth =
            |name| row.get(columns, name).map_or_else(|| Ok(Fact::Unknown(columns.mapping.unknown(name))), Cell::truth);
        let mut others = Vec::new();
        for name in [names::ADMIN, names::DATABASE, names::WRITE, names::PUSH, names::ENABLED] {
            others.push((name, cells::as_value(&truth(name)?)));
        }
        let used = row.get(columns, names::LAST_USED_AT);
        let read = used.map_or_else(|| Ok(unknown(names::LAST_USED_AT)), last_used);
        let unreadable = read.is_err();
        others.push((names::LAST_USED_AT, read.unwrap_or_else(|_| not_collected())));
        let nature = row.get(columns, names::NATURE);
        others.push((names::NATURE, nature.map_or_else(|| unknown(names::NATURE), nature_of)));
        let groups = row.get(columns, names::GROUPS);
        others.push((
            names::GROUPS,
            groups.map_or_else(|| unknown(names::GROUPS), |cell| cells::as_value(&cell.texts())),
        ));
        Ok(Self { mfa: truth(names::MFA)?, unreadable, others })
    }

    /// Puts what is known, and why the rest is not, among the facts.
    pub(crate) fn put(self, facts: &mut Facts) -> Fact<bool> {
        facts.retain(|name, _| !is_reserved(name));
        for (name, fact) in self.others {
            put(facts, name, fact);
        }
        put(facts, names::MFA, cells::as_value(&self.mfa));
        self.mfa
    }
}

/// Puts a fact among the others. What was not collected is left out: that is what an absent one means.
pub(crate) fn put(facts: &mut Facts, name: &str, fact: Fact<Value>) {
    if fact != Fact::Unknown(Unknown::NotCollected) {
        facts.insert(name.to_owned(), fact);
    }
}

fn last_used(cell: Cell<'_>) -> Result<Fact<Value>, BadList> {
    if let Some(Word::Why(why)) = cell.word() {
        return Ok(Fact::Unknown(why.clone()));
    }
    Ok(cell.instant()?.map_or_else(not_collected, |instant| Fact::Known(Value::from(instant.to_string()))))
}

/// A person's or a machine's, where the tool's own words say so: other words say nothing.
fn nature_of(cell: Cell<'_>) -> Fact<Value> {
    let said = match cell.word() {
        Some(Word::Person) => Some("person"),
        Some(Word::Service) => Some("service"),
        Some(Word::Why(why)) => return Fact::Unknown(why.clone()),
        Some(Word::Yes | Word::No) | None => {
            let text = cell.value.as_str().unwrap_or_default().trim();
            ["person", "service"].into_iter().find(|known| text.eq_ignore_ascii_case(known))
        }
    };
    said.map_or_else(not_collected, |said| Fact::Known(Value::from(said)))
}
