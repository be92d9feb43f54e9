//! One transaction of decisions: load under lock, decide each in turn, save with one event each.

use std::{collections::HashMap, sync::Arc};

use domain::{
    Instant,
    events::{Event, Subject},
    ids::{AccountId, BatchId, CompanyId, EventId, PersonId},
    links::{Circumstances, Link, decide, true_since},
};
use store::{
    Tx,
    db::{Work, work},
    events::rising,
    links::{Loaded, Stored, Wanted},
};

use super::{Decided, Given};
use crate::{App, Error, Kind, Result, accounts::World, digests, error::Noun, events::Record};

/// What a command came to, before its world is known.
pub(crate) type Outcome = Result<(Stored, Option<BatchId>)>;

impl App {
    /// Decides a batch. When it cannot be saved other than by the connection, each command runs alone, once, so that a bad
    /// one does not take the others with it.
    pub(super) async fn decide_batch(&self, company: CompanyId, given: Vec<Given>) -> Vec<Result<Decided>> {
        let given = Arc::new(given);
        match self.try_batch(company, &given).await {
            Ok(outcomes) => outcomes,
            Err(failed) if failed.kind == Kind::Bug && given.len() > 1 => {
                let mut outcomes = Vec::with_capacity(given.len());
                for one in given.iter() {
                    let alone = self.try_batch(company, &Arc::new(vec![one.clone()])).await;
                    outcomes.push(alone.and_then(|mut one| one.pop().unwrap_or_else(|| Err(Error::bug("no outcome")))));
                }
                outcomes
            }
            Err(failed) => given.iter().map(|_| Err(failed.clone())).collect(),
        }
    }

    async fn try_batch(&self, company: CompanyId, given: &Arc<Vec<Given>>) -> Result<Vec<Result<Decided>>> {
        let decisions = Arc::new(self.decisions_of(company, Arc::clone(given)).await?);
        let save = work(move |tx| -> Work<'_, (Vec<Outcome>, Loaded), Error> {
            let decisions = Arc::clone(&decisions);
            Box::pin(async move { decisions.decide(tx).await })
        });
        let (outcomes, loaded) = self.0.pool.write(save).await?;
        // It is committed: what fails from here on must not be told as if nothing had been changed.
        let world = Arc::new(self.world(company, loaded).await.map_err(Error::after_the_commit)?);
        Ok(outcomes.into_iter().map(|outcome| with_world(outcome, &world)).collect())
    }

    /// Commands about accounts of the company, ready to be decided.
    pub(crate) async fn decisions_of(&self, company: CompanyId, given: Arc<Vec<Given>>) -> Result<Decisions> {
        let ids = self.0.ids.events(given.len()).await?;
        Ok(Decisions { company, wanted: wanted(&given, self.set_up_by(company)), given, ids, now: self.now() })
    }
}

/// Commands that are decided in one transaction.
pub(crate) struct Decisions {
    company: CompanyId,
    given: Arc<Vec<Given>>,
    wanted: Wanted,
    ids: Vec<EventId>,
    now: Instant,
}

impl Decisions {
    /// Decides each command in turn, and saves what came of them with one event each.
    pub(crate) async fn decide(&self, tx: &mut Tx) -> Result<(Vec<Outcome>, Loaded)> {
        let mut loaded = store::links::load(tx, self.company, &self.wanted, true).await?;
        let stated = self.given.iter().map(|given| &given.command).filter(|command| command.change.is_statement());
        let stated: Vec<AccountId> = stated.map(|command| command.account).collect();
        let decided_here = store::events::decided_here(tx, self.company, &stated).await?;
        let mut fold = Fold { decided_here, ..Fold::over(&mut loaded, self.now, self.company) };
        let outcomes = self.given.iter().zip(&self.ids).map(|(given, id)| fold.decide(given, *id)).collect();
        let (links, events) = fold.end();
        store::links::save(tx, self.company, &links)?;
        store::events::record(tx, self.company, &events)?;
        Ok((outcomes, loaded))
    }
}

