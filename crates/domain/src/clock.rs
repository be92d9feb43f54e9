//! Where the time comes from. Everything that needs "now" is given a clock.

use crate::Instant;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
}
