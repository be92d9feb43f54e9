//! Accounts that nobody has said anything about: which is next, whose it may be, and how far the work has come.

use std::{collections::HashMap, sync::Arc};

use domain::{
    Instant,
    accounts::Account,
    actors::Actor,
    ids::{AccountId, ConnectionId, MemberId, PersonId},
    likeness::{Clues, Compared, compare},
    people::Profile,
    permissions::Permission,
};
use store::{
    db::{Work, work},
    people,
    unlinked::{self, Wanted},
};

use crate::{App, Caller, Error, Result, accounts::Answer};

/// How far is counted of each family.
pub const COUNTED: i64 = 2000;
/// The events among which today's decisions are counted.
const LATEST: i64 = 2000;
/// People who are compared with an account at most; those who are shown are fewer.
const COMPARED: usize = 200;
/// People who are shown at most.
const SHOWN: usize = 6;
/// What an account of the same name in another connection counts, and what it counts against somebody to have left.
const ELSEWHERE: i32 = 60;
const LEFT: i32 = 40;

/// The accounts that are due, and how far the work has come.
#[derive(Clone, Debug)]
pub struct Due {
    /// The first ones from the place asked for.
    pub answer: Answer,
    /// How many there are, counted up to [`COUNTED`] of each family.
    pub to_go: i64,
    /// How many links and marks the member has made since the instant asked for, without those that were changed again.
    pub done: i64,
}

/// Somebody whose the account may be.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub profile: Profile,
    /// What agrees and what does not.
    pub compared: [Compared; 4],
    /// Where an account of the same name is theirs.
    pub elsewhere: Vec<ConnectionId>,
    /// How likely; more is more likely.
    pub weight: i32,
}

/// The accounts that are next, how many there are, and what each session has done.
type Counted = (Vec<AccountId>, i64, Vec<(Actor, i64)>);
/// People, and those who have an account of the same name, with its connection.
type Found = (Vec<PersonId>, Vec<(PersonId, ConnectionId)>);

impl App {
    /// The first accounts from that id on that are there and that nobody has said anything about.
    ///
    /// # Errors
    /// When the caller may not read accounts.
    pub async fn due(&self, caller: &Caller, wanted: Wanted, from: AccountId, since: Instant) -> Result<Due> {
        caller.may(Permission::ReadAccounts)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Counted, Error> {
            let wanted = wanted.clone();
            Box::pin(async move {
                let next = unlinked::from(tx, company, &wanted, from, 2).await?;
                let to_go = unlinked::count(tx, company, &wanted, COUNTED).await?;
                Ok((next, to_go, unlinked::done(tx, company, since, LATEST).await?))
            })
        });
        let (next, to_go, done) = self.0.pool.read(read).await?;
        let me = member(&caller.actor);
        let mine = done.iter().filter(|(actor, _)| me.is_some() && member(actor) == me);
        let done = mine.map(|(_, count)| count).sum();
        Ok(Due { answer: self.accounts(caller, next).await?, to_go, done })
    }

    /// The people whose the account may be, most likely first: those with the text in their name or address where one is
    /// given, else those whom the account itself suggests.
    ///
    /// # Errors
    /// When the caller may not read accounts or people.
    pub async fn candidates(&self, caller: &Caller, account: &Account, who: Option<&str>) -> Result<Vec<Candidate>> {
        caller.may(Permission::ReadAccounts)?;
        caller.may(Permission::ListUsers)?;
        let (company, clues, but) = (caller.company.id, Clues::of(account), account.connection);
        let shared = Arc::new((clues.clone(), who.map(str::to_owned)));
        let read = work(move |tx| -> Work<'_, Found, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (clues, who) = shared.as_ref();
                let elsewhere = store::likeness::elsewhere(tx, company, &clues.username, but).await?;
                let people = match who {
                    None => store::likeness::people(tx, company, clues).await?,
                    Some(who) => {
                        let wanted = people::Wanted { q: Some(who.clone()), ..people::Wanted::default() };
                        people::list(tx, company, &wanted, 20, 0).await?.into_iter().map(|person| person.id).collect()
                    }
                };
                Ok((people, elsewhere))
            })
        });
        let (mut people, elsewhere) = self.0.pool.read(read).await?;
        if who.is_none() {
            people.extend(elsewhere.iter().map(|(person, _)| *person));
        }
        people.sort_unstable();
        people.dedup();
        people.truncate(COMPARED);
        let profiles = self.people_behind(caller, people).await?;
        Ok(ranked(&clues, profiles, &elsewhere, who.is_some()))
    }
}

fn member(actor: &Actor) -> Option<MemberId> {
    match actor {
        Actor::Session { member, .. } => Some(*member),
        _ => None,
    }
}

/// The likeliest first. Of those who were not asked for by name, whoever nothing speaks for is left out.
fn ranked(
    clues: &Clues,
    profiles: HashMap<PersonId, Profile>,
    elsewhere: &[(PersonId, ConnectionId)],
    asked: bool,
) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = profiles
        .into_values()
        .map(|profile| {
            let theirs = elsewhere.iter().filter(|(person, _)| *person == profile.person.id);
            let mut elsewhere: Vec<ConnectionId> = theirs.map(|(_, connection)| *connection).collect();
            elsewhere.dedup();
            let compared = compare(clues, &profile);
            let weight = compared.iter().map(|point| point.weight).sum::<i32>()
                + if elsewhere.is_empty() { 0 } else { ELSEWHERE }
                - if profile.person.left.is_some() { LEFT } else { 0 };
            Candidate { profile, compared, elsewhere, weight }
        })
        .filter(|candidate| {
            let speaks = candidate.compared.iter().any(|point| point.weight > 0) || !candidate.elsewhere.is_empty();
            asked || speaks
        })
        .collect();
    all.sort_by_key(|candidate| (-candidate.weight, candidate.profile.person.id));
    all.truncate(SHOWN);
    all
}
