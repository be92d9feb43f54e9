//! People: finding and listing them, and keeping them in line with their entries.

mod leaving;
mod naming;
mod owning;
mod stating;

use std::collections::HashMap;

use domain::{ids::PersonId, people::Profile, permissions::Permission, texts};
pub use naming::{ByName, Place};
pub use owning::{Held, Spell};
pub(crate) use stating::restate;
use store::{
    db::{Work, work},
    people::Wanted,
};

use crate::{App, Caller, Error, Kind, Result, accounts::World, error::Noun};

/// People with all that answers about them show.
#[derive(Clone, Debug)]
pub struct People {
    /// The people, in the order asked for.
    pub people: Vec<Profile>,
    /// How many there are in all.
    pub total: i64,
    /// The connections that their identities come from.
    pub world: World,
}

impl App {
    /// A page of people, in the order of their ids.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn list_people(&self, caller: &Caller, wanted: Wanted, limit: i64, skip: i64) -> Result<People> {
        caller.may(Permission::ListUsers)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, (Vec<PersonId>, i64), Error> {
            let wanted = wanted.clone();
            Box::pin(async move {
                let people = store::people::list(tx, company, &wanted, limit, skip).await?;
                let total = store::people::count(tx, company, &wanted).await?;
                Ok((people.into_iter().map(|person| person.id).collect(), total))
            })
        });
        let (ids, total) = self.0.pool.read(read).await?;
        self.people_of(caller, ids, total).await
    }

    /// One person.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such person.
    pub async fn person(&self, caller: &Caller, person: PersonId) -> Result<People> {
        caller.may(Permission::ListUsers)?;
        self.people_of(caller, vec![person], 1).await?.found()
    }

    /// The person with this address: the one who works here, else the one who came last.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such person.
    pub async fn person_at(&self, caller: &Caller, email: &str) -> Result<People> {
        caller.may(Permission::ListUsers)?;
        let (company, key) = (caller.company.id, texts::key(email));
        let read = work(move |tx| -> Work<'_, Option<PersonId>, Error> {
            let key = key.clone();
            Box::pin(async move {
                let people = store::people::by_address(tx, company, vec![key]).await?;
                let here = people.iter().find(|person| person.left.is_none());
                Ok(here.or(people.last()).map(|person| person.id))
            })
        });
        let ids = self.0.pool.read(read).await?.into_iter().collect();
        self.people_of(caller, ids, 1).await?.found()
    }

    /// People whom an answer about something else names, by id; those who do not exist are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_behind(&self, caller: &Caller, people: Vec<PersonId>) -> Result<HashMap<PersonId, Profile>> {
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        self.profiles(caller.company.id, people).await
    }

    async fn people_of(&self, caller: &Caller, ids: Vec<PersonId>, total: i64) -> Result<People> {
        let company = caller.company.id;
        let loaded = {
            let wanted = store::links::Wanted { accounts: Vec::new(), people: ids.clone() };
            let read = work(move |tx| -> Work<'_, store::links::Loaded, Error> {
                let wanted = wanted.clone();
                Box::pin(async move { Ok(store::links::load(tx, company, &wanted, false).await?) })
            });
            self.0.pool.read(read).await?
        };
        let world = self.world(company, loaded).await?;
        let people = ids.iter().filter_map(|id| world.people.get(id).cloned()).collect();
        Ok(People { people, total, world })
    }
}

impl People {
    fn found(self) -> Result<Self> {
        if self.people.is_empty() { Err(Kind::Missing(Noun::Person).into()) } else { Ok(self) }
    }
}
