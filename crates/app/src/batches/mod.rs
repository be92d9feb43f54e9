//! Batches: what was decided together, shown account by account, and taken back.

mod reading;
mod undoing;

use domain::{
    events::Event,
    ids::{AccountId, BatchId, RunId},
    links::Made,
    permissions::Permission,
};
use store::{
    batches,
    db::{Work, work},
    links::Stored,
};
pub use undoing::{Outcome, Undoing, Undone, Whole};

use crate::{App, Caller, Error, Kind, Result, accounts::World, error::Noun};

/// Decisions that somebody wants to see or to undo.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// Those of this batch.
    Batch(BatchId),
    /// Those that rules made in the course of this run.
    Run(RunId),
}

/// Some of the accounts of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Those whose ids come after this one.
    pub after: i64,
    /// At most so many.
    pub limit: usize,
}

/// What a batch made of an account, and what has become of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The account, with its link as it is.
    pub stored: Stored,
    /// What the batch made of the link.
    pub made: Made,
    /// The batch's last decision about it.
    pub last: Event,
    /// The last decision that is not the batch's and stands in the way of undoing it.
    pub since: Option<Event>,
}

/// Entries of a batch, with whom and what they name.
#[derive(Clone, Debug)]
pub struct Entries {
    /// The entries, in the order of their accounts' ids.
    pub entries: Vec<Entry>,
    /// Whom and what they name.
    pub world: World,
    /// The account after which the next ones come; `None` when there are no more.
    pub next: Option<AccountId>,
}

impl App {
    /// The batch under which commands that are given together are recorded: the one that the caller goes on with, else a
    /// new one.
    ///
    /// # Errors
    /// When the caller may not, the company has no such batch, or somebody else began it.
    pub async fn batch(&self, caller: &Caller, going_on: Option<BatchId>) -> Result<BatchId> {
        if !caller.permissions.has(Permission::StateDecisions) {
            caller.may(Permission::DecideAccounts)?;
        }
        if let Some(batch) = self.begun(caller, going_on).await? {
            return Ok(batch);
        }
        let event = self.0.ids.events(1).await?.pop().ok_or_else(|| Error::bug("no id was given"))?;
        Ok(BatchId::alone(event))
    }

    /// The batch, where the caller can go on with it.
    pub(crate) async fn begun(&self, caller: &Caller, batch: Option<BatchId>) -> Result<Option<BatchId>> {
        let Some(batch) = batch else { return Ok(None) };
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, _, Error> {
            Box::pin(async move { Ok(batches::begun_by(tx, company, batch).await?) })
        });
        match self.0.pool.read(read).await? {
            Some(actor) if actor == caller.actor => Ok(Some(batch)),
            Some(_) => Err(Error::invalid("batch must be one that you began yourself")),
            None => Err(Kind::Missing(Noun::Batch).into()),
        }
    }

    /// What was decided together, and what has become of it.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such batch or run.
    pub async fn batch_entries(&self, caller: &Caller, which: Which, part: Part) -> Result<Entries> {
        caller.may(Permission::ReadEvents)?;
        self.entries(caller.company.id, which, part).await
    }
}
