//! The one door for decisions: every link, mark and expectation goes through [`App::decide`].
//!
//! Commands that arrive while a batch commits form the next one: one transaction for up to 64 of them, without any delay
//! added to a lone one.

mod batch;
pub mod reset;
pub(crate) mod rule;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use domain::{
    actors::Actor,
    connections::Family,
    ids::{AccountId, BatchId, CompanyId, RunId},
    links::Change,
    moments::CLOCK_SKEW,
    permissions::Permission,
    texts,
};
use store::links::Stored;
use tokio::{sync::oneshot, time::Instant};

use crate::{
    App, Caller, Error, Kind, Result,
    accounts::{World, managing},
    meter::Batch,
};

/// The most commands of one transaction.
const BATCH: usize = 64;
/// The most commands that wait for one company; more are turned away.
const WAITING: usize = 8192;
/// The longest reason, in Unicode scalar values.
pub const LONGEST_REASON: usize = 30_000;

/// Something to be decided about an account.
#[derive(Clone, Debug)]
pub struct Command {
    /// The account.
    pub account: AccountId,
    /// The family it must be of, where that matters.
    pub family: Option<Family>,
    /// What is to be decided.
    pub change: Change,
    /// Why, where somebody says so.
    pub because: Option<String>,
    /// The version of the link that the decision is based on, where somebody says so.
    pub version: Option<i64>,
    /// The batch it belongs to, where it is not one of its own.
    pub batch: Option<BatchId>,
}

/// What was decided: the account as it is afterwards.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The account and its link.
    pub stored: Stored,
    /// The batch by which it can be undone; `None` when it was so already, and nothing changed.
    pub batch: Option<BatchId>,
    /// Whom and what it names, shared by a batch.
    pub world: Arc<World>,
}

/// A command with who gave it.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) command: Command,
    pub(crate) actor: Actor,
    pub(crate) request: Option<String>,
    pub(crate) run: Option<RunId>,
}

impl Given {
    /// The caller's command, in the caller's request.
    pub(crate) fn by(caller: &Caller, command: Command) -> Self {
        Self { command, actor: caller.actor.clone(), request: caller.request.clone(), run: None }
    }
}

type Waiting = (Given, oneshot::Sender<Result<Decided>>);

/// Commands that wait, for each company.
#[derive(Default)]
pub(crate) struct Door(Mutex<HashMap<CompanyId, Queue>>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    busy: bool,
}

impl App {
    /// How many commands wait for a batch.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.door.0.lock().map_or(0, |queues| queues.values().map(|queue| queue.waiting.len()).sum())
    }

    /// Decides, each command for itself and in order: a refusal of one costs the others nothing.
    pub async fn decide(&self, caller: &Caller, commands: Vec<Command>) -> Vec<Result<Decided>> {
        let given = commands.into_iter().map(|command| {
            may(caller, &command)?;
            fits(&command, self.now())?;
            Ok(Given::by(caller, command))
        });
        self.enter(caller.company.id, given.collect()).await
    }

    /// Decides about one account.
    pub(crate) async fn decide_one(&self, company: CompanyId, given: Given) -> Result<Decided> {
        let outcome = self.enter(company, vec![Ok(given)]).await.pop();
        outcome.unwrap_or_else(|| Err(Error::bug("no outcome")))
    }

    /// Hands the commands in and waits for what becomes of them.
    pub(crate) async fn enter(&self, company: CompanyId, given: Vec<Result<Given>>) -> Vec<Result<Decided>> {
        let mut answers = Vec::with_capacity(given.len());
        for one in given {
            let (answer, answered) = oneshot::channel();
            answers.push(one.and_then(|given| self.queue(company, (given, answer))).map(|()| answered));
        }
        let mut outcomes = Vec::with_capacity(answers.len());
        for answer in answers {
            outcomes.push(match answer {
                Ok(answered) => answered.await.unwrap_or_else(|_| Err(Error::bug("a batch ended without an answer"))),
                Err(refused) => Err(refused),
            });
        }
        outcomes
    }

    /// Puts a command into the queue, and sees to it that somebody works on the queue.
    fn queue(&self, company: CompanyId, waiting: Waiting) -> Result<()> {
        let mut queues = self.0.door.0.lock().map_err(Error::bug)?;
        let queue = queues.entry(company).or_default();
        if queue.waiting.len() >= WAITING {
            return Err(Kind::Overloaded.into());
        }
        queue.waiting.push_back(waiting);
        if !queue.busy {
            queue.busy = true;
            let app = self.clone();
            tokio::spawn(async move { app.work(company).await });
        }
        Ok(())
    }

    /// Decides batch after batch until nobody waits.
    async fn work(&self, company: CompanyId) {
        while let Some(batch) = self.next_batch(company) {
            let (given, answers): (Vec<Given>, Vec<_>) = batch.into_iter().unzip();
            let began = Instant::now();
            let outcomes = self.decide_batch(company, given).await;
            self.0.meter.decided(&Batch::of(&outcomes, began.elapsed()));
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                drop(answer.send(outcome));
            }
        }
    }

    fn next_batch(&self, company: CompanyId) -> Option<Vec<Waiting>> {
        let mut queues = self.0.door.0.lock().ok()?;
        let queue = queues.get_mut(&company)?;
        let many = queue.waiting.len().min(BATCH);
        let batch: Vec<Waiting> = queue.waiting.drain(..many).collect();
        if batch.is_empty() {
            queue.busy = false;
            return None;
        }
        Some(batch)
    }
}

/// Decisions may be made by whoever may decide about everything, or manages the family at hand; dates may be stated by
/// whoever has that permission, and nobody else.
fn may(caller: &Caller, command: &Command) -> Result<()> {
    if command.change.is_statement() {
        return caller.may(Permission::StateDecisions);
    }
    match command.family.and_then(managing) {
        Some(permission) if caller.permissions.has(permission) => Ok(()),
        _ => caller.may(Permission::DecideAccounts),
    }
}

/// Checks what can be checked without looking anything up.
fn fits(command: &Command, now: domain::Instant) -> Result<()> {
    let reason = match &command.change {
        Change::Mark { reason, .. } => Some(reason),
        Change::State(statement) => {
            if statement.dates().any(|date| date > now.plus_seconds(CLOCK_SKEW)) {
                return Err(Error::invalid("what is stated must not be of the future"));
            }
            statement.service.as_ref().map(|service| &service.reason)
        }
        _ => None,
    };
    if let Some(reason) = reason {
        if reason.trim().is_empty() {
            return Err(Error::invalid("reason must not be blank"));
        }
        check_text("reason", reason)?;
    }
    command.because.as_deref().map_or(Ok(()), |because| check_text("because", because))
}

pub(crate) fn check_text(field: &str, text: &str) -> Result<()> {
    if text.chars().count() > LONGEST_REASON {
        return Err(Error::invalid(format!("{field} must have at most {LONGEST_REASON} characters")));
    }
    if texts::storable(text) { Ok(()) } else { Err(Error::invalid(format!("{field} must not hold U+0000"))) }
}
