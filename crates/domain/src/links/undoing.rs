//! Undoing: what takes back everything that a batch made of a link.

use super::{Change, Link};
use crate::actors::DecidedBy;

/// What a batch made of one link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The link before its first change.
    pub before: Link,
    /// The link after its last one.
    pub after: Link,
    /// How many changes it made.
    pub changes: i64,
    /// What its first change was decided as.
    pub by: DecidedBy,
}

/// The change that takes it back; `None` when somebody else changed the link since, or in between: what they decided
/// must not be lost by the way.
///
/// Everything becomes as it was, who decided it included. Only where a rule or a source decided first, whoever undoes it
/// has decided against it: else the same rule would do the same again.
#[must_use]
pub fn undo(present: &Link, made: &Made) -> Option<Change> {
    let alone = made.after.version - made.before.version == made.changes;
    let untouched = present.version == made.after.version;
    let overrules = made.by != DecidedBy::Human;
    (alone && untouched).then(|| Change::Restore { before: Box::new(made.before.clone()), overrules })
}

#[cfg(test)]
mod tests;
