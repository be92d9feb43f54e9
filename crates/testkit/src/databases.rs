//! A database for one test.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use store::{
    Pool,
    db::{Settings, Work, work},
};

/// Which PostgreSQL tests run on; SQLite where it is not set.
pub const VARIABLE: &str = "WHOSE_TEST_DATABASE";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// An empty database, gone when the test is over.
#[derive(Clone)]
pub struct Database {
    /// Its address.
    pub url: String,
    _folder: Option<Arc<tempfile::TempDir>>,
}

impl Database {
    /// An empty database on the engine under test.
    pub async fn new() -> Self {
        match server() {
            Some(server) => Self::postgres(&server).await,
            None => Self::sqlite(),
        }
    }

    /// An empty SQLite file.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("whose.db").display());
        Self { url, _folder: Some(Arc::new(folder)) }
    }

    /// An empty schema of that PostgreSQL server.
    pub async fn postgres(server: &str) -> Self {
        let schema = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let pool = Pool::open(&Settings::of(server)).await.expect("the server can be reached");
        let make = {
            let script = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
            work(move |tx| -> Work<'_, (), store::Error> {
                let script = script.clone();
                Box::pin(async move { tx.script("", &script).await })
            })
        };
        pool.write(make).await.expect("the schema is made");
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-csearch_path%3D{schema}");
        Self { url, _folder: None }
    }

    /// Opens it.
    pub async fn open(&self) -> Pool {
        let settings = Settings { connections: 4, ..Settings::of(&self.url) };
        Pool::open(&settings).await.expect("the database is opened")
    }
}

/// The PostgreSQL that tests run on, if they do.
#[expect(clippy::disallowed_methods, reason = "which engine is under test is said by the environment")]
#[must_use]
pub fn server() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}
