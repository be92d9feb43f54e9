//! For tests only: a pool that ends at a chosen place, as it does for a process that is killed there.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use super::Pool;
use crate::{Error, Result, error::Kind};

/// How many transactions may still write; none where it never ends.
#[derive(Clone, Default)]
pub(super) struct End(Option<Arc<AtomicI64>>);

impl End {
    pub(super) fn write(&self) -> Result<()> {
        let left = self.0.as_ref().map(|left| left.fetch_sub(1, Ordering::SeqCst));
        reached(left)
    }

    pub(super) fn read(&self) -> Result<()> {
        reached(self.0.as_ref().map(|left| left.load(Ordering::SeqCst)))
    }
}

fn reached(left: Option<i64>) -> Result<()> {
    match left {
        Some(..=0) => Err(Error::new(Kind::Unavailable, "a test has ended this pool")),
        _ => Ok(()),
    }
}

impl Pool {
    /// The same database through a pool that ends after so many transactions that write: nothing happens through it any
    /// more, and whatever is asked of it fails.
    #[must_use]
    pub fn ending_after(&self, writes: i64) -> Self {
        Self { end: End(Some(Arc::new(AtomicI64::new(writes)))), ..self.clone() }
    }
}
