//! The sample company of `whose serve --demo`: more than a year of it, played through the use cases on a clock of its own.

mod aws;
mod calendar;
mod decisions;
mod gcp;
mod github;
mod staff;
#[cfg(test)]
mod tests;

use std::{io::Write as _, sync::Arc};

use app::{
    App, Caller, Error, Result,
    keys::{NewKey, Secret},
    members::NewMember,
    runs::{Import, Spooled},
};
use domain::{
    actors::Actor,
    clock::Clock as _,
    companies::{DEFAULT, Setting},
    connections::Kind,
    listings::{Formats, Reading},
    members::Role,
    permissions::{Permission, Permissions},
    runs::{Run, Scope, State},
};
use store::Pool;

use self::{
    calendar::Calendar,
    decisions::Deciding,
    staff::{Employee, ROSTERS},
};

/// The days on which the accounts of all providers were listed; AWS was listed once before there was a roster.
const LISTED: [i64; 3] = [398, 190, 14];
/// The days after which a list is too old: the last of the providers is not, and the last roster is.
const STALE: u16 = 20;
/// The day on which the register began.
const BEGAN: i64 = 400;

/// What is handed out once the sample company stands.
#[derive(Debug)]
pub(crate) struct Demo {
    /// A key that may do everything.
    pub(crate) key: Secret,
    /// A ticket that signs its administrator in.
    pub(crate) ticket: Secret,
    /// What to ask `whose is` about: a linked account, an unlinked one, a removed one and a service account.
    pub(crate) examples: Vec<String>,
}

/// Makes the sample company in a database whose schema is up to date, on the day on which its register began.
///
/// # Errors
/// When the database cannot be written.
pub(crate) async fn found(pool: &Pool, formats: Arc<dyn Formats>) -> Result<()> {
    begun(pool, formats).0.make_default_company().await
}

/// The register on the day on which it began, and the calendar that it goes by.
fn begun(pool: &Pool, formats: Arc<dyn Formats>) -> (App, Arc<Calendar>) {
    let calendar = Arc::new(Calendar::new(app::clock::System.now()));
    calendar.move_to(BEGAN);
    (App::new(pool.clone(), calendar.clone(), formats, Arc::new(app::meter::Unmetered)), calendar)
}

/// Tells the story of the sample company, into a database that has nothing but it.
///
/// Account 1 is of AWS, and nobody ever decided anything about it.
///
/// # Errors
/// When the database cannot be written, or is not empty.
pub(crate) async fn fill(pool: &Pool, formats: Arc<dyn Formats>) -> Result<Demo> {
    let (app, calendar) = begun(pool, formats);
    app.make_default_company().await?;
    let caller = setup(&app).await?;
    let setting = Setting { stale_after: Some(STALE), ..Setting::default() };
    app.set_company(&caller, DEFAULT, setting).await?;
    let story = Story { caller, app, staff: staff::everybody(), calendar };
    story.begin().await?;
    story.decide().await?;
    story.go_on().await?;
    let key = story.key("demo", Permissions::all()).await?;
    let ticket = story.administrator().await?;
    let gone = aws::arn(aws::GONE.0);
    let examples = vec!["aadeyemi".to_owned(), "akim".to_owned(), gone, "break-glass".to_owned()];
    Ok(Demo { key, ticket, examples })
}

/// The caller who set the register up, before anybody was known to it.
async fn setup(app: &App) -> Result<Caller> {
    let company = app.company(DEFAULT).await?.ok_or_else(|| Error::bug("the default company is missing"))?;
    Ok(Caller {
        company: Arc::new(company),
        terms: app.terms().await?,
        actor: Actor::Asserted { person: None, os: "priya@laptop".to_owned() },
        permissions: Permissions::all(),
        request: None,
    })
}

/// What the story is told with.
struct Story {
    app: App,
    caller: Caller,
    staff: Vec<Employee>,
    calendar: Arc<Calendar>,
}

impl Story {
    /// The first lists: AWS while nobody is known, then people, then every provider, so that the rule links.
    async fn begin(&self) -> Result<()> {
        let [roster, ..] = ROSTERS;
        let [listed, ..] = LISTED;
        self.aws(BEGAN).await?;
        self.roster(roster).await?;
        self.providers(listed).await
    }

