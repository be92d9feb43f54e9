//! Undoing a part of a batch, through the one door.

use std::collections::HashMap;

use domain::{
    ids::{AccountId, BatchId},
    links::{Change, undo},
    permissions::Permission,
};

use super::{Entries, Entry, Part, Which};
use crate::{
    App, Caller, Error, Kind, Result,
    links::{Command, Decided, Given, check_text},
};

/// How to undo.
#[derive(Clone, Debug, Default)]
pub struct Undoing {
    /// Why, where somebody says so.
    pub because: Option<String>,
    /// The batch to go on with, where there is one.
    pub batch: Option<BatchId>,
    /// Whether only to tell what would happen.
    pub dry_run: bool,
}

/// What became of a part of a batch that was to be undone.
#[derive(Clone, Debug)]
pub struct Undone {
    /// Its entries, as they are now.
    pub entries: Entries,
    /// What became of each of them.
    pub outcomes: Vec<Outcome>,
    /// The batch by which this can be undone again; `None` when nothing changed.
    pub batch: Option<BatchId>,
}

/// The most accounts that are undone at once, and how many in one part.
const MOST: usize = 100_000;
const PART: usize = 500;

/// What became of a whole batch that was to be undone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whole {
    /// How many accounts are as they were.
    pub restored: usize,
    /// How many were left alone, because somebody decided since.
    pub skipped: usize,
    /// How many could not be saved.
    pub failed: usize,
    /// The batch by which this can be undone again; `None` when nothing changed.
    pub batch: Option<BatchId>,
    /// Whether there is more of it.
    pub more: bool,
}

/// What became of an entry that was to be undone.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is as it was before the batch; in a rehearsal, it would be.
    Restored,
    /// Somebody decided since, or in between: it was left alone.
    Skipped,
    /// It could not be saved.
    Failed(Error),
}

impl App {
    /// Makes accounts what they were before they were decided about together. What somebody else decided since is left
    /// alone. That is a batch again, and can be undone.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such batch or run.
    pub async fn undo(&self, caller: &Caller, which: Which, part: Part, undoing: Undoing) -> Result<Undone> {
        caller.may(Permission::DecideAccounts)?;
        if let Some(because) = &undoing.because {
            check_text("reason", because)?;
        }
        let entries = self.entries(caller.company.id, which, part).await?;
        let changes: Vec<_> = entries.entries.iter().map(|entry| undo(&entry.stored.link, &entry.made)).collect();
        if undoing.dry_run {
            self.begun(caller, undoing.batch).await?;
            let planned = |change| if Option::is_some(change) { Outcome::Restored } else { Outcome::Skipped };
            return Ok(Undone { entries, outcomes: changes.iter().map(planned).collect(), batch: None });
        }
        let batch = self.batch(caller, undoing.batch).await?;
        let because = because(which, undoing.because.as_deref());
        let given = entries.entries.iter().zip(&changes).filter_map(|(entry, change)| {
            let command = Command {
                account: entry.made.after.account,
                family: None,
                change: change.clone()?,
                because: Some(because.clone()),
                version: Some(entry.made.after.version),
                batch: Some(batch),
            };
            Some(Ok(Given::by(caller, command)))
        });
        let decided = self.enter(caller.company.id, given.collect()).await;
        let undone = told(entries, &changes, decided, batch);
        self.told_why(caller, (which, part), undone).await
    }

    /// Undoes all of it, part by part, as one batch; stops after 100,000 accounts, and says so.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such batch or run.
    pub async fn undo_all(&self, caller: &Caller, which: Which, because: Option<String>) -> Result<Whole> {
        let (mut whole, mut part) = (Whole::default(), Part { after: 0, limit: PART });
        for _ in 0..MOST / PART {
            let undoing = Undoing { because: because.clone(), batch: whole.batch, dry_run: false };
            let undone = self.undo(caller, which, part, undoing).await?;
            whole.batch = whole.batch.or(undone.batch);
            for outcome in &undone.outcomes {
                match outcome {
                    Outcome::Restored => whole.restored += 1,
                    Outcome::Skipped => whole.skipped += 1,
                    Outcome::Failed(_) => whole.failed += 1,
                }
            }
            let Some(next) = undone.entries.next else { return Ok(whole) };
            part.after = next.get();
        }
        whole.more = true;
        Ok(whole)
    }

    /// The same with what stands in the way of those that somebody decided about while they were being undone.
    async fn told_why(&self, caller: &Caller, (which, part): (Which, Part), mut undone: Undone) -> Result<Undone> {
        let late =
            |(entry, outcome): &(&mut Entry, &Outcome)| matches!(outcome, Outcome::Skipped) && entry.since.is_none();
        let each = undone.entries.entries.iter_mut().zip(&undone.outcomes);
        let late: Vec<&mut Entry> = each.filter(late).map(|(entry, _)| entry).collect();
        if late.is_empty() {
            return Ok(undone);
        }
        let fresh = self.entries(caller.company.id, which, part).await?;
        let mut entries: HashMap<AccountId, Entry> =
            fresh.entries.into_iter().map(|entry| (entry.made.after.account, entry)).collect();
        for stale in late {
            if let Some(entry) = entries.remove(&stale.made.after.account) {
                *stale = entry;
            }
        }
        undone.entries.world.people.extend(fresh.world.people);
        Ok(undone)
    }
}

fn because(which: Which, why: Option<&str>) -> String {
    let what = match which {
        Which::Batch(batch) => format!("undo of batch {batch}"),
        Which::Run(run) => format!("undo of what rules linked in run {run}"),
    };
    why.map_or(what.clone(), |why| format!("{what}: {why}"))
}

/// What became of the entries, where each that has a change was decided about.
fn told(mut entries: Entries, changes: &[Option<Change>], decided: Vec<Result<Decided>>, batch: BatchId) -> Undone {
    let mut decided = decided.into_iter();
    let (mut outcomes, mut changed) = (Vec::with_capacity(changes.len()), false);
    for (entry, change) in entries.entries.iter_mut().zip(changes) {
        outcomes.push(match change.as_ref().and_then(|_| decided.next()) {
            None | Some(Err(Error { kind: Kind::Stale, .. })) => Outcome::Skipped,
            Some(Ok(done)) => {
                changed |= done.batch.is_some();
                entry.stored = done.stored;
                Outcome::Restored
            }
            Some(Err(failed)) => {
                changed |= failed.kind == Kind::OutcomeUnknown;
                Outcome::Failed(failed)
            }
        });
    }
    Undone { entries, outcomes, batch: changed.then_some(batch) }
}
