//! Applying a plan: chunk by chunk through the one door, each account at the version that was planned with.

use std::{collections::HashMap, sync::Arc};

use domain::{
    ids::{AccountId, BatchId},
    links::Change,
};
use store::links::{Stored, Wanted};

use super::{CHUNK, Decision, MOST, link_of};
use crate::{
    App, Caller, Error, Kind, Result,
    links::{Command, Decided, Given, rule::linking},
};

/// What to apply.
#[derive(Clone, Debug)]
pub struct Applying {
    /// The accounts, each with the version of the link that was planned with.
    pub accounts: Vec<(AccountId, i64)>,
    /// What is decided about each.
    pub decision: Decision,
    /// Why, where somebody says so.
    pub because: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The batch by which it can be undone; `None` when nothing changed.
    pub batch: Option<BatchId>,
    /// How many accounts changed.
    pub changed: usize,
    /// How many were so already.
    pub same: usize,
    /// Those that were refused, and why.
    pub refused: Vec<(AccountId, Error)>,
    /// Why the rest was not tried, where it broke off.
    pub broke_off: Option<Error>,
}

impl App {
    /// Decides about the accounts, as one batch. An account that somebody decided about since it was planned is refused,
    /// which costs the others nothing.
    ///
    /// # Errors
    /// When the caller may not decide, or these are too many.
    pub async fn decide_as_planned(&self, caller: &Caller, applying: Applying) -> Result<Applied> {
        if applying.accounts.len() > MOST {
            return Err(Error::invalid(format!("at most {MOST} accounts can be decided about at once")));
        }
        let (batch, mut applied) = (self.batch(caller, None).await?, Applied::default());
        for chunk in applying.accounts.chunks(CHUNK) {
            let commands = self.commands(caller, &applying, (chunk, batch)).await?;
            let outcomes = match &applying.decision {
                Decision::Change(Change::Reset) => self.reset_all(caller, commands, batch).await?,
                _ => self.decide_all(caller, commands).await,
            };
            for ((account, _), outcome) in chunk.iter().zip(outcomes) {
                applied.count(*account, outcome);
            }
            if applied.broke_off.is_some() {
                break;
            }
        }
        applied.batch = (applied.changed > 0).then_some(batch);
        Ok(applied)
    }

    /// The command for each account, or why there can be none.
    async fn commands(
        &self,
        caller: &Caller,
        applying: &Applying,
        (chunk, batch): (&[(AccountId, i64)], BatchId),
    ) -> Result<Vec<Result<Command>>> {
        let stored = match &applying.decision {
            Decision::Change(_) => Vec::new(),
            Decision::Amend { .. } => {
                let accounts = chunk.iter().map(|(account, _)| *account).collect();
                self.loaded(caller.company.id, Wanted { accounts, people: Vec::new() }).await?.accounts
            }
        };
        let command = |(account, version): &(AccountId, i64)| {
            let change = match &applying.decision {
                Decision::Change(change) => change.clone(),
                amend @ Decision::Amend { .. } => amend.of(link_of(&stored, *account)?)?,
            };
            let because = applying.because.clone();
            Ok(Command {
                account: *account,
                family: None,
                change,
                because,
                version: Some(*version),
                batch: Some(batch),
            })
        };
        Ok(chunk.iter().map(command).collect())
    }

    async fn decide_all(&self, caller: &Caller, commands: Vec<Result<Command>>) -> Vec<Result<Decided>> {
        let mut refused: HashMap<usize, Error> = HashMap::new();
        let mut due = Vec::with_capacity(commands.len());
        let many = commands.len();
        for (place, command) in commands.into_iter().enumerate() {
            match command {
                Ok(command) => due.push(command),
                Err(error) => drop(refused.insert(place, error)),
            }
        }
        let mut decided = self.decide(caller, due).await.into_iter();
        let outcome = |place| match refused.remove(&place) {
            Some(error) => Err(error),
            None => decided.next().unwrap_or_else(|| Err(Error::bug("no outcome"))),
        };
        (0..many).map(outcome).collect()
    }

    /// Gives the accounts back to the rules, and lets the rule decide where it can.
    async fn reset_all(
        &self,
        caller: &Caller,
        commands: Vec<Result<Command>>,
        batch: BatchId,
    ) -> Result<Vec<Result<Decided>>> {
        let mut outcomes = self.decide_all(caller, commands).await;
        let given_back = |outcome: &Result<Decided>| {
            outcome.as_ref().ok().filter(|done| done.stored.link.decided_by.is_none()).map(|done| done.stored.clone())
        };
        let stored: Vec<Stored> = outcomes.iter().filter_map(given_back).collect();
        let here = self.here(caller.company.id, &stored).await?;
        let given: Vec<Result<Given>> = stored
            .iter()
            .filter_map(|stored| {
                let owner = here.owner(stored.account.email.as_deref(), &stored.account.username)?;
                let mut given = linking(stored.account.id, owner, None);
                given.command.batch = Some(batch);
                given.command.version = Some(stored.link.version);
                Some(Ok(given))
            })
            .collect();
        // Where somebody has decided meanwhile, which outranks the rule, the reset itself is done.
        let linked = self.enter(caller.company.id, given).await.into_iter().flatten();
        let mut linked: HashMap<AccountId, Decided> = linked.map(|done| (done.stored.account.id, done)).collect();
        for done in outcomes.iter_mut().flatten() {
            if let Some(by_rule) = linked.remove(&done.stored.account.id) {
                *done = Decided { world: Arc::clone(&done.world), ..by_rule };
            }
        }
        Ok(outcomes)
    }
}

impl Applied {
    fn count(&mut self, account: AccountId, outcome: Result<Decided>) {
        match outcome {
            Ok(decided) if decided.batch.is_some() => self.changed += 1,
            Ok(_) => self.same += 1,
            Err(error) => match error.kind {
                Kind::Unavailable | Kind::Full | Kind::Overloaded | Kind::OutcomeUnknown | Kind::Bug => {
                    self.changed += usize::from(error.kind == Kind::OutcomeUnknown);
                    self.broke_off = Some(error);
                }
                _ => self.refused.push((account, error)),
            },
        }
    }
}
