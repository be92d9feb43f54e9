//! What a person has and had: accounts with the times for which they were theirs, and service accounts that they answer for.

use domain::{
    Instant, Moment,
    findings::Decided,
    ids::{AccountId, PersonId},
    permissions::Permission,
};
use store::{
    db::{Work, work},
    links::Stored,
    lists::{Condition, From, Page, Sort, Wanted},
};

use crate::{
    App, Caller, Error, Result,
    accounts::{Answer, World},
};

/// A time for which an account was somebody's, as it was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// When it was decided that it is theirs.
    pub from: Instant,
    /// When something else was decided; `None` while it is theirs.
    pub to: Option<Instant>,
}

/// An account that is or was somebody's.
#[derive(Clone, Debug)]
pub struct Held {
    /// The account as it is.
    pub stored: Stored,
    /// The times for which it was theirs, in order.
    pub spells: Vec<Spell>,
}

impl App {
    /// The accounts that are or were the person's at a moment, in the order of their ids, their entries in rosters included: at
    /// most `limit`, with whether there are more.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the moment is yet to come.
    pub async fn held_by(
        &self,
        caller: &Caller,
        person: PersonId,
        moment: Moment,
        limit: usize,
    ) -> Result<(Vec<Held>, World, bool)> {
        caller.may(Permission::ReadAccounts)?;
        self.check_moment(moment)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<AccountId>, Error> {
            Box::pin(async move { Ok(store::history::ever_of(tx, company, person).await?) })
        });
        let mut ids = self.0.pool.read(read).await?;
        let more = ids.len() > limit;
        ids.truncate(limit);
        let of = ids.clone();
        let read = work(move |tx| -> Work<'_, _, Error> {
            let of = of.clone();
            Box::pin(async move { Ok(store::history::decided(tx, company, &of, moment).await?) })
        });
        let mut decided = self.0.pool.read(read).await?;
        let Answer { mut accounts, world } = self.these_as_of(company, ids, moment).await?;
        accounts.sort_by_key(|stored| stored.account.id);
        let held = accounts.into_iter().filter_map(|stored| {
            let decided = decided.remove(&stored.account.id).unwrap_or_default();
            let spells = spells(&decided, person);
            (!spells.is_empty()).then_some(Held { stored, spells })
        });
        Ok((held.collect(), world, more))
    }

    /// The service accounts that the person answers for now, by name: at most `limit`.
    ///
    /// # Errors
    /// When the caller may not read accounts.
    pub async fn answered_for_by(&self, caller: &Caller, person: PersonId, limit: i64) -> Result<Answer> {
        let wanted = Wanted { concerning: Some(person), states: vec![(Condition::Service, true)], ..Wanted::default() };
        let page = Page { sort: Sort::Id, descending: false, from: From::Skip(0), limit };
        Ok(self.list_accounts(caller, wanted, page, false).await?.answer)
    }
}

/// The times for which decisions, in order, made an account that person's.
fn spells(decided: &[Decided], person: PersonId) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for one in decided {
        let theirs = one.person == Some(person);
        match spells.last_mut().filter(|spell| spell.to.is_none()) {
            Some(spell) if !theirs => spell.to = Some(one.at),
            None if theirs => spells.push(Spell { from: one.at, to: None }),
            _ => {}
        }
    }
    spells
}

#[cfg(test)]
mod tests {
    use domain::findings::How;

    use super::*;

    #[test]
    fn a_time_ends_when_something_else_is_decided_and_begins_anew() {
        let at = Instant::from_micros;
        let one =
            |person: Option<i64>, when| Decided { person: person.map(PersonId::new), at: at(when), how: How::Linked };
        let decided = [one(Some(1), 10), one(Some(1), 11), one(None, 12), one(Some(2), 13), one(Some(1), 14)];
        let spell = |from, to: Option<i64>| Spell { from: at(from), to: to.map(at) };
        assert_eq!(spells(&decided, PersonId::new(1)), [spell(10, Some(12)), spell(14, None)]);
        assert_eq!(spells(&decided, PersonId::new(2)), [spell(13, Some(14))]);
        assert_eq!(spells(&decided, PersonId::new(3)), []);
    }
}
