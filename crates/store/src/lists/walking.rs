//! Walking along an index: by keys, never by numbers of pages. Nulls come last in both directions, as a walk of their own.

use domain::ids::CompanyId;

use super::{From, Mark, Sort, Wanted, wanted::bind};
use crate::{
    Result, Tx,
    db::{Row, Statement, Value},
};

/// A list in its order.
pub(super) struct Walk<'w> {
    pub(super) company: CompanyId,
    pub(super) wanted: &'w Wanted,
    pub(super) sort: Sort,
    pub(super) descending: bool,
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it, where every account has a key.
    Whole,
    /// The accounts with a key.
    Keyed,
    /// The accounts without one.
    Nulls,
}

impl Walk<'_> {
    /// The marks of a part from a place in it on.
    pub(super) async fn marks(&self, tx: &mut Tx, part: Part, from: &From, limit: i64) -> Result<Vec<Mark>> {
        let mut values = vec![self.company.into()];
        let (after, skip) = match from {
            From::Skip(skip) => (None, *skip),
            From::After(mark, skip) => (Some(mark), *skip),
        };
        let body = self.body(part, after, &mut values);
        let (key, id) = (if part == Part::Nulls { "NULL" } else { self.sort.sql() }, self.id());
        let (limit, skip) = (bind(&mut values, limit), bind(&mut values, skip));
        let sql = format!("SELECT {key}, {id}{body} ORDER BY {} LIMIT {limit} OFFSET {skip}", self.order(part));
        let read = |mut row: Row| Ok(Mark { key: row.get()?, account: row.get()? });
        tx.query(Statement::with(sql, values)).await?.into_iter().map(read).collect()
    }

    /// How many there are of a part, or after a mark in it.
    pub(super) async fn count(&self, tx: &mut Tx, part: Part, after: Option<&Mark>) -> Result<i64> {
        let mut values = vec![self.company.into()];
        let body = self.body(part, after, &mut values);
        tx.one(Statement::with(format!("SELECT COUNT(*){body}"), values)).await?.get()
    }

    /// The place among the nulls that is meant by one in the whole list, where it lies beyond all keys.
    pub(super) async fn place_among_nulls(&self, tx: &mut Tx, from: &From) -> Result<From> {
        Ok(match from {
            From::After(mark, _) if mark.key == Value::Null => from.clone(),
            From::Skip(0) | From::After(_, 0) => From::Skip(0),
            From::Skip(skip) => From::Skip(skip - self.count(tx, Part::Keyed, None).await?),
            From::After(mark, skip) => From::Skip(skip - self.count(tx, Part::Keyed, Some(mark)).await?),
        })
    }

    fn id(&self) -> &'static str {
        if self.sort.is_of_links() { "l.account_id" } else { "a.id" }
    }

    fn order(&self, part: Part) -> String {
        let (id, direction) = (self.id(), if self.descending { "DESC" } else { "ASC" });
        let bare = self.sort == Sort::Id || (part == Part::Nulls && !self.sort.indexes_nulls());
        if bare {
            return format!("{} {direction}", self.unindexed(id));
        }
        format!("{} {direction}, {id} {direction}", self.unindexed(self.sort.sql()))
    }

    /// A key, written so that no index is walked along for it where few accounts are wanted: somebody's are found, then sorted.
    fn unindexed(&self, key: &str) -> String {
        let few = self.wanted.person.or(self.wanted.concerning).is_some()
            && self.wanted.or_at.is_none()
            && self.sort.along().is_none();
        if few { format!("COALESCE({key}, {key})") } else { key.to_owned() }
    }

    /// From the tables that are needed, and where.
    fn body(&self, part: Part, after: Option<&Mark>, values: &mut Vec<Value>) -> String {
        let along = if self.sort.is_of_links() { "l" } else { "a" };
        let tables = self.tables();
        let mut sql = match self.sort.along() {
            Some((small, on)) if part != Part::Nulls || self.sort != Sort::Person => {
                format!(" FROM {small} CROSS JOIN {tables} WHERE {on} AND {along}.company_id = ?1")
            }
            _ => format!(" FROM {tables} WHERE {along}.company_id = ?1"),
        };
        sql.push_str(&self.wanted.by_connection((&format!("{along}.family"), "a.connection_id"), values));
        sql.push_str(&self.wanted.by_state(values));
        match part {
            Part::Whole => {}
            Part::Keyed => sql.push_str(&format!(" AND {} IS NOT NULL", self.sort.sql())),
            Part::Nulls => sql.push_str(&format!(" AND {} IS NULL", self.sort.null())),
        }
        if let Some(mark) = after {
            sql.push_str(&self.behind(part, mark, values));
        }
        sql
    }

    fn tables(&self) -> &'static str {
        match (self.sort.is_of_links(), self.wanted.needs_accounts(), self.wanted.needs_links()) {
            (true, true, _) => "links l JOIN accounts a ON a.company_id = l.company_id AND a.id = l.account_id",
            (true, false, _) => "links l",
            (false, _, false) if self.sort != Sort::DisconnectedAt => "accounts a",
            (false, ..) => "accounts a JOIN links l ON l.company_id = a.company_id AND l.account_id = a.id",
        }
    }

    fn behind(&self, part: Part, mark: &Mark, values: &mut Vec<Value>) -> String {
        let (id, than) = (self.id(), if self.descending { "<" } else { ">" });
        if part == Part::Nulls || self.sort == Sort::Id {
            let mark = bind(values, mark.account);
            // PostgreSQL may walk either table, and knows of a place only in the one that it is told of.
            let both = id == "a.id" && self.tables().contains("links l") && self.unindexed(id) == id;
            let also = if both { format!(" AND l.account_id {than} {mark}") } else { String::new() };
            return format!(" AND {} {than} {mark}{also}", self.unindexed(id));
        }
        let cast = if matches!(mark.key, Value::Int(_)) { "BIGINT" } else { "TEXT" };
        let (key, account) = (bind(values, mark.key.clone()), bind(values, mark.account));
        format!(
            " AND ({}, {id}) {than} (CAST({key} AS {cast}), CAST({account} AS BIGINT))",
            self.unindexed(self.sort.sql())
        )
    }
}
