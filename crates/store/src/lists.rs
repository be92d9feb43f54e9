//! Lists of accounts: which, in what order, from where. They give marks; [`crate::links::load`] gives the rest.

mod sorts;
mod walking;
mod wanted;

use domain::ids::{AccountId, CompanyId};

pub use sorts::Sort;
use walking::{Part, Walk};
pub use wanted::{Condition, Wanted, escaped, pattern};

use crate::{
    Result, Tx,
    db::{Statement, Value},
};

/// An account's place in a sorted list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is sorted by.
    pub key: Value,
    /// The account.
    pub account: AccountId,
}

/// A place in a list.
#[derive(Clone, Debug)]
pub enum From {
    /// After that many.
    Skip(i64),
    /// That many after the account of this mark.
    After(Mark, i64),
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

/// The marks of a page, in its order.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(tx: &mut Tx, company: CompanyId, wanted: &Wanted, page: &Page) -> Result<Vec<Mark>> {
    let walk = Walk { company, wanted, sort: page.sort, descending: page.descending };
    if !page.sort.nullable() {
        return walk.marks(tx, Part::Whole, &page.from, page.limit).await;
    }
    let mut found = match &page.from {
        From::After(mark, _) if mark.key == Value::Null => Vec::new(),
        from => walk.marks(tx, Part::Keyed, from, page.limit).await?,
    };
    let rest = page.limit - i64::try_from(found.len()).unwrap_or(page.limit);
    // Service accounts are marked at some time: nobody need look through all others for one that is not.
    let only_keyed = page.sort == Sort::ServiceAccount && wanted.is_of_services();
    if rest > 0 && !only_keyed {
        let from = if found.is_empty() { walk.place_among_nulls(tx, &page.from).await? } else { From::Skip(0) };
        found.extend(walk.marks(tx, Part::Nulls, &from, rest).await?);
    }
    Ok(found)
}

/// How many accounts there are in all. Where nothing but families and connections is asked for, runs have counted them.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(tx: &mut Tx, company: CompanyId, wanted: &Wanted) -> Result<i64> {
    if wanted.is_by_connection() {
        let mut values = vec![company.into()];
        let mut sql =
            "SELECT CAST(COALESCE(SUM(c.accounts), 0) AS BIGINT) FROM connections c WHERE c.company_id = ?1".to_owned();
        sql.push_str(&wanted.by_connection(("c.family", "c.id"), &mut values));
        return tx.one(Statement::with(sql, values)).await?.get();
    }
    Walk { company, wanted, sort: Sort::Id, descending: false }.count(tx, Part::Whole, None).await
}
