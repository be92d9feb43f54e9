//! What the server counts, and the page that Prometheus reads (text format 0.0.4).
//!
//! A registry of our own: the ready-made ones weigh more crates than this has lines. `docs/metrics.md` lists every name.

mod histogram;
mod process;
mod register;
mod text;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use app::meter::{Batch, Meter};
use histogram::Histogram;
use http::{Method, StatusCode};

/// Bounds of durations, in seconds.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Bounds of the number of commands decided together.
const COMMANDS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Methods that are counted by name; all others are `OTHER`, so that clients cannot make series.
const METHODS: [&str; 7] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"];

/// The server's counters. Clones count together.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    version: &'static str,
    routes: RwLock<BTreeMap<Box<str>, Arc<Route>>>,
    problems: Mutex<BTreeMap<u16, u64>>,
    requests: AtomicU64,
    connections: AtomicU64,
    connections_open: AtomicU64,
    connections_delayed: AtomicU64,
    batch_commands: Histogram,
    batch_seconds: Histogram,
    decisions: Mutex<[(&'static str, u64); 4]>,
}

/// The requests of one route, by method and status.
#[derive(Debug, Default)]
struct Route(Mutex<BTreeMap<(&'static str, u16), Arc<Histogram>>>);

/// Something that is counted while it lasts.
#[derive(Debug)]
pub(super) struct Lasting {
    of: Metrics,
    count: fn(&Counts) -> &AtomicU64,
}

impl Metrics {
    /// Nothing counted yet, by this version of the program.
    #[must_use]
    pub fn new(version: &'static str) -> Self {
        Self(Arc::new(Counts {
            version,
            routes: RwLock::default(),
            problems: Mutex::default(),
            requests: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            connections_open: AtomicU64::new(0),
            connections_delayed: AtomicU64::new(0),
            batch_commands: Histogram::new(COMMANDS),
            batch_seconds: Histogram::new(SECONDS),
            decisions: Mutex::new(["changed", "unchanged", "refused", "failed"].map(|outcome| (outcome, 0))),
        }))
    }

    /// A request is being answered, until the returned value is dropped.
    pub(super) fn request_begun(&self) -> Lasting {
        self.lasting(|counts| &counts.requests)
    }

    /// A request was answered. `route` is the pattern of its route, never its path; without a method it could not be read.
    pub(super) fn request(&self, route: &str, method: Option<&Method>, status: StatusCode, took: Duration) {
        let method = method.and_then(|method| METHODS.into_iter().find(|name| method == name)).unwrap_or("OTHER");
        self.route(route).series(method, status.as_u16()).add(took.as_secs_f64());
    }

    /// A request was answered with this problem.
    pub(super) fn problem(&self, code: u16) {
        *locked(&self.0.problems).entry(code).or_default() += 1;
    }

    /// A connection was opened; it is open until the returned value is dropped.
    pub(super) fn connection_opened(&self) -> Lasting {
        self.0.connections.fetch_add(1, Ordering::Relaxed);
        self.lasting(|counts| &counts.connections_open)
    }

    /// There was no room for a connection, which has to wait.
    pub(super) fn connection_delayed(&self) {
        self.0.connections_delayed.fetch_add(1, Ordering::Relaxed);
    }

    /// The page as Prometheus reads it, without what only the register knows.
    #[must_use]
    pub fn page(&self) -> String {
        text::page(&self.0)
    }

    fn lasting(&self, count: fn(&Counts) -> &AtomicU64) -> Lasting {
        count(&self.0).fetch_add(1, Ordering::Relaxed);
        Lasting { of: self.clone(), count }
    }

    fn route(&self, route: &str) -> Arc<Route> {
        let known = self.0.routes.read().unwrap_or_else(PoisonError::into_inner).get(route).cloned();
        known.unwrap_or_else(|| {
            let mut routes = self.0.routes.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(routes.entry(route.into()).or_default())
        })
    }
}

impl Meter for Metrics {
    fn decided(&self, batch: &Batch) {
        self.0.batch_commands.add(f64::from(u32::try_from(batch.commands()).unwrap_or(u32::MAX)));
        self.0.batch_seconds.add(batch.took.as_secs_f64());
        let more = [batch.changed, batch.unchanged, batch.refused, batch.failed];
        for ((_, count), more) in locked(&self.0.decisions).iter_mut().zip(more) {
            *count += more;
        }
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        (self.count)(&self.of.0).fetch_sub(1, Ordering::Relaxed);
    }
}

impl Route {
    fn series(&self, method: &'static str, status: u16) -> Arc<Histogram> {
        let mut series = locked(&self.0);
        Arc::clone(series.entry((method, status)).or_insert_with(|| Arc::new(Histogram::new(SECONDS))))
    }
}

/// What the mutex holds, also after a panic: a count is never half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
