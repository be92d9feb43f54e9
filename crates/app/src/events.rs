//! Events: making them, and reading them back.

use std::collections::HashMap;

use domain::{
    Instant,
    actors::Actor,
    events::{Event, Subject},
    ids::{BatchId, CompanyId, EventId, PersonId, RunId},
    people::Profile,
    permissions::Permission,
};
use store::{
    Tx,
    db::{Work, work},
    events::{Latest, Place, Wanted},
    links::Stored,
};

use crate::{App, Caller, Error, Result};

/// Events that one page of the latest looks at.
const LOOKED_AT: i64 = 5000;

/// What all events of one transaction share.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) company: CompanyId,
    pub(crate) actor: Actor,
    pub(crate) request: Option<String>,
    pub(crate) run: Option<RunId>,
    pub(crate) batch: Option<BatchId>,
    pub(crate) observed_at: Option<Instant>,
}

impl Record {
    pub(crate) fn of(caller: &Caller) -> Self {
        Self {
            company: caller.company.id,
            actor: caller.actor.clone(),
            request: caller.request.clone(),
            run: None,
            batch: None,
            observed_at: None,
        }
    }

    /// The event that a subject came to this version.
    pub(crate) fn event(&self, id: EventId, of: (Subject, i64), at: Instant, what: (&str, String)) -> Event {
        Event {
            company: self.company,
            id,
            subject: of.0,
            person: None,
            version: of.1,
            at,
            observed_at: self.observed_at,
            run: self.run,
            batch: self.batch,
            actor: self.actor.clone(),
            request: self.request.clone(),
            kind: what.0.to_owned(),
            because: None,
            body: what.1,
        }
    }

    /// Records the one event of a transaction, just after the subject's last one.
    pub(crate) async fn one(
        &self,
        tx: &mut Tx,
        id: EventId,
        of: (Subject, i64),
        now: Instant,
        what: (&str, String),
    ) -> Result<()> {
        let at = store::events::after(tx, self.company, of.0, now).await?;
        Ok(store::events::record(tx, self.company, &[self.event(id, of, at, what)])?)
    }
}

/// The decisions that made some accounts what they are.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    /// The events, by id.
    pub events: HashMap<EventId, Event>,
    /// The people behind them.
    pub people: HashMap<PersonId, Profile>,
}

impl App {
    /// The decisions that made these accounts what they are, for answers that show them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn decisions(&self, caller: &Caller, accounts: &[Stored]) -> Result<Decisions> {
        let company = caller.company.id;
        let ids: Vec<i64> = accounts.iter().filter_map(|stored| stored.link.decided_event).map(EventId::get).collect();
        if ids.is_empty() {
            return Ok(Decisions::default());
        }
        let read = work(move |tx| -> Work<'_, Vec<Event>, Error> {
            let ids = ids.clone();
            Box::pin(async move { Ok(store::events::by_id(tx, company, ids).await?) })
        });
        let events = self.0.pool.read(read).await?;
        let people = events.iter().filter_map(|event| event.actor.person()).collect();
        let people = self.people_behind(caller, people).await?;
        Ok(Decisions { events: events.into_iter().map(|event| (event.id, event)).collect(), people })
    }

    /// Events of an account, facts and decisions, oldest first: at most `limit` after the one recorded at that instant
    /// with that id.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn account_events(
        &self,
        caller: &Caller,
        account: i64,
        after: (Instant, i64),
        limit: i64,
    ) -> Result<Vec<Event>> {
        caller.may(Permission::ReadEvents)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<Event>, Error> {
            Box::pin(async move { Ok(store::events::of_account(tx, company, account, after, limit).await?) })
        });
        self.0.pool.read(read).await
    }

    /// The same, newest first: at most `limit` before the one recorded at that instant with that id.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn latest_account_events(
        &self,
        caller: &Caller,
        account: i64,
        before: (Instant, i64),
        limit: i64,
    ) -> Result<Vec<Event>> {
        caller.may(Permission::ReadEvents)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<Event>, Error> {
            Box::pin(async move { Ok(store::events::latest_of_account(tx, company, account, before, limit).await?) })
        });
        self.0.pool.read(read).await
    }

    /// The latest events that are wanted, before that place: at most `limit`, and the place before which to look on, where
    /// there may be more. So many are looked at and no more, so that a page may hold fewer although others follow.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn latest_events(
        &self,
        caller: &Caller,
        wanted: Latest,
        before: Option<Place>,
        limit: i64,
    ) -> Result<(Vec<Event>, Option<Place>)> {
        caller.may(Permission::ReadEvents)?;
        let (company, before) = (caller.company.id, before.unwrap_or((Instant::from_micros(i64::MAX), i64::MAX)));
        let read = work(move |tx| -> Work<'_, (Vec<Event>, Option<Place>), Error> {
            let wanted = wanted.clone();
            Box::pin(async move {
                let found = store::events::latest(tx, company, &wanted, before, (limit + 1, LOOKED_AT)).await?;
                let last = store::events::looked_to(tx, company, &wanted, before, LOOKED_AT).await?;
                Ok((found, last))
            })
        });
        let (mut found, looked_to) = self.0.pool.read(read).await?;
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        if found.len() <= shown {
            return Ok((found, looked_to));
        }
        found.truncate(shown);
        let next = found.last().map(|event| (event.at, event.id.get()));
        Ok((found, next))
    }

    /// Events about a person, newest first: at most `limit` before that version.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn latest_person_events(
        &self,
        caller: &Caller,
        person: PersonId,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Event>> {
        caller.may(Permission::ReadEvents)?;
        let (company, subject) = (caller.company.id, Subject::Person(person.get()));
        let read = work(move |tx| -> Work<'_, Vec<Event>, Error> {
            Box::pin(async move { Ok(store::events::latest_of(tx, company, subject, before, limit).await?) })
        });
        self.0.pool.read(read).await
    }

    /// Numbered events of the whole register, in the order of their numbers.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn events(&self, caller: &Caller, wanted: Wanted, limit: i64) -> Result<Vec<(i64, Event)>> {
        caller.may(Permission::ReadEvents)?;
        self.number_events().await?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<(i64, Event)>, Error> {
            let wanted = wanted.clone();
            Box::pin(async move { Ok(store::events::numbered(tx, company, &wanted, limit).await?) })
        });
        self.0.pool.read(read).await
    }
}
