//! How often somebody may ask: a bucket for each, which fills at a steady rate.

use std::{collections::HashMap, hash::Hash, sync::Mutex};

use domain::Instant;

/// Buckets are forgotten beyond this many: all begin full again.
const MOST: usize = 100_000;

/// A limit, and how much of it each has used.
pub(crate) struct Limiter<Who> {
    burst: f64,
    per_second: f64,
    left: Mutex<HashMap<Who, (f64, Instant)>>,
}

impl<Who: Eq + Hash> Limiter<Who> {
    /// So many at once, then so many a second.
    pub(crate) fn new(burst: u32, per_second: u32) -> Self {
        Self { burst: burst.into(), per_second: per_second.into(), left: Mutex::default() }
    }

    /// Whether anything is left, taking nothing.
    pub(crate) fn has(&self, who: &Who, now: Instant) -> bool {
        let Ok(left) = self.left.lock() else { return true };
        left.get(who).is_none_or(|bucket| self.filled(*bucket, now) >= 1.0)
    }

    /// Takes one, and says whether there was one.
    pub(crate) fn take(&self, who: Who, now: Instant) -> bool {
        let Ok(mut left) = self.left.lock() else { return true };
        if left.len() >= MOST {
            left.clear();
        }
        let bucket = left.entry(who).or_insert((self.burst, now));
        let full = self.filled(*bucket, now);
        *bucket = ((full - 1.0).max(0.0), now);
        full >= 1.0
    }

    fn filled(&self, (left, at): (f64, Instant), now: Instant) -> f64 {
        let seconds = (now.micros() - at.micros()).max(0) as f64 / 1e6;
        (left + seconds * self.per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_one_for_each_interval() {
        let limiter = Limiter::new(3, 2);
        let start = Instant::from_micros(0);
        assert!((0..3).all(|_| limiter.take("a", start)));
        assert!(!limiter.take("a", start) && !limiter.has(&"a", start) && limiter.has(&"b", start));
        let later = Instant::from_micros(500_000);
        assert!(limiter.take("a", later) && !limiter.take("a", later));
    }
}
