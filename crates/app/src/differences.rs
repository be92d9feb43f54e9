//! Differences: what became of accounts and people between two moments.

use std::collections::HashMap;

use domain::{
    Moment,
    differences::{self, Change, View},
    ids::{AccountId, PersonId},
    people::Profile,
    permissions::Permission,
};
use store::{
    db::{Work, work},
    links::Stored,
    lists::{self, From, Page, Sort, Wanted},
    people,
};

use crate::{App, Caller, Error, Result, accounts::World};

/// Things compared at once.
const CHUNK: i64 = 500;

/// A stretch of the register's past: what is true at its end and was not at its beginning.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The earlier moment.
    pub from: Moment,
    /// The later moment.
    pub to: Moment,
}

/// An account that is otherwise at the later moment.
#[derive(Clone, Debug)]
pub struct AccountDifference {
    /// As it was; nothing where it did not exist.
    pub before: Option<Stored>,
    /// As it was at the later moment.
    pub after: Stored,
    /// What became of it.
    pub changes: Vec<Change>,
}

/// A person who is otherwise at the later moment.
#[derive(Clone, Debug)]
pub struct PersonDifference {
    /// As they were at the later moment.
    pub after: Profile,
    /// What became of them.
    pub change: Change,
}

/// Differences, and the people and connections as of the earlier and the later moment.
#[derive(Debug, Default)]
pub struct Differences {
    /// The accounts, in the order of their ids.
    pub accounts: Vec<AccountDifference>,
    /// Whom these name, before.
    pub before: World,
    /// Whom these name, after.
    pub after: World,
}

impl App {
    /// Accounts that became otherwise, in the order of their ids: at least `limit` after that one, where there are as many.
    ///
    /// # Errors
    /// When the caller may not, or the stretch ends in the future or runs backwards.
    pub async fn account_differences(
        &self,
        caller: &Caller,
        wanted: &Wanted,
        stretch: Stretch,
        (after, limit): (AccountId, usize),
    ) -> Result<Differences> {
        self.check_stretch(caller, stretch)?;
        let (company, mut found, mut next) = (caller.company.id, Differences::default(), Some(after));
        while let Some(after) = next
            && found.accounts.len() < limit
        {
            let ids = self.changed_accounts(caller, wanted, stretch, after).await?;
            next = ids.last().copied();
            let was = self.accounts_then(company, ids.clone(), stretch.from).await?;
            let is = self.accounts_then(company, ids, stretch.to).await?;
            found.accounts.extend(compared(was, is));
        }
        found.accounts.truncate(limit);
        let was = found.accounts.iter().filter_map(|one| one.before.clone()).collect();
        let is = found.accounts.iter().map(|one| one.after.clone()).collect();
        found.before = self.with_world(company, was, stretch.from).await?.world;
        found.after = self.with_world(company, is, stretch.to).await?.world;
        Ok(found)
    }

    /// People who became otherwise, in the order of their ids: at most `limit` after that one.
    ///
    /// # Errors
    /// When the caller may not, or the stretch ends in the future or runs backwards.
    pub async fn person_differences(
        &self,
        caller: &Caller,
        stretch: Stretch,
        (after, limit): (PersonId, usize),
    ) -> Result<Vec<PersonDifference>> {
        self.check_stretch(caller, stretch)?;
        let (company, mut found, mut next) = (caller.company.id, Vec::new(), Some(after.get()));
        while let Some(after) = next
            && found.len() < limit
        {
            let changed = people::Wanted { after, changed_since: Some(stretch.from.settled()), ..Default::default() };
            let ids = self.people_after(company, changed).await?;
            next = ids.last().map(|id| id.get());
            let was = self.people_as_of(company, ids.clone(), stretch.from).await?;
            let is = self.people_as_of(company, ids, stretch.to).await?;
            let mut some: Vec<PersonDifference> = is.into_values().filter_map(|after| became(&was, after)).collect();
            some.sort_by_key(|difference| difference.after.person.id);
            found.extend(some);
        }
        found.truncate(limit);
        Ok(found)
    }

    async fn changed_accounts(
        &self,
        caller: &Caller,
        wanted: &Wanted,
        stretch: Stretch,
        after: AccountId,
    ) -> Result<Vec<AccountId>> {
        let company = caller.company.id;
        let wanted = Wanted { changed_since: Some(stretch.from.settled()), ..wanted.clone() };
        let mark = lists::Mark { key: after.into(), account: after };
        let page = Page { sort: Sort::Id, descending: false, from: From::After(mark, 0), limit: CHUNK };
        let read = work(move |tx| -> Work<'_, Vec<AccountId>, Error> {
            let (wanted, page) = (wanted.clone(), page.clone());
            Box::pin(async move {
                let marks = lists::page(tx, company, &wanted, &page).await?;
                Ok(marks.into_iter().map(|mark| mark.account).collect())
            })
        });
        self.0.pool.read(read).await
    }

    /// Differences are of accounts and people both, so that a caller must be allowed to read both.
    fn check_stretch(&self, caller: &Caller, stretch: Stretch) -> Result<()> {
        caller.may(Permission::ReadAccounts)?;
        caller.may(Permission::ListUsers)?;
        self.check_moment(stretch.to)?;
        if stretch.from.instant(self.now()) > stretch.to.instant(self.now()) {
            return Err(Error::invalid("from must not be later than to"));
        }
        Ok(())
    }
}

fn compared(was: Vec<Stored>, is: Vec<Stored>) -> impl Iterator<Item = AccountDifference> {
    let mut was: HashMap<AccountId, Stored> = was.into_iter().map(|stored| (stored.account.id, stored)).collect();
    is.into_iter().filter_map(move |after| {
        let before = was.remove(&after.account.id);
        let changes = differences::of_account(before.as_ref().map(view), view(&after));
        (!changes.is_empty()).then_some(AccountDifference { before, after, changes })
    })
}

const fn view(stored: &Stored) -> View<'_> {
    View { account: &stored.account, link: &stored.link }
}

fn became(was: &HashMap<PersonId, Profile>, after: Profile) -> Option<PersonDifference> {
    let before = was.get(&after.person.id).map(|profile| &profile.person);
    let change = differences::of_person(before, &after.person)?;
    Some(PersonDifference { after, change })
}
