//! Accounts, with everything an answer about them shows.

use std::{collections::HashMap, sync::Arc};

use domain::{
    connections::Family,
    ids::{AccountId, CompanyId, PersonId},
    people::Profile,
    permissions::Permission,
    texts,
};
use store::{
    db::{Work, work},
    links::{Loaded, Stored, Wanted},
    lists::{self, Mark, Page},
};

use crate::{App, Caller, Error, Kind, Result, connections::Connections, error::Noun, marks::List};

/// The people and connections that answers about some accounts show.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The people, with their identities.
    pub people: HashMap<PersonId, Profile>,
    /// The company's connections.
    pub connections: Arc<Connections>,
}

/// Accounts with all that answers about them show.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The accounts, in the order asked for.
    pub accounts: Vec<Stored>,
    /// Whom and what they name.
    pub world: World,
}

/// A page of accounts.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its accounts.
    pub answer: Answer,
    /// How many there are in all, where that was asked for.
    pub total: Option<i64>,
}

/// What a text was found to mean.
#[derive(Clone, Debug)]
pub struct Whose {
    /// The person with that address.
    pub person: Option<Profile>,
    /// The accounts of that name, and those of the person.
    pub answer: Answer,
}

impl App {
    /// A page of accounts.
    ///
    /// # Errors
    /// When the caller may neither read accounts nor manage all the families asked for.
    pub async fn list_accounts(
        &self,
        caller: &Caller,
        wanted: lists::Wanted,
        page: Page,
        total: bool,
    ) -> Result<Listed> {
        may_read(caller, &wanted.families)?;
        let company = caller.company.id;
        let list = List { company, wanted, sort: page.sort, descending: page.descending };
        let (marks, mut loaded, total) = self.read_page(&list, page.clone(), total).await?;
        self.0.marks.keep(&list, loaded.epoch, &page.from, &marks);
        let mut by_id: HashMap<AccountId, Stored> =
            loaded.accounts.drain(..).map(|stored| (stored.account.id, stored)).collect();
        let accounts = marks.iter().filter_map(|mark| by_id.remove(&mark.account)).collect();
        let answer = Answer { accounts, world: self.world(company, loaded).await? };
        Ok(Listed { answer, total })
    }

