//! History: the register as it was at a moment. What changed since then is told by the last event that counts; the rest is
//! as it stands.

mod rewinding;

use std::{collections::HashMap, sync::Arc};

use domain::{
    Moment,
    events::Subject,
    ids::{AccountId, CompanyId, PersonId},
    people::Profile,
    permissions::Permission,
    texts,
};
use rewinding::{Past, subjects};
use store::{
    Tx,
    db::{Work, work},
    links::{Loaded, Stored, Wanted as Load},
    lists::{self, From, Page, Sort, Wanted},
    people,
};

use crate::{
    App, Caller, Error, Kind, Result,
    accounts::{Answer, Whose, World, profiles},
    connections::Connections,
    error::Noun,
    people::People,
};

/// Accounts read at once.
pub(crate) const CHUNK: i64 = 500;

/// Some accounts as they were, and the last one that was looked at.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) answer: Answer,
    pub(crate) last: Option<AccountId>,
}

/// What a text may mean.
struct Meant {
    /// The person with that address.
    person: Option<PersonId>,
    /// The accounts of that name.
    named: Vec<AccountId>,
    /// The accounts that may have been that person's.
    theirs: Vec<AccountId>,
}

impl App {
    /// Accounts as they were, in the order of their ids: at most `limit` after that one.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the moment is yet to come.
    pub async fn accounts_as_of(
        &self,
        caller: &Caller,
        wanted: &Wanted,
        moment: Moment,
        (after, limit): (AccountId, usize),
    ) -> Result<Answer> {
        caller.may(Permission::ReadAccounts)?;
        self.check_moment(moment)?;
        let (mut found, mut next) = (Answer::default(), Some(after));
        // A page is often full with what is looked at first.
        let mut many = i64::try_from(limit).unwrap_or(CHUNK).min(CHUNK);
        while let Some(after) = next
            && found.accounts.len() < limit
        {
            let chunk = self.chunk_as_of(caller.company.id, wanted, moment, (after, many)).await?;
            (next, many) = (chunk.last, CHUNK);
            found.accounts.extend(chunk.answer.accounts);
            found.world.people.extend(chunk.answer.world.people);
            found.world.connections = chunk.answer.world.connections;
        }
        found.accounts.truncate(limit);
        Ok(found)
    }

    /// One account as it was.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the company had no such account then.
    pub async fn account_as_of(&self, caller: &Caller, account: AccountId, moment: Moment) -> Result<Answer> {
        caller.may(Permission::ReadAccounts)?;
        self.check_moment(moment)?;
        let answer = self.these_as_of(caller.company.id, vec![account], moment).await?;
        if answer.accounts.is_empty() { Err(Kind::Missing(Noun::Account).into()) } else { Ok(answer) }
    }

    /// Whose it was, whatever the text names now, as [`App::whose`].
    ///
    /// # Errors
    /// When the caller may not read accounts, or the moment is yet to come.
    pub async fn whose_as_of(&self, caller: &Caller, text: &str, moment: Moment) -> Result<Whose> {
        caller.may(Permission::ReadAccounts)?;
        self.check_moment(moment)?;
        let company = caller.company.id;
        let meant = self.meant(company, text).await?;
        let mut answer = self.these_as_of(company, meant.named, moment).await?;
        for some in meant.theirs.chunks(usize::try_from(CHUNK).unwrap_or(1)) {
            let more = self.these_as_of(company, some.to_vec(), moment).await?;
            let theirs = more.accounts.into_iter().filter(|stored| stored.link.person == meant.person);
            answer.accounts.extend(theirs);
            answer.world.people.extend(more.world.people);
        }
        answer.accounts.sort_by_key(|stored| stored.account.id);
        answer.accounts.dedup_by_key(|stored| stored.account.id);
        let mut people = self.people_as_of(company, meant.person.into_iter().collect(), moment).await?;
        Ok(Whose { person: meant.person.and_then(|person| people.remove(&person)), answer })
    }

