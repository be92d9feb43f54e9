//! The sample company of `whose serve --demo`: thirteen months of a small company, lived through the real use cases with
//! a clock of its own.

mod life;
mod lists;
mod people;

use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use app::{
    App, Caller,
    keys::NewKey,
    runs::{Import, Spooled},
};
use domain::{
    Instant, actors::Actor, clock::Clock, companies::DEFAULT, connections::Kind, ids::PersonId, listings::Formats,
    permissions::Permissions, runs::Scope,
};
use store::Pool;

use crate::exit::{Failure, Result};

/// Seconds of a day.
const DAY: i64 = 24 * 3600;

/// What was made.
pub(crate) struct Filled {
    /// The text of a key that may do everything.
    pub(crate) key: String,
    /// Accounts and people worth asking for.
    pub(crate) ask: Vec<String>,
}

/// Fills an empty register.
pub(crate) async fn fill(pool: &Pool, formats: Arc<dyn Formats>) -> Result<Filled> {
    let today = app::clock::System.now();
    let clock = Arc::new(Past(AtomicI64::new(today.plus_seconds(-400 * DAY).micros())));
    let app = App::new(pool.clone(), clock.clone(), formats);
    app.make_default_company().await?;
    let company = app.company(DEFAULT).await?.ok_or_else(|| Failure::failed("the default company is missing"))?;
    let caller = Caller {
        company: Arc::new(company),
        terms: app.terms().await?,
        actor: Actor::Asserted { person: None, os: "demo@whose".to_owned() },
        permissions: Permissions::all(),
        request: None,
    };
    let demo = Demo { app, caller, clock };
    life::live(&demo).await?;
    demo.clock.0.store(today.plus_seconds(-DAY).micros(), Ordering::SeqCst);
    let new = NewKey {
        name: "demo".to_owned(),
        owner: people::security().email,
        permissions: Permissions::all(),
        expires_at: Some(today.plus_seconds(90 * DAY)),
    };
    let (_, key) = demo.app.create_key(&demo.caller, new).await?;
    Ok(Filled { key: key.reveal().to_owned(), ask: lists::worth_asking() })
}

/// The company while it lives.
struct Demo {
    app: App,
    caller: Caller,
    clock: Arc<Past>,
}

impl Demo {
    /// Lets days pass.
    fn pass(&self, days: i64) {
        self.clock.0.fetch_add(days * DAY * 1_000_000, Ordering::SeqCst);
    }

    /// The caller when a person of the company acts.
    fn as_person(&self, person: PersonId) -> Caller {
        Caller { actor: Actor::Asserted { person: Some(person), os: "demo@whose".to_owned() }, ..self.caller.clone() }
    }

    /// Imports the whole list, which was asked for just before.
    async fn import(&self, scope: Scope, connection: (&str, Kind), format: &str, text: &str) -> Result<()> {
        let mut file = tempfile::NamedTempFile::new().map_err(Failure::failed)?;
        file.write_all(text.as_bytes()).map_err(Failure::failed)?;
        let list =
            Spooled { path: file.path().to_owned(), sha256: app::digests::sha256(text), bytes: text.len() as u64 };
        let import = Import {
            scope,
            connection: connection.0.to_owned(),
            kind: Some(connection.1),
            format: format.to_owned(),
            complete: true,
            link: true,
            observed_at: Some(self.clock.now().plus_seconds(-600)),
            dry_run: false,
            confirm: None,
            hold: false,
            wait: true,
            name: format!("{}.csv", connection.0),
        };
        self.app.import(&self.caller, import, list).await?;
        Ok(())
    }
}

/// A clock that stands in the past and is moved on.
struct Past(AtomicI64);

impl Clock for Past {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests;