fn with_world(outcome: Outcome, world: &Arc<World>) -> Result<Decided> {
    outcome.map(|(stored, batch)| Decided { stored, batch, world: Arc::clone(world) })
}

fn wanted(given: &[Given], mut people: Vec<PersonId>) -> Wanted {
    let accounts = given.iter().map(|given| given.command.account).collect();
    people.extend(given.iter().flat_map(|given| given.command.change.people()));
    people.extend(given.iter().filter_map(|given| given.actor.person()));
    Wanted { accounts, people }
}

/// The running state of a batch: each command sees what those before it did.
struct Fold {
    company: CompanyId,
    now: Instant,
    accounts: HashMap<AccountId, Stored>,
    people: Vec<PersonId>,
    touched: Vec<AccountId>,
    /// About which a person here has decided since they were last stated.
    decided_here: Vec<AccountId>,
    events: Vec<Event>,
}

impl Fold {
    fn over(loaded: &mut Loaded, now: Instant, company: CompanyId) -> Self {
        Self {
            company,
            now,
            accounts: loaded.accounts.drain(..).map(|stored| (stored.account.id, stored)).collect(),
            people: loaded.people.iter().map(|person| person.id).collect(),
            touched: Vec::new(),
            decided_here: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Decides one command: no such account, then a stale version, then no such person, then what the rules refuse.
    fn decide(&mut self, given: &Given, event: EventId) -> Outcome {
        let command = &given.command;
        let stored = self
            .accounts
            .get_mut(&command.account)
            .filter(|stored| command.family.is_none_or(|family| stored.account.family == family))
            .ok_or(Error::from(Kind::Missing(Noun::Account)))?;
        if command.version.is_some_and(|version| version != stored.link.version) {
            return Err(Kind::Stale.into());
        }
        if command.change.people().any(|person| !self.people.contains(&person)) {
            return Err(Kind::Missing(Noun::Person).into());
        }
        let last = (stored.link.version > 0).then_some(stored.decided_at);
        let at = rising(self.now, last);
        let by = command.change.decided_as(&given.actor);
        let when = Circumstances { at, by, person: given.actor.person(), event };
        let Some(next) = decide(&stored.link, &command.change, when)? else {
            return Ok((stored.clone(), None));
        };
        if command.change.is_statement() && self.decided_here.contains(&command.account) {
            return Err(Kind::HumanDecided.into());
        }
        self.events.push(recorded(self.company, given, (event, at), (&stored.link, &next)));
        stored.link = next;
        stored.decided_at = at;
        self.touched.push(command.account);
        Ok((stored.clone(), Some(command.batch.unwrap_or(BatchId::alone(event)))))
    }

    /// The links to save, each once, and the events of all changes.
    fn end(mut self) -> (Vec<(Link, Instant)>, Vec<Event>) {
        self.touched.sort_unstable();
        self.touched.dedup();
        let links = self.touched.iter().filter_map(|account| self.accounts.get(account));
        (links.map(|stored| (stored.link.clone(), stored.decided_at)).collect(), self.events)
    }
}

fn recorded(company: CompanyId, given: &Given, event: (EventId, Instant), links: (&Link, &Link)) -> Event {
    let command = &given.command;
    let record = Record {
        company,
        actor: given.actor.clone(),
        request: given.request.clone(),
        run: given.run,
        batch: command.batch,
        observed_at: command.change.is_statement().then(|| true_since(links.0, links.1)).flatten(),
    };
    let of = (Subject::Link(command.account.get()), links.1.version);
    let body = digests::canonical(&serde_json::json!({ "before": links.0, "after": links.1 }));
    let event = record.event(event.0, of, event.1, (command.change.event(), body));
    Event { because: command.because.clone(), person: links.1.person, ..event }
}
