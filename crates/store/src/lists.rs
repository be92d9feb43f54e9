//! Lists of accounts: which, in what order, from where. They give ids; [`crate::links::load`] gives the rest.

use domain::{
    connections::Family,
    ids::{AccountId, CompanyId, ConnectionId, PersonId},
    texts,
};

use crate::{
    Result, Tx,
    db::{Statement, Value},
};

/// Which accounts.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these families; empty for any.
    pub families: Vec<Family>,
    /// Of these connections, where that is asked for.
    pub connections: Option<Vec<ConnectionId>>,
    /// With this in their external id, name or address, in any case.
    pub q: Option<String>,
    /// That are this person's.
    pub person: Option<PersonId>,
    /// That are, or are not, so.
    pub states: Vec<(Condition, bool)>,
}

/// A state that accounts can be asked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// No person and no service mark.
    Unlinked,
    /// Marked as a service account.
    Service,
    /// A service account without an owner who works here.
    Unowned,
    /// Gone at the provider.
    Removed,
    /// Linked to somebody who has left.
    Leaver,
}

impl Condition {
    const fn sql(self) -> &'static str {
        match self {
            Self::Unlinked => "(l.person_id IS NULL AND l.service_at IS NULL)",
            Self::Service => "(l.service_at IS NOT NULL)",
            Self::Unowned => {
                "(l.service_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM people o WHERE o.company_id = l.company_id \
                 AND o.id = l.owner_id AND o.has_left = 0))"
            }
            Self::Removed => "(a.removed_at IS NOT NULL)",
            Self::Leaver => {
                "EXISTS (SELECT 1 FROM people o WHERE o.company_id = l.company_id AND o.id = l.person_id AND o.has_left = 1)"
            }
        }
    }
}

/// What accounts can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the name of a column")]
pub enum Sort {
    Id,
    ExternalId,
    Username,
    Email,
    ConnectedAt,
    DisconnectedAt,
    ServiceAccount,
    Mfa,
    Person,
    Upstream,
    ConnectionName,
    ConnectionState,
    Admin,
    Database,
    Write,
    Push,
}

impl Sort {
    const fn sql(self) -> &'static str {
        match self {
            Self::Id => "a.id",
            Self::ExternalId => "a.external_key",
            Self::Username => "a.username_key",
            Self::Email => "a.email_key",
            Self::ConnectedAt => "l.connected_at",
            Self::DisconnectedAt => "CASE WHEN l.person_id IS NULL THEN l.unlinked_at ELSE a.removed_at END",
            Self::ServiceAccount => "l.service_at",
            Self::Mfa => "a.has_mfa",
            Self::Person => "p.sort_key",
            Self::Upstream => "c.upstream",
            Self::ConnectionName => "c.name_key",
            Self::ConnectionState => "c.state",
            Self::Admin => "l.admin_at",
            Self::Database => "l.database_at",
            Self::Write => "l.write_at",
            Self::Push => "l.push_at",
        }
    }

    const fn nullable(self) -> bool {
        !matches!(self, Self::Id | Self::ExternalId | Self::Username | Self::ConnectionName | Self::ConnectionState)
    }

    const fn join(self) -> &'static str {
        match self {
            Self::Person => " LEFT JOIN people p ON p.company_id = l.company_id AND p.id = l.person_id",
            Self::Upstream | Self::ConnectionName | Self::ConnectionState => {
                " JOIN connections c ON c.company_id = a.company_id AND c.id = a.connection_id"
            }
            _ => "",
        }
    }
}

/// A place in a list.
#[derive(Clone, Debug)]
pub enum From {
    /// After that many.
    Skip(i64),
    /// After the account of this sort key and id; for sorts that are never null.
    After(Value, AccountId),
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is sorted by; ties by id, nulls last.
    pub sort: Sort,
    /// From the last to the first.
    pub descending: bool,
    /// Where it begins.
    pub from: From,
    /// How many.
    pub limit: i64,
}

/// The ids of a page, in its order.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(tx: &mut Tx, company: CompanyId, wanted: &Wanted, page: &Page) -> Result<Vec<AccountId>> {
    let mut values = vec![company.into(), page.limit.into()];
    let mut condition = condition(wanted, &mut values);
    let (key, direction) = (page.sort.sql(), if page.descending { "DESC" } else { "ASC" });
    let skip = match &page.from {
        From::Skip(skip) => *skip,
        From::After(after, id) => {
            values.extend([after.clone(), (*id).into()]);
            let than = if page.descending { "<" } else { ">" };
            let cast = if matches!(after, Value::Int(_)) { "BIGINT" } else { "TEXT" };
            condition.push_str(&format!(
                " AND ({key}, a.id) {than} (CAST(?{} AS {cast}), CAST(?{} AS BIGINT))",
                values.len() - 1,
                values.len()
            ));
            0
        }
    };
    values.push(skip.into());
    let nulls = if page.sort.nullable() { format!("({key} IS NULL), ") } else { String::new() };
    let order = if page.sort == Sort::Id {
        format!("a.id {direction}")
    } else {
        format!("{nulls}{key} {direction}, a.id {direction}")
    };
    let sql = format!(
        "SELECT a.id FROM accounts a JOIN links l ON l.company_id = a.company_id AND l.account_id = a.id{} \
         WHERE {condition} ORDER BY {order} LIMIT ?2 OFFSET ?{}",
        page.sort.join(),
        values.len()
    );
    tx.query(Statement::with(sql, values)).await?.into_iter().map(|mut row| row.get()).collect()
}

/// How many accounts there are in all.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(tx: &mut Tx, company: CompanyId, wanted: &Wanted) -> Result<i64> {
    let mut values = vec![company.into()];
    let condition = condition(wanted, &mut values);
    let sql = format!(
        "SELECT COUNT(*) FROM accounts a JOIN links l ON l.company_id = a.company_id AND l.account_id = a.id WHERE {condition}"
    );
    tx.one(Statement::with(sql, values)).await?.get()
}

fn condition(wanted: &Wanted, values: &mut Vec<Value>) -> String {
    let mut sql = "a.company_id = ?1".to_owned();
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    if !wanted.families.is_empty() {
        let places: Vec<String> = wanted.families.iter().map(|family| bind(family.name().into())).collect();
        sql.push_str(&one_of("a.family", &places));
    }
    if let Some(connections) = &wanted.connections {
        let places: Vec<String> = connections.iter().map(|connection| bind((*connection).into())).collect();
        sql.push_str(&one_of("a.connection_id", &places));
    }
    if let Some(q) = &wanted.q {
        let place = bind(pattern(q).into());
        let columns = ["a.external_key", "a.username_key", "a.email_key"];
        let tests = columns.map(|column| format!("{column} LIKE {place} ESCAPE '\\'"));
        sql.push_str(&format!(" AND ({})", tests.join(" OR ")));
    }
    if let Some(person) = wanted.person {
        sql.push_str(&format!(" AND l.person_id = {}", bind(person.into())));
    }
    for (state, so) in &wanted.states {
        sql.push_str(&format!(" AND {}{}", if *so { "" } else { "NOT " }, state.sql()));
    }
    sql
}

fn one_of(column: &str, places: &[String]) -> String {
    match places {
        [] => " AND 1 = 0".to_owned(),
        [one] => format!(" AND {column} = {one}"),
        many => format!(" AND {column} IN ({})", many.join(", ")),
    }
}

/// The pattern of a substring search in a key column.
#[must_use]
pub fn pattern(q: &str) -> String {
    format!("%{}%", escaped(&texts::key(q)))
}

/// Text in which nothing is a wildcard of `LIKE … ESCAPE '\'`.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
}
