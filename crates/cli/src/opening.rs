//! Opening the database that the settings name, bringing its schema up to date, and leaving it.

use std::{path::PathBuf, sync::Arc};

use app::{App, Meter, meter::Unmetered};
use domain::clock::Clock as _;
use store::{Pool, db::Engine, migrations};

use crate::{
    config::{Database, DatabaseUrl},
    exit::{Failure, Result},
    formats,
};

/// Opens the database; an SQLite file that does not exist is made.
pub(crate) async fn open(database: &Database) -> Result<Pool> {
    let password = match &database.password_file {
        None => None,
        Some(file) => {
            let read = std::fs::read_to_string(file);
            let unreadable = |error| Failure::failed(format_args!("database.password_file cannot be read: {error}"));
            Some(read.map_err(unreadable)?.trim_end_matches(['\r', '\n']).to_owned())
        }
    };
    let settings = store::db::Settings {
        url: database.url.reveal().to_owned(),
        password,
        connections: usize::try_from(database.connections.get()).unwrap_or(usize::MAX),
    };
    Ok(Pool::open(&settings).await?)
}

/// The register in the database, for a command. An empty database gets its schema, and an SQLite file is brought up to
/// date; a PostgreSQL database that is in use is not, because other servers may still need it as it is.
pub(crate) async fn register(database: &Database) -> Result<App> {
    let pool = open(database).await?;
    let standing = migrations::standing(&pool).await?;
    if standing.applied > 0 && pool.engine() == Engine::Postgres {
        check(&standing)?;
    } else if standing.applied != standing.known {
        migrations::migrate(&pool, now()).await?;
    }
    let app = assembled(pool, Arc::new(Unmetered)).await?;
    // What a server does by itself when the day has come.
    app.note_leavers().await?;
    Ok(app)
}

/// The register over a database that is up to date.
pub(crate) async fn assembled(pool: Pool, meter: Arc<dyn Meter>) -> Result<App> {
    let app = App::new(pool, Arc::new(app::clock::System), Arc::new(formats::Known), meter);
    app.make_default_company().await?;
    Ok(app)
}

/// Leaves a database behind that is whole in its one file. What was to be done is done, so that a failure is only told.
pub(crate) async fn settle(pool: &Pool) {
    if let Err(error) = pool.settle().await {
        tracing::warn!(%error, "the write-ahead log was not folded into the database's file");
    }
}

/// Passes if the schema is the one that this program knows.
pub(crate) fn check(standing: &migrations::Standing) -> Result<()> {
    let (applied, known) = (standing.applied, standing.known);
    if applied < known {
        return Err(Failure::failed(format_args!(
            "the database's schema is at {applied}, this program needs {known}; run `whose db migrate`"
        )));
    }
    if applied > known {
        return Err(Failure::failed(format_args!(
            "the database's schema is at {applied}, newer than this program ({known}); use the newer whose"
        )));
    }
    Ok(())
}

/// The present instant, for looking after the database.
pub(crate) fn now() -> domain::Instant {
    app::clock::System.now()
}

/// The file of an SQLite database.
pub(crate) fn sqlite_file(url: &DatabaseUrl) -> Option<PathBuf> {
    let path = url.reveal().strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path).into())
}
