//! Verbs: what can be done with the register. Each asks whether the caller may, loads, decides, saves and records.
//!
//! The only room that opens transactions, checks rights and writes events. It knows nothing of HTTP, SQL or formats.

pub mod accounts;
pub mod batches;
pub mod bulk;
pub mod callers;
pub mod clock;
pub mod companies;
pub mod connections;
pub mod copies;
pub mod differences;
pub mod digests;
pub mod error;
pub mod events;
pub mod findings;
pub mod history;
mod ids;
pub mod jobs;
pub mod keys;
pub mod links;
mod marks;
pub mod members;
pub mod meter;
pub mod overviews;
pub mod people;
pub mod runs;
pub mod sessions;
pub mod standing;
pub mod vouched;
pub mod work;

use std::sync::Arc;

pub use callers::Caller;
use domain::{Instant, clock::Clock, listings::Formats};
pub use error::{Error, Kind, Result};
pub use meter::Meter;
use store::Pool;

/// The register, ready to be used. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    pool: Pool,
    clock: Arc<dyn Clock>,
    formats: Arc<dyn Formats>,
    meter: Arc<dyn Meter>,
    ids: ids::Ids,
    keys: keys::Recent,
    connections: connections::Held,
    door: links::Door,
    marks: marks::Marks,
    overviews: overviews::Held,
    portions: runs::Portions,
    /// Turns to read a list: those that wait lie on the disk.
    reading: tokio::sync::Semaphore,
    readers: runs::Readers,
}

impl App {
    /// A register over an open database whose schema is up to date.
    #[must_use]
    pub fn new(pool: Pool, clock: Arc<dyn Clock>, formats: Arc<dyn Formats>, meter: Arc<dyn Meter>) -> Self {
        Self::in_portions(pool, clock, formats, meter, runs::Portions::default())
    }

    /// The same with runs in larger or smaller transactions.
    #[must_use]
    pub fn in_portions(
        pool: Pool,
        clock: Arc<dyn Clock>,
        formats: Arc<dyn Formats>,
        meter: Arc<dyn Meter>,
        portions: runs::Portions,
    ) -> Self {
        Self(Arc::new(Inner {
            ids: ids::Ids::new(pool.clone()),
            pool,
            clock,
            formats,
            meter,
            keys: keys::Recent::default(),
            connections: connections::Held::default(),
            door: links::Door::default(),
            marks: marks::Marks::default(),
            overviews: overviews::Held::default(),
            portions,
            reading: tokio::sync::Semaphore::new(runs::READ_AT_ONCE),
            readers: runs::Readers::new(),
        }))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// The database, for looking after it.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.0.pool
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<()> {
        self.0.pool.fit()?;
        let terms = self.0.pool.read(|tx| -> store::db::Work<'_, i64, Error> {
            Box::pin(async move { Ok(store::companies::terms(tx).await?) })
        });
        terms.await.map(drop)
    }
}
