//! For tests only: a whole register on a database of its own, with a clock that the test moves.
//!
//! The engine is SQLite, or the PostgreSQL that `WHOSE_TEST_DATABASE` names: every test gets a schema of its own there.

mod clock;
mod databases;
mod formats;
mod http;
pub mod samples;

use std::sync::Arc;

use app::{App, Caller};
use axum::Router;
pub use clock::StepClock;
pub use databases::{Database, server};
use domain::{
    actors::Actor,
    ids::AccountId,
    keys::Key,
    listings::Reading,
    members::{Member, Role},
    permissions::{Permission, Permissions},
    runs::{Run, Scope},
};
pub use formats::Files;
pub use http::Reply;
pub use specimens;

/// A register with the API in front of it.
pub struct TestApp {
    /// The use cases.
    pub app: App,
    /// The API, in the same process.
    pub router: Router,
    /// The time, which moves only when it is told to.
    pub clock: Arc<StepClock>,
    /// Its database.
    pub database: Database,
    folder: tempfile::TempDir,
}

impl TestApp {
    /// An empty register with the company `default`.
    pub async fn empty() -> Self {
        Self::with(api::Settings::default()).await
    }

    /// The same with other settings of the API.
    pub async fn with(settings: api::Settings) -> Self {
        Self::on(Database::new().await, settings).await
    }

    /// The same on that database.
    pub async fn on(database: Database, settings: api::Settings) -> Self {
        let clock = Arc::new(StepClock::new("2026-11-02T09:00:00Z"));
        let pool = database.open().await;
        let now = domain::clock::Clock::now(clock.as_ref());
        store::migrations::migrate(&pool, now).await.expect("the schema is made");
        let app = App::new(pool, clock.clone(), Arc::new(Files), Arc::new(app::meter::Unmetered));
        app.make_default_company().await.expect("the default company is made");
        let router = api::router(app.clone(), settings);
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { app, router, clock, database, folder }
    }

    /// A register with the sample roster and accounts of [`samples`], and a key that may do everything.
    pub async fn filled() -> (Self, String) {
        let test = Self::empty().await;
        let key = test.fill("default").await;
        (test, key)
    }

    /// Fills a company with the samples; gives a key that may do everything there.
    pub async fn fill(&self, company: &str) -> String {
        self.import(company, Scope::People, "roster", "csv", samples::ROSTER).await.expect("the roster is imported");
        self.import(company, Scope::Accounts, "aws", "aws-credential-report", samples::AWS)
            .await
            .expect("AWS is imported");
        self.import_kind(company, "github", domain::connections::Kind::Github, samples::GITHUB).await;
        self.key(company, Permissions::all()).await.1
    }

    /// The company's caller who holds the database, and may do everything.
    pub async fn local(&self, company: &str) -> Caller {
        let company = self.app.company(company).await.expect("companies are read").expect("the company exists");
        Caller {
            company: Arc::new(company),
            terms: self.app.terms().await.expect("the terms are read"),
            actor: Actor::Asserted { person: None, os: "root@test".to_owned() },
            permissions: Permissions::all(),
            request: None,
        }
    }

    /// A key of the company with those permissions, owned by the first person of the roster.
    pub async fn key(&self, company: &str, permissions: Permissions) -> (Key, String) {
        let caller = self.local(company).await;
        let new = app::keys::NewKey {
            name: "test".to_owned(),
            owner: samples::OWNER.to_owned(),
            permissions,
            expires_at: None,
        };
        let (key, secret) = self.app.create_key(&caller, new).await.expect("the key is made");
        (key, secret.reveal().to_owned())
    }

    /// A key with all permissions but one.
    pub async fn key_without(&self, company: &str, permission: Permission) -> String {
        self.key(company, Permissions::all().without(permission)).await.1
    }

    /// A new member of the company, and the text of the ticket that signs them in.
    pub async fn member(&self, company: &str, role: Role) -> (Member, String) {
        let new = app::members::NewMember { name: format!("The {}", role.name()), role, person: None };
        let (member, ticket) = self.app.invite(&self.local(company).await, new).await.expect("they are invited");
        (member, ticket.reveal().to_owned())
    }

    /// The text of a session of a new member of the company.
    pub async fn session(&self, company: &str, role: Role) -> String {
        let (_, ticket) = self.member(company, role).await;
        self.app.sign_in(&ticket, None).await.expect("the ticket works").reveal().to_owned()
    }

    /// Imports a text and waits until it is applied.
    pub async fn import(
        &self,
        company: &str,
        scope: Scope,
        connection: &str,
        format: &str,
        text: &str,
    ) -> app::Result<Run> {
        let import = importing(scope, connection, format);
        self.import_as(company, import, text).await
    }

    async fn import_kind(&self, company: &str, connection: &str, kind: domain::connections::Kind, text: &str) {
        let mut import = importing(Scope::Accounts, connection, "csv");
        import.kind = Some(kind);
        self.import_as(company, import, text).await.expect("the accounts are imported");
    }

    /// Imports a text in that way.
    pub async fn import_as(&self, company: &str, import: app::runs::Import, text: &str) -> app::Result<Run> {
        self.import_with(&self.app, company, import, text).await
    }

    /// The same through other use cases over this database.
    pub async fn import_with(
        &self,
        app: &App,
        company: &str,
        import: app::runs::Import,
        text: &str,
    ) -> app::Result<Run> {
        let path = self.folder.path().join(format!("list-{}", app::digests::sha256(text)));
        std::fs::write(&path, text).expect("the list is written");
        let spooled = app::runs::Spooled { path, sha256: app::digests::sha256(text), bytes: text.len() as u64 };
        let caller = self.local(company).await;
        app.import(&caller, import, spooled).await
    }

    /// The id of the account with that name or external id.
    pub async fn account(&self, company: &str, name: &str) -> AccountId {
        let caller = self.local(company).await;
        let found = self.app.named_accounts(&caller, name).await.expect("accounts are read");
        found.accounts.first().unwrap_or_else(|| panic!("there is no account {name}")).account.id
    }
}

/// Says in a request to the API who asks, as whoever holds the database may.
pub fn admit(extensions: &mut ::http::Extensions, caller: Caller) {
    extensions.insert(api::Local(caller));
}

/// An import of that list: the whole one, linking by rule, waited for.
#[must_use]
pub fn importing(scope: Scope, connection: &str, format: &str) -> app::runs::Import {
    app::runs::Import {
        scope,
        connection: connection.to_owned(),
        fresh: false,
        kind: None,
        reading: Reading { format: Some(format.to_owned()), ..Reading::default() },
        complete: true,
        link: true,
        observed_at: None,
        dry_run: false,
        confirm: None,
        hold: true,
        wait: true,
        name: "list".to_owned(),
    }
}
