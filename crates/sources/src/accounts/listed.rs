//! Accounts whose columns are told by name: in CSV, JSON or JSON Lines of anybody's making, or as a preset has them.

use domain::{
    emails::Email,
    facts::Facts,
    listings::{BadList, Input, Listing, SeenAccount, Summary},
};

use crate::{
    mapping::{Mapping, UPSTREAM, Vocabulary},
    observed::{self, Observed},
    reading::{
        cells::{self, Cell},
        columns::Columns,
        keys::Keys,
        refusals,
        rows::Row,
        tables::{Shape, Table},
    },
};

/// The fields of an account.
pub(crate) const VOCABULARY: Vocabulary = &[
    ("id", &["id", "identityId", "externalId"]),
    ("username", &["username", "name", "login"]),
    ("email", &["email"]),
    ("mfa", &["mfa", "hasMfa", "mfaEnabled"]),
    ("access.admin", &["access.admin"]),
    ("access.database", &["access.database"]),
    ("access.write", &["access.write"]),
    ("access.push", &["access.push"]),
    ("lastUsedAt", &["lastUsedAt"]),
    ("nature", &["nature"]),
    ("groups", &["groups"]),
    ("enabled", &["enabled"]),
    (UPSTREAM, &[]),
];

/// Accounts whose columns are told by name.
pub(crate) struct Listed {
    table: Table,
    keys: Keys,
    upstream: Option<String>,
    unreadable: u64,
}

impl Listed {
    /// Reads as far as the columns.
    pub(crate) fn open(shape: Shape, input: Input, mapping: Mapping) -> Result<Self, BadList> {
        let table = Table::open(shape, input, mapping, "id")?;
        Ok(Self { table, keys: Keys::default(), upstream: None, unreadable: 0 })
    }

    fn account(&mut self, row: Row) -> Result<SeenAccount, BadList> {
        let (line, columns) = (row.line, self.table.columns());
        let get = |field| row.get(columns, field);
        let Some(id) = get("id") else { return Err(refusals::cell(line, "id", "is missing")) };
        let external_id = id.name()?.unwrap_or_default();
        self.keys.add(&external_id, line, id.column)?;
        if let Some(cell) = get(UPSTREAM) {
            bind(&mut self.upstream, cell)?;
        }
        let username = get("username").map(Cell::name).transpose()?.flatten();
        let email = get("email").map(Cell::text).transpose()?.flatten();
        let observed = Observed::read(&row, columns)?;
        self.unreadable += u64::from(observed.unreadable);
        let mut by_name = facts(row, columns, &observed);
        let mfa = observed.put(&mut by_name);
        Ok(SeenAccount {
            line,
            username: username.unwrap_or_else(|| external_id.clone()),
            email: email.and_then(|text| Email::parse(&text)).map(|email| email.as_str().to_owned()),
            facts: Facts { call: self.table.call(), by_name },
            external_id,
            mfa,
            gone_at: None,
        })
    }
}

/// Checks that the row is of the same account at the provider as those before.
fn bind(upstream: &mut Option<String>, cell: Cell<'_>) -> Result<(), BadList> {
    let Some(this) = cell.name()? else { return Ok(()) };
    if *upstream.get_or_insert_with(|| this.clone()) == this {
        return Ok(());
    }
    Err(cell.refused("is of another upstream account than the rows before; a list is of one"))
}

fn facts(row: Row, columns: &Columns, observed: &Observed) -> observed::Facts {
    let kept = row.into_cells(columns, &["mfa"]).into_iter().map(|(name, field, value)| {
        (name.to_owned(), if field.is_some() { cells::as_value(&observed.mfa) } else { cells::fact(value) })
    });
    kept.collect()
}

impl Listing<SeenAccount> for Listed {
    fn next(&mut self) -> Result<Option<SeenAccount>, BadList> {
        self.table.next()?.map(|row| self.account(row)).transpose()
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary { upstream: self.upstream.clone(), ..self.table.summary() };
        if self.unreadable > 0 {
            summary.passed_over.insert(observed::UNREADABLE.to_owned(), self.unreadable);
        }
        summary
    }
}
