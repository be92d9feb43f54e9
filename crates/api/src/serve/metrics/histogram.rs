//! Counts of values by size.

use std::sync::atomic::{AtomicU64, Ordering};

/// What sums are kept in: millionths, so that an atomic whole number does.
const PARTS: f64 = 1_000_000.0;

/// How many values were at most each of the bounds, and their sum.
#[derive(Debug)]
pub(super) struct Histogram {
    bounds: &'static [f64],
    /// One for each bound, and one for what is above them all. Not cumulative.
    buckets: Box<[AtomicU64]>,
    sum: AtomicU64,
}

impl Histogram {
    pub(super) fn new(bounds: &'static [f64]) -> Self {
        Self { bounds, buckets: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(), sum: AtomicU64::new(0) }
    }

    /// Counts a value, which is not negative.
    pub(super) fn add(&self, value: f64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        if let Some(bucket) = self.buckets.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "values are small and not negative"
        )]
        let parts = (value * PARTS) as u64;
        self.sum.fetch_add(parts, Ordering::Relaxed);
    }

    /// How many values were counted.
    pub(super) fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).sum()
    }

    /// Their sum.
    pub(super) fn sum(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a sum for people and graphs")]
        let parts = self.sum.load(Ordering::Relaxed) as f64;
        parts / PARTS
    }

    /// For each bound, how many values were at most that; the last bound is none, and counts all.
    pub(super) fn cumulative(&self) -> impl Iterator<Item = (Option<f64>, u64)> {
        let bounds = self.bounds.iter().copied().map(Some).chain([None]);
        bounds.zip(&self.buckets).scan(0, |so_far, (bound, bucket)| {
            *so_far += bucket.load(Ordering::Relaxed);
            Some((bound, *so_far))
        })
    }
}
