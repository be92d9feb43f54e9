//! Reviewing: a list is staged and kept whatever it would do, until somebody who has seen it lets it go on or rejects it.

use std::collections::HashMap;

use domain::{
    accounts::Account,
    ids::{AccountId, RunId},
    listings::{Export, SeenAccount, SeenPerson},
    permissions::Permission,
    runs::{Run, Scope, State},
};
use store::{
    db::{Work, work},
    runs::Stored,
    staged::Row,
};

use super::{Import, Spooled, permission};
use crate::{App, Caller, Error, Result};

/// What a held run would do to one account or roster entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// What the provider calls it.
    pub external_id: String,
    /// Its name, or the person's address.
    pub name: String,
    /// What would become of it.
    pub what: What,
    /// The account, where it is known.
    pub account: Option<AccountId>,
    /// The facts that are others now, by name.
    pub differs: Vec<String>,
}

/// What would become of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new.
    Added,
    /// It is known, with other facts.
    Changed,
    /// It was gone, and is back.
    Returned,
    /// It is found gone.
    Removed,
    /// It is as it was.
    Unchanged,
}

impl App {
    /// The exports of tools that are known by how they begin.
    #[must_use]
    pub fn exports(&self) -> Vec<Export> {
        self.0.formats.exports()
    }

    /// Reads a list to its end, checks it, and holds it whatever it would do, with a forecast of that. A newer list of the
    /// connection drops it.
    ///
    /// # Errors
    /// When the caller may not, or the list is not what it should be.
    pub async fn propose(&self, caller: &Caller, import: Import, list: Spooled) -> Result<Run> {
        caller.may(permission(import.scope))?;
        let _turn = self.0.reading.acquire().await.map_err(Error::bug)?;
        let read = self.check(&import, &list).await?;
        let found = self.find_connection(caller, &import, &read).await?;
        let rehearsed = self.rehearse(caller, &import, &list, (found.clone(), read.clone())).await?;
        let mut stored = self.staged(caller, &import, &list, (found, read)).await?;
        stored.run.manifest.forecast = Some(rehearsed.manifest.counts);
        self.hold(stored).await
    }

    /// What a held run would do, row by row in the order of the provider's ids, after that one.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such run.
    pub async fn proposed(&self, caller: &Caller, run: RunId, after: &str, limit: i64) -> Result<Vec<Proposed>> {
        caller.may(Permission::ReadAccounts)?;
        let stored = self.stored_run(caller.company.id, run).await?;
        let (rows, known) = self.held_rows(&stored, after.to_owned(), limit).await?;
        rows.iter().map(|row| proposed(row, known.get(&row.external_id), stored.run.scope)).collect()
    }

    async fn held_rows(&self, stored: &Stored, after: String, limit: i64) -> Result<(Vec<Row>, Known)> {
        let (company, id, connection) = (stored.run.company, stored.run.id, stored.run.connection);
        let read = work(move |tx| -> Work<'_, (Vec<Row>, Known), Error> {
            let after = after.clone();
            Box::pin(async move {
                let rows = store::staged::next(tx, company, id, &after, limit).await?;
                let external: Vec<String> = rows.iter().map(|row| row.external_id.clone()).collect();
                let known = store::accounts::by_external(tx, company, connection, &external).await?;
                Ok((rows, known.into_iter().map(|known| (known.0.external_id.clone(), known)).collect()))
            })
        });
        self.0.pool.read(read).await
    }

    /// The accounts that a held whole list misses, in the order of the provider's ids, after that one.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such run.
    pub async fn missing(&self, caller: &Caller, run: RunId, after: &str, limit: i64) -> Result<Vec<Account>> {
        caller.may(Permission::ReadAccounts)?;
        let run = self.stored_run(caller.company.id, run).await?.run;
        if !run.complete || run.state != State::Held {
            return Ok(Vec::new());
        }
        let after = after.to_owned();
        let read = work(move |tx| -> Work<'_, Vec<Account>, Error> {
            let after = after.clone();
            Box::pin(async move {
                let of = (run.connection, run.id);
                let ids = store::staged::next_missing(tx, run.company, of, &after, limit).await?;
                let found = store::accounts::by_external(tx, run.company, run.connection, &ids).await?;
                let mut accounts: Vec<Account> = found.into_iter().map(|(account, _)| account).collect();
                accounts.sort_by(|one, other| one.external_id.cmp(&other.external_id));
                Ok(accounts)
            })
        });
        self.0.pool.read(read).await
    }

    /// Drops a held run: nothing of it is ever applied.
    ///
    /// # Errors
    /// When the caller may not, or the run is not held.
    pub async fn reject_run(&self, caller: &Caller, run: RunId) -> Result<Run> {
        let run = self.stored_run(caller.company.id, run).await?.run;
        caller.may(permission(run.scope))?;
        if run.state != State::Held {
            return Err(Error::conflict("the run is not held; only a held run can be rejected"));
        }
        self.drop_run_by(&run, caller.actor.clone()).await?;
        Ok(self.stored_run(run.company, run.id).await?.run)
    }
}

/// Accounts by their external ids, each with the digest of what was seen last.
type Known = HashMap<String, (Account, String)>;

fn proposed(row: &Row, known: Option<&(Account, String)>, scope: Scope) -> Result<Proposed> {
    let (name, gone, differs) = match scope {
        Scope::Accounts => {
            let seen: SeenAccount = serde_json::from_str(&row.body).map_err(Error::bug)?;
            let names = [("name", Some(&seen.username)), ("address", seen.email.as_ref())];
            let differs = known.map(|(account, _)| differs(account, &names, &seen.facts)).unwrap_or_default();
            (seen.username, seen.gone_at.is_some(), differs)
        }
        Scope::People => {
            let seen: SeenPerson = serde_json::from_str(&row.body).map_err(Error::bug)?;
            let names = [("name", Some(&seen.email)), ("address", Some(&seen.email))];
            let differs = known.map(|(account, _)| differs(account, &names, &seen.facts)).unwrap_or_default();
            (seen.email, seen.gone_at.is_some(), differs)
        }
    };
    let what = match known {
        None => What::Added,
        Some((account, digest)) => match (account.removed_at.is_some(), gone) {
            (true, false) => What::Returned,
            (false, true) => What::Removed,
            _ if *digest == row.digest => What::Unchanged,
            _ => What::Changed,
        },
    };
    let account = known.map(|(account, _)| account.id);
    Ok(Proposed { external_id: row.external_id.clone(), name, what, account, differs })
}

/// The names of what is not as the account has it.
fn differs(account: &Account, names: &[(&str, Option<&String>); 2], facts: &domain::facts::Facts) -> Vec<String> {
    let before = [Some(&account.username), account.email.as_ref()];
    let named = names.iter().zip(before).filter(|((_, now), before)| now != before).map(|((name, _), _)| *name);
    let known = &account.facts.by_name;
    let facts =
        facts.by_name.iter().filter(|(name, fact)| known.get(*name) != Some(fact)).map(|(name, _)| name.as_str());
    named.chain(facts).map(str::to_owned).collect()
}