    /// The marks of a page with all that its answer shows, and how many there are in all where that is asked for.
    async fn read_page(&self, list: &List, page: Page, total: bool) -> Result<(Vec<Mark>, Loaded, Option<i64>)> {
        let shared = Arc::new((self.clone(), list.clone(), page, self.set_up_by(list.company)));
        let read = work(move |tx| -> Work<'_, (Vec<Mark>, Loaded, Option<i64>), Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (app, list, page, people) = shared.as_ref();
                let (company, wanted) = (list.company, &list.wanted);
                let from = app.0.marks.place(tx, list, &page.from).await?;
                let marks = lists::page(tx, company, wanted, &Page { from, ..page.clone() }).await?;
                let total = if total { Some(lists::count(tx, company, wanted).await?) } else { None };
                let accounts = marks.iter().map(|mark| mark.account).collect();
                let load = Wanted { accounts, people: people.clone() };
                Ok((marks, store::links::load(tx, company, &load, false).await?, total))
            })
        });
        self.0.pool.read(read).await
    }

    /// One account.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the company has no such account.
    pub async fn account(&self, caller: &Caller, account: AccountId) -> Result<Answer> {
        let answer = self.accounts(caller, vec![account]).await?;
        if answer.accounts.is_empty() { Err(Kind::Missing(Noun::Account).into()) } else { Ok(answer) }
    }

    /// Passes if the company has the account, for use cases that show something else of it.
    ///
    /// # Errors
    /// When it has not.
    pub async fn check_account(&self, caller: &Caller, account: AccountId) -> Result<()> {
        let loaded = self.loaded(caller.company.id, Wanted { accounts: vec![account], people: Vec::new() }).await?;
        if loaded.accounts.is_empty() { Err(Kind::Missing(Noun::Account).into()) } else { Ok(()) }
    }

    /// Those of these accounts that exist.
    ///
    /// # Errors
    /// When the caller may not read accounts.
    pub async fn accounts(&self, caller: &Caller, accounts: Vec<AccountId>) -> Result<Answer> {
        caller.may(Permission::ReadAccounts)?;
        let company = caller.company.id;
        let mut loaded = self.loaded(company, Wanted { accounts, people: self.set_up_by(company) }).await?;
        let accounts = std::mem::take(&mut loaded.accounts);
        Ok(Answer { accounts, world: self.world(company, loaded).await? })
    }

    /// The accounts that somebody may mean by a text, or that a person with that address has: at most 100.
    ///
    /// # Errors
    /// When the caller may not read accounts.
    pub async fn named_accounts(&self, caller: &Caller, text: &str) -> Result<Answer> {
        caller.may(Permission::ReadAccounts)?;
        let (company, text) = (caller.company.id, text.to_owned());
        let read = work(move |tx| -> Work<'_, Vec<i64>, Error> {
            let text = text.clone();
            Box::pin(async move { Ok(store::accounts::named(tx, company, &text, 100).await?) })
        });
        let ids = self.0.pool.read(read).await?;
        self.accounts(caller, ids.into_iter().map(AccountId::new).collect()).await
    }

    /// Whose it is, whatever the text names: an account by its id (`#12`), its external id, its name or its address, or a
    /// person by their address, with all that is linked to them. At most 100 accounts by name, and 1,000 of the person.
    ///
    /// # Errors
    /// When the caller may not read accounts.
    pub async fn whose(&self, caller: &Caller, text: &str) -> Result<Whose> {
        caller.may(Permission::ReadAccounts)?;
        let (company, text) = (caller.company.id, text.to_owned());
        let read = work(move |tx| -> Work<'_, (Option<PersonId>, Vec<AccountId>), Error> {
            let text = text.clone();
            Box::pin(async move {
                let mut accounts: Vec<AccountId> =
                    store::accounts::named(tx, company, &text, 100).await?.into_iter().map(AccountId::new).collect();
                let people = store::people::by_address(tx, company, vec![texts::key(&text)]).await?;
                let person =
                    people.iter().find(|person| person.left.is_none()).or(people.last()).map(|person| person.id);
                if let Some(person) = person {
                    accounts.extend(store::links::of_person(tx, company, person).await?.into_iter().take(1000));
                }
                Ok((person, accounts))
            })
        });
        let (person, mut accounts) = self.0.pool.read(read).await?;
        accounts.sort_unstable();
        accounts.dedup();
        let mut people = self.people_behind(caller, person.into_iter().collect()).await?;
        let person = person.and_then(|person| people.remove(&person));
        Ok(Whose { person, answer: self.accounts(caller, accounts).await? })
    }

    /// Everybody who set up a connection: answers show them beside it.
    pub(crate) fn set_up_by(&self, company: CompanyId) -> Vec<PersonId> {
        self.held_connections(company).values().filter_map(|connection| connection.set_up_by).collect()
    }

    /// The people and connections of what was loaded.
    pub(crate) async fn world(&self, company: CompanyId, loaded: Loaded) -> Result<World> {
        let connections = self.connections_at(company, loaded.epoch).await?;
        let mut people = profiles(loaded);
        let strangers: Vec<PersonId> = connections
            .values()
            .filter_map(|connection| connection.set_up_by)
            .filter(|person| !people.contains_key(person))
            .collect();
        if !strangers.is_empty() {
            people.extend(self.profiles(company, strangers).await?);
        }
        Ok(World { people, connections })
    }

    /// The people of these ids, with their identities.
    pub(crate) async fn profiles(&self, company: CompanyId, ids: Vec<PersonId>) -> Result<HashMap<PersonId, Profile>> {
        Ok(profiles(self.loaded(company, Wanted { accounts: Vec::new(), people: ids }).await?))
    }

    /// Accounts and people, without any lock.
    pub(crate) async fn loaded(&self, company: CompanyId, wanted: Wanted) -> Result<Loaded> {
        let read = work(move |tx| -> Work<'_, Loaded, Error> {
            let wanted = wanted.clone();
            Box::pin(async move { Ok(store::links::load(tx, company, &wanted, false).await?) })
        });
        self.0.pool.read(read).await
    }
}

pub(crate) fn profiles(loaded: Loaded) -> HashMap<PersonId, Profile> {
    let mut people: HashMap<PersonId, Profile> =
        loaded.people.into_iter().map(|person| (person.id, Profile { person, identities: Vec::new() })).collect();
    for (person, identity) in loaded.identities {
        if let Some(profile) = people.get_mut(&person) {
            profile.identities.push(identity);
        }
    }
    people
}

/// Accounts may be read by whoever may read them all, or manages every family asked for.
fn may_read(caller: &Caller, families: &[Family]) -> Result<()> {
    let manages = |family: &Family| managing(*family).is_some_and(|permission| caller.permissions.has(permission));
    if !families.is_empty() && families.iter().all(manages) {
        return Ok(());
    }
    caller.may(Permission::ReadAccounts)
}

/// The documented permission to manage accounts of a family.
pub(crate) const fn managing(family: Family) -> Option<Permission> {
    match family {
        Family::Infrastructure => Some(Permission::ManageInfrastructure),
        Family::VersionControl => Some(Permission::ManageVersionControl),
        Family::Identity | Family::Other => None,
    }
}
