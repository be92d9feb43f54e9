//! Accounts in CSV or JSON Lines of anybody's making.

use std::{collections::BTreeMap, io::BufRead};

use domain::{
    emails::Email,
    facts::{Fact, Facts},
    listings::{BadList, Listing, SeenAccount, Summary},
};

use crate::reading::{
    cells::{self, Cell},
    columns::{Columns, Vocabulary},
    keys::Keys,
    refusals,
    tables::{Row, Table},
};

const VOCABULARY: Vocabulary = &[
    &["id", "identityId", "externalId"],
    &["username", "name", "login"],
    &["email"],
    &["mfa", "hasMfa", "mfaEnabled"],
];

/// Accounts whose columns are told by name.
pub(crate) struct Listed {
    table: Table,
    keys: Keys,
}

impl Listed {
    /// Accounts in CSV.
    pub(crate) fn csv(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        Ok(Self { table: Table::csv(input, VOCABULARY, "id")?, keys: Keys::default() })
    }

    /// Accounts in JSON Lines.
    pub(crate) fn jsonl(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        Ok(Self { table: Table::jsonl(input, VOCABULARY)?, keys: Keys::default() })
    }

    fn account(&mut self, row: Row) -> Result<SeenAccount, BadList> {
        let (line, columns) = (row.line, self.table.columns());
        let get = |name| row.get(columns, name);
        let Some(id) = get("id") else { return Err(refusals::cell(line, "id", "is missing")) };
        let external_id = id.name()?.unwrap_or_default();
        self.keys.add(&external_id, line, id.column)?;
        let username = get("username").map(Cell::name).transpose()?.flatten();
        let email = get("email").map(Cell::text).transpose()?.flatten();
        let mfa = cells::truth_fact(get("mfa").map(Cell::truth).transpose()?.flatten());
        Ok(SeenAccount {
            line,
            username: username.unwrap_or_else(|| external_id.clone()),
            email: email.and_then(|text| Email::parse(&text)).map(|email| email.as_str().to_owned()),
            facts: Facts { call: self.table.call(), by_name: facts(row, columns, &mfa) },
            external_id,
            mfa,
        })
    }
}

fn facts(row: Row, columns: &Columns, mfa: &Fact<bool>) -> BTreeMap<String, Fact<serde_json::Value>> {
    let kept = row.into_cells(columns).map(|(name, meaning, value)| {
        (name.to_owned(), if meaning == Some("mfa") { cells::as_value(mfa) } else { cells::fact(value) })
    });
    kept.collect()
}

impl Listing<SeenAccount> for Listed {
    fn next(&mut self) -> Result<Option<SeenAccount>, BadList> {
        self.table.next()?.map(|row| self.account(row)).transpose()
    }

    fn summary(&self) -> Summary {
        self.table.summary()
    }
}