    /// What was decided in the first months.
    async fn decide(&self) -> Result<()> {
        let by_hand = Deciding::by_hand(&self.app, &self.caller, &self.calendar).await?;
        self.calendar.move_to(396);
        self.handbook().await?;
        self.calendar.move_to(390);
        by_hand.short_names(&self.staff).await?;
        self.calendar.move_to(380);
        by_hand.machines().await?;
        self.calendar.move_to(370);
        by_hand.expectations(&self.staff, 370).await?;
        self.calendar.move_to(360);
        by_hand.second_account().await?;
        self.calendar.move_to(300);
        by_hand.wrong_kim(&self.staff).await?;
        self.calendar.move_to(290);
        by_hand.right_kim(&self.staff).await
    }

    /// Links by a script, with a key of its own that is revoked afterwards.
    async fn handbook(&self) -> Result<()> {
        let permissions = [Permission::ReadAccounts, Permission::ListUsers, Permission::DecideAccounts];
        let key = self.key("handbook script", permissions.into_iter().collect()).await?;
        let caller = self.app.authenticate(key.reveal(), None).await?;
        let by_key = Deciding { app: &self.app, caller, calendar: &self.calendar };
        by_key.handbook(&self.staff).await?;
        let keys = self.app.keys(&self.caller).await?;
        for key in keys {
            self.app.revoke_key(&self.caller, key.id).await?;
        }
        Ok(())
    }

    /// Later lists: people leave, one comes back, an account is gone; then it is today.
    async fn go_on(&self) -> Result<()> {
        let [_, second, third] = ROSTERS;
        let [_, then, lately] = LISTED;
        self.roster(second).await?;
        self.providers(then).await?;
        self.roster(third).await?;
        self.providers(lately).await?;
        self.calendar.move_to(0);
        Ok(())
    }

    async fn key(&self, name: &str, permissions: Permissions) -> Result<Secret> {
        let (name, owner) = (name.to_owned(), staff::SECURITY.to_owned());
        let new = NewKey { name, owner, permissions, expires_at: None };
        Ok(self.app.create_key(&self.caller, new).await?.1)
    }

    /// The head of security looks after the register.
    async fn administrator(&self) -> Result<Secret> {
        let (name, person) = ("Priya Raman".to_owned(), Some(staff::SECURITY.to_owned()));
        let new = NewMember { name, role: Role::Administrator, person };
        Ok(self.app.invite(&self.caller, new).await?.1)
    }

    async fn roster(&self, day: i64) -> Result<()> {
        let csv = staff::roster(&self.staff, &self.calendar, day);
        self.import((Scope::People, "staff", Kind::Roster), "csv", &csv, day).await
    }

    async fn aws(&self, day: i64) -> Result<()> {
        let report = aws::report(&self.staff, &self.calendar, day);
        self.import((Scope::Accounts, "aws-production", Kind::Aws), "aws-credential-report", &report, day).await
    }

    async fn providers(&self, day: i64) -> Result<()> {
        self.aws(day).await?;
        let csv = gcp::members(&self.staff, day);
        self.import((Scope::Accounts, "gcp-example-project", Kind::Gcp), "csv", &csv, day).await?;
        let csv = github::members(&self.staff, day);
        self.import((Scope::Accounts, "github-example", Kind::Github), "csv", &csv, day).await
    }

    /// Imports a whole list as it was fetched that many days ago.
    async fn import(&self, of: (Scope, &str, Kind), format: &str, text: &str, day: i64) -> Result<()> {
        self.calendar.move_to(day);
        let mut file = tempfile::NamedTempFile::new().map_err(Error::bug)?;
        file.write_all(text.as_bytes()).map_err(Error::bug)?;
        let list =
            Spooled { path: file.path().to_owned(), sha256: app::digests::sha256(text), bytes: text.len() as u64 };
        let observed_at = Some(self.calendar.now());
        self.calendar.pass(5);
        let run = self.app.import(&self.caller, whole(of, format, observed_at), list).await?;
        applied(&run)
    }
}

fn whole((scope, connection, kind): (Scope, &str, Kind), format: &str, observed_at: Option<domain::Instant>) -> Import {
    Import {
        scope,
        connection: connection.to_owned(),
        fresh: false,
        kind: Some(kind),
        reading: Reading { format: Some(format.to_owned()), ..Reading::default() },
        complete: true,
        link: true,
        observed_at,
        dry_run: false,
        confirm: None,
        hold: false,
        wait: true,
        name: format!("{connection}.csv"),
    }
}

fn applied(run: &Run) -> Result<()> {
    if run.state == State::Applied { Ok(()) } else { Err(Error::bug("a list of the sample was not applied")) }
}