    async fn meant(&self, company: CompanyId, text: &str) -> Result<Meant> {
        let text = text.to_owned();
        let read = work(move |tx| -> Work<'_, Meant, Error> {
            let text = text.clone();
            Box::pin(async move {
                let named = store::accounts::named(tx, company, &text, 100).await?;
                let people = people::by_address(tx, company, vec![texts::key(&text)]).await?;
                let person = people.iter().find(|person| person.left.is_none()).or(people.last());
                let person = person.map(|person| person.id);
                let theirs = match person {
                    Some(person) => store::history::ever_of(tx, company, person).await?,
                    None => Vec::new(),
                };
                Ok(Meant { person, named: named.into_iter().map(AccountId::new).collect(), theirs })
            })
        });
        self.0.pool.read(read).await
    }

    /// The next accounts after that one, at most so many, as they were; those that were not wanted then are left out.
    pub(crate) async fn chunk_as_of(
        &self,
        company: CompanyId,
        wanted: &Wanted,
        moment: Moment,
        (after, many): (AccountId, i64),
    ) -> Result<Chunk> {
        let candidates = Wanted { or_at: (!moment.is_now()).then_some(moment), ..wanted.clone() };
        let mark = lists::Mark { key: after.into(), account: after };
        let page = Page { sort: Sort::Id, descending: false, from: From::After(mark, 0), limit: many };
        let shared = Arc::new((candidates, page));
        let read = work(move |tx| -> Work<'_, Vec<AccountId>, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (candidates, page) = shared.as_ref();
                // Whose an account was is in its events, by person: the few that were ever theirs are all that can be.
                if let (Some(person), Some(_)) = (candidates.person, candidates.or_at) {
                    let ever = store::history::ever_of(tx, company, person).await?.into_iter();
                    let room = usize::try_from(page.limit).unwrap_or_default();
                    return Ok(ever.filter(|account| *account > after).take(room).collect());
                }
                let marks = lists::page(tx, company, candidates, page).await?;
                Ok(marks.into_iter().map(|mark| mark.account).collect())
            })
        });
        let ids = self.0.pool.read(read).await?;
        let last = ids.last().copied();
        let mut accounts = self.accounts_then(company, ids, moment).await?;
        accounts.retain(|stored| wanted.may_meet(stored));
        let mut answer = self.with_world(company, accounts, moment).await?;
        let people = &answer.world.people;
        let left = |person| people.get(&person).is_some_and(|profile: &Profile| profile.person.left.is_some());
        answer.accounts.retain(|stored| wanted.meets(stored, left));
        Ok(Chunk { answer, last })
    }

    /// Those of these accounts that existed, as they were.
    pub(crate) async fn these_as_of(
        &self,
        company: CompanyId,
        accounts: Vec<AccountId>,
        moment: Moment,
    ) -> Result<Answer> {
        let accounts = self.accounts_then(company, accounts, moment).await?;
        self.with_world(company, accounts, moment).await
    }

    /// Those of these accounts that existed, as they were, without the people whom they name.
    pub(crate) async fn accounts_then(
        &self,
        company: CompanyId,
        accounts: Vec<AccountId>,
        moment: Moment,
    ) -> Result<Vec<Stored>> {
        let read = work(move |tx| -> Work<'_, Vec<Stored>, Error> {
            let accounts = accounts.clone();
            Box::pin(async move {
                let accounts = store::links::with_accounts(tx, company, accounts).await?;
                let mut loaded = Loaded { accounts, ..Loaded::default() };
                let past = past(tx, company, subjects(&loaded, moment), moment).await?;
                past.rewind_accounts(&mut loaded.accounts)?;
                Ok(loaded.accounts)
            })
        });
        self.0.pool.read(read).await
    }

    /// The accounts with the people whom they name and the connections, as these were.
    pub(crate) async fn with_world(&self, company: CompanyId, accounts: Vec<Stored>, moment: Moment) -> Result<Answer> {
        let mut people = self.set_up_by(company);
        people.extend(accounts.iter().flat_map(|stored| stored.link.people()));
        let load = Load { accounts: Vec::new(), people };
        let read = work(move |tx| -> Work<'_, (Loaded, Past), Error> {
            let load = load.clone();
            Box::pin(async move {
                let loaded = store::links::load(tx, company, &load, false).await?;
                let past = past(tx, company, subjects(&loaded, moment), moment).await?;
                Ok((loaded, past))
            })
        });
        let (loaded, past) = self.0.pool.read(read).await?;
        let epoch = loaded.epoch;
        let mut world = self.world(company, past.rewind_people(loaded)?).await?;
        world.connections = self.rewound_connections(company, epoch, moment).await?;
        Ok(Answer { accounts, world })
    }

    /// People as they were, in the order of their ids: at most `limit` after that one, with this in their name or address, and
    /// those who had left or had not.
    ///
    /// # Errors
    /// When the caller may not list people, or the moment is yet to come.
    pub async fn list_people_as_of(
        &self,
        caller: &Caller,
        wanted: &people::Wanted,
        moment: Moment,
        limit: usize,
    ) -> Result<People> {
        caller.may(Permission::ListUsers)?;
        self.check_moment(moment)?;
        let (company, mut found, mut next) = (caller.company.id, Vec::new(), Some(wanted.after));
        while let Some(after) = next
            && found.len() < limit
        {
            let ids = self.people_after(company, people::Wanted { after, ..Default::default() }).await?;
            next = ids.last().map(|id| id.get());
            let mut people: Vec<Profile> = self.people_as_of(company, ids, moment).await?.into_values().collect();
            people.retain(|profile| wanted.meets(&profile.person));
            people.sort_by_key(|profile| profile.person.id);
            found.extend(people);
        }
        found.truncate(limit);
        let total = i64::try_from(found.len()).unwrap_or_default();
        let connections = self.connections_at(company, i64::MAX).await?;
        Ok(People { people: found, total, world: World { connections, ..World::default() } })
    }

    /// One person as they were.
    ///
    /// # Errors
    /// When the caller may not list people, or the company had no such person then.
    pub async fn person_as_of(&self, caller: &Caller, person: PersonId, moment: Moment) -> Result<People> {
        caller.may(Permission::ListUsers)?;
        self.check_moment(moment)?;
        let company = caller.company.id;
        let people: Vec<Profile> = self.people_as_of(company, vec![person], moment).await?.into_values().collect();
        if people.is_empty() {
            return Err(Kind::Missing(Noun::Person).into());
        }
        let connections = self.connections_at(company, i64::MAX).await?;
        Ok(People { people, total: 1, world: World { connections, ..World::default() } })
    }

    /// The next people of whom that is so now.
    pub(crate) async fn people_after(&self, company: CompanyId, wanted: people::Wanted) -> Result<Vec<PersonId>> {
        let read = work(move |tx| -> Work<'_, Vec<PersonId>, Error> {
            let wanted = wanted.clone();
            Box::pin(async move {
                let people = people::list(tx, company, &wanted, CHUNK, 0).await?;
                Ok(people.into_iter().map(|person| person.id).collect())
            })
        });
        self.0.pool.read(read).await
    }

    /// Those of these people whom some list had shown, as they were.
    pub(crate) async fn people_as_of(
        &self,
        company: CompanyId,
        people: Vec<PersonId>,
        moment: Moment,
    ) -> Result<HashMap<PersonId, Profile>> {
        let load = Load { accounts: Vec::new(), people };
        let read = work(move |tx| -> Work<'_, (Loaded, Past), Error> {
            let load = load.clone();
            Box::pin(async move {
                let loaded = store::links::load(tx, company, &load, false).await?;
                let past = past(tx, company, subjects(&loaded, moment), moment).await?;
                Ok((loaded, past))
            })
        });
        let (mut loaded, past) = self.0.pool.read(read).await?;
        loaded.people.retain(|person| past.has(Subject::Person(person.id.get())));
        Ok(profiles(past.rewind_people(loaded)?))
    }

    /// The connections with what was known of their lists; of version 0 where they did not exist.
    pub(crate) async fn rewound_connections(
        &self,
        company: CompanyId,
        epoch: i64,
        moment: Moment,
    ) -> Result<Arc<Connections>> {
        let connections = self.connections_at(company, epoch).await?;
        if moment.is_now() {
            return Ok(connections);
        }
        let subjects: Vec<Subject> = connections.keys().map(|id| Subject::Connection(id.get())).collect();
        let read = work(move |tx| -> Work<'_, Past, Error> {
            let subjects = subjects.clone();
            Box::pin(async move { past(tx, company, subjects, moment).await })
        });
        let past = self.0.pool.read(read).await?;
        past.rewind_connections(&connections).map(Arc::new)
    }

    /// Passes if the moment is not yet to come.
    pub(crate) fn check_moment(&self, moment: Moment) -> Result<()> {
        let now = self.now();
        for (field, instant) in [("asOf", moment.as_of), ("asKnown", moment.as_known)] {
            if instant.is_some_and(|instant| instant.micros() / DAY > now.micros() / DAY) {
                return Err(Error::invalid(format!("{field} must not be in the future")));
            }
        }
        Ok(())
    }
}

/// A day in microseconds: today's end is no future.
const DAY: i64 = 86_400_000_000;

async fn past(tx: &mut Tx, company: CompanyId, of: Vec<Subject>, moment: Moment) -> Result<Past> {
    Ok(Past { told: store::history::last(tx, company, &of, moment).await?, asked: of.into_iter().collect() })
}
