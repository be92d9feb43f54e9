//! People by name, in pages that go both ways.

use domain::{
    ids::PersonId,
    people::{Person, Profile},
    permissions::Permission,
};
use store::{
    db::{Work, work},
    people::{self, Wanted},
};

use crate::{App, Caller, Error, Result};

/// A place in the list by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What whoever stands there is sorted by.
    pub key: String,
    /// Who stands there.
    pub person: PersonId,
    /// Towards the beginning of the list.
    pub back: bool,
}

impl Place {
    /// What the list is sorted by.
    #[must_use]
    pub fn key(person: &Person) -> String {
        people::sort_key(person)
    }
}

/// A page of people by name.
#[derive(Clone, Debug)]
pub struct ByName {
    /// The people, in their order, each with how many accounts are linked to them.
    pub people: Vec<(Profile, i64)>,
    /// Whether there are more before them.
    pub before: bool,
    /// Whether there are more after them.
    pub after: bool,
}

impl App {
    /// People in the order of their names: at most `limit` from that place on.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn people_by_name(
        &self,
        caller: &Caller,
        wanted: Wanted,
        place: Option<Place>,
        limit: usize,
    ) -> Result<ByName> {
        caller.may(Permission::ListUsers)?;
        let company = caller.company.id;
        let more = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
        let back = place.as_ref().is_some_and(|place| place.back);
        let from = place.map(|place| (place.key, place.person));
        let asked = from.is_some();
        let read = work(move |tx| -> Work<'_, Vec<PersonId>, Error> {
            let (wanted, from) = (wanted.clone(), from.clone());
            Box::pin(async move { Ok(people::by_name(tx, company, &wanted, (from.as_ref(), back), more).await?) })
        });
        let mut ids = self.0.pool.read(read).await?;
        let further = ids.len() > limit;
        ids.truncate(limit);
        if back {
            ids.reverse();
        }
        let (before, after) = if back { (further, true) } else { (asked, further) };
        Ok(ByName { people: self.with_accounts(caller, ids).await?, before, after })
    }

    async fn with_accounts(&self, caller: &Caller, ids: Vec<PersonId>) -> Result<Vec<(Profile, i64)>> {
        let (company, of) = (caller.company.id, ids.clone());
        let read = work(move |tx| -> Work<'_, Vec<(PersonId, i64)>, Error> {
            let of = of.clone();
            Box::pin(async move { Ok(people::accounts(tx, company, &of).await?) })
        });
        let counts = self.0.pool.read(read).await?;
        let mut profiles = self.people_behind(caller, ids).await?;
        let with = counts.into_iter().filter_map(|(person, count)| Some((profiles.remove(&person)?, count)));
        Ok(with.collect())
    }
}
