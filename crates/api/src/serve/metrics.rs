//! What the server counts, and the page that Prometheus reads (text format 0.0.4).
//!
//! A registry of our own: the ready-made ones weigh more crates than this has lines.

mod histogram;
mod memory;
mod text;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{Router, routing::get};
use histogram::Histogram;
use http::{Method, StatusCode, header};

/// Bounds of request durations, in seconds.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Bounds of the number of commands decided together.
const COMMANDS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Methods that are counted by name; all others are `OTHER`, so that clients cannot make series.
const METHODS: [&str; 8] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "OTHER"];

/// Classes of status.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// What refused a request, or made a connection wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// As many connections were open as are allowed.
    Connections,
    /// Too many failed authentications from one address.
    Address,
    /// Too many requests with one key.
    Key,
    /// The queue of decisions was full.
    Queue,
}

/// The server's counters. Clones count together.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    version: &'static str,
    routes: RwLock<BTreeMap<Box<str>, Arc<Route>>>,
    connections_open: AtomicU64,
    connections: AtomicU64,
    refused: [AtomicU64; Limit::ALL.len()],
    batch_commands: Histogram,
    batch_seconds: Histogram,
}

/// The requests of one route, by method and class of status.
#[derive(Debug)]
struct Route(Vec<Histogram>);

/// A connection while it is open.
#[derive(Debug)]
pub struct OpenConnection(Metrics);

impl Limit {
    const ALL: [Self; 4] = [Self::Connections, Self::Address, Self::Key, Self::Queue];

    const fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Address => "address",
            Self::Key => "key",
            Self::Queue => "queue",
        }
    }
}

impl Metrics {
    /// Nothing counted yet, by this version of the program.
    #[must_use]
    pub fn new(version: &'static str) -> Self {
        Self(Arc::new(Counts {
            version,
            routes: RwLock::default(),
            connections_open: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            refused: Default::default(),
            batch_commands: Histogram::new(COMMANDS),
            batch_seconds: Histogram::new(SECONDS),
        }))
    }

    /// A request was answered. `route` is the pattern of its route, never its path; without a method it could not be read.
    pub fn request(&self, route: &str, method: Option<&Method>, status: StatusCode, took: Duration) {
        if let Some(series) = self.route(route).series(method, status) {
            series.add(took.as_secs_f64());
        }
    }

    /// A connection was opened; it is open until the returned value is dropped.
    #[must_use]
    pub fn connection_opened(&self) -> OpenConnection {
        self.0.connections.fetch_add(1, Ordering::Relaxed);
        self.0.connections_open.fetch_add(1, Ordering::Relaxed);
        OpenConnection(self.clone())
    }

    /// A limit was reached.
    pub fn refused(&self, limit: Limit) {
        for (count, of) in self.0.refused.iter().zip(Limit::ALL) {
            if of == limit {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// So many decisions were committed together, in this time.
    pub fn decision_batch(&self, commands: usize, took: Duration) {
        self.0.batch_commands.add(f64::from(u32::try_from(commands).unwrap_or(u32::MAX)));
        self.0.batch_seconds.add(took.as_secs_f64());
    }

    /// The page as Prometheus reads it.
    #[must_use]
    pub fn page(&self) -> String {
        text::page(&self.0)
    }

    /// `GET /metrics`, for a listener of its own.
    pub fn router(&self) -> Router {
        let metrics = self.clone();
        let page = move || async move {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.page())
        };
        Router::new().route("/metrics", get(page))
    }

    fn route(&self, route: &str) -> Arc<Route> {
        let known = self.0.routes.read().unwrap_or_else(PoisonError::into_inner).get(route).cloned();
        known.unwrap_or_else(|| {
            let mut routes = self.0.routes.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(routes.entry(route.into()).or_insert_with(|| Arc::new(Route::new())))
        })
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.0.connections_open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Route {
    fn new() -> Self {
        Self((0..METHODS.len() * CLASSES.len()).map(|_| Histogram::new(SECONDS)).collect())
    }

    fn series(&self, method: Option<&Method>, status: StatusCode) -> Option<&Histogram> {
        let other = METHODS.len() - 1;
        let method = METHODS.iter().position(|name| method.is_some_and(|method| method == *name)).unwrap_or(other);
        let class = usize::from(status.as_u16() / 100).saturating_sub(1).min(CLASSES.len() - 1);
        self.0.get(method * CLASSES.len() + class)
    }

    /// Every series that counted something, with its method and class.
    fn counted(&self) -> impl Iterator<Item = (&'static str, &'static str, &Histogram)> {
        let names = METHODS.iter().flat_map(|method| CLASSES.iter().map(move |class| (*method, *class)));
        let all = names.zip(&self.0).map(|((method, class), series)| (method, class, series));
        all.filter(|(_, _, series)| series.count() > 0)
    }
}
