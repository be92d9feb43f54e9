//! What the register tells whoever counts what it does.

use std::time::Duration;

use crate::{Kind, Result, links::Decided};

/// Counts what the register does.
pub trait Meter: Send + Sync {
    /// A batch of decisions has ended.
    fn decided(&self, batch: &Batch);
}

/// Counts nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unmetered;

/// What became of the commands of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// They changed something.
    pub changed: u64,
    /// It was so already.
    pub unchanged: u64,
    /// A rule was in the way, or there was no such thing.
    pub refused: u64,
    /// The database or a bug was in the way.
    pub failed: u64,
    /// How long it took, from the first look to the commit.
    pub took: Duration,
}

impl Meter for Unmetered {
    fn decided(&self, _: &Batch) {}
}

impl Batch {
    pub(crate) fn of(outcomes: &[Result<Decided>], took: Duration) -> Self {
        let mut batch = Self { took, ..Self::default() };
        for outcome in outcomes {
            let count = match outcome {
                Ok(decided) if decided.batch.is_some() => &mut batch.changed,
                Ok(_) => &mut batch.unchanged,
                Err(failed) if is_failure(&failed.kind) => &mut batch.failed,
                Err(_) => &mut batch.refused,
            };
            *count += 1;
        }
        batch
    }

    /// How many commands it had.
    #[must_use]
    pub const fn commands(&self) -> u64 {
        self.changed + self.unchanged + self.refused + self.failed
    }
}

/// Whether nobody who asked has done anything wrong.
const fn is_failure(kind: &Kind) -> bool {
    matches!(kind, Kind::Unavailable | Kind::Full | Kind::OutcomeUnknown | Kind::Overloaded | Kind::Bug)
}
