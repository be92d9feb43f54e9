//! What the sample company's people decided about accounts, when, and why.

use app::{App, Caller, Result, links::Command};
use domain::{
    actors::Actor,
    ids::{AccountId, PersonId},
    links::{Access, Change, Patch},
};

use super::{
    aws,
    calendar::Calendar,
    gcp, github,
    staff::{DATA, Employee, KIM, LEAVER, OTHER_KIM, PLATFORM, SECURITY},
};

/// A machine's external id, what it is for, who answers for it, and the days until somebody must look at it again.
type Mark = (String, &'static str, Option<&'static str>, i64);

/// Decides for one caller.
pub(super) struct Deciding<'a> {
    pub(super) app: &'a App,
    pub(super) caller: Caller,
    pub(super) calendar: &'a Calendar,
}

impl<'a> Deciding<'a> {
    /// As the security engineer, on her own machine.
    pub(super) async fn by_hand(app: &'a App, setup: &Caller, calendar: &'a Calendar) -> Result<Self> {
        let person = Some(person(app, setup, SECURITY).await?);
        let actor = Actor::Asserted { person, os: "priya@laptop".to_owned() };
        Ok(Self { app, caller: Caller { actor, ..setup.clone() }, calendar })
    }

    /// Links members of the GitHub organisation that show no address, all but every fourth.
    pub(super) async fn handbook(&self, staff: &[Employee]) -> Result<()> {
        let hidden = github::people(staff).filter(|one| !github::shows(one) && one.email != OTHER_KIM);
        for one in hidden.filter(|one| one.number % 4 != 0) {
            let because = "the engineering handbook names this login";
            self.link(&github::number(one), &one.email, because).await?;
        }
        Ok(())
    }

    /// Links AWS users with short names, but not those about whom nobody was sure.
    pub(super) async fn short_names(&self, staff: &[Employee]) -> Result<()> {
        let short = staff.iter().filter(|one| one.number % 9 == 0 && one.number != 27);
        for one in short {
            self.link(&aws::arn(&one.short()), &one.email, "they confirmed it when asked").await?;
        }
        Ok(())
    }

    /// Marks machines as service accounts.
    pub(super) async fn machines(&self) -> Result<()> {
        for (external, reason, owner, days) in marks() {
            let owner = match owner {
                Some(email) => Some(person(self.app, &self.caller, email).await?),
                None => None,
            };
            let review = self.calendar.date(-days);
            let change = Change::Mark {
                reason: reason.to_owned(),
                owner: Patch::Set(owner),
                review_by: Patch::Set(Some(review)),
            };
            self.decide(&external, change, "inventory of machine users").await?;
        }
        Ok(())
    }

    /// Says who is meant to administer AWS, who writes code, and who may push to production.
    pub(super) async fn expectations(&self, staff: &[Employee], day: i64) -> Result<()> {
        let admin = Change::Expect { access: Access::Admin, on: true };
        for email in [PLATFORM, SECURITY] {
            self.decide(&aws::arn(email), admin.clone(), "on call for the platform").await?;
        }
        let write = Change::Expect { access: Access::Write, on: true };
        for one in github::people(staff).filter(|one| one.builds() && one.works(day)) {
            self.decide(&github::number(one), write.clone(), "engineers write code").await?;
        }
        for (_, place) in github::MACHINES.iter().zip(0..) {
            self.decide(&github::machine(place), write.clone(), "it opens pull requests").await?;
        }
        let push = Change::Expect { access: Access::Push, on: true };
        self.decide(&github::machine(0), push, "it tags releases").await
    }

    /// Links a machine user to the person who made it for herself, beside her own.
    pub(super) async fn second_account(&self) -> Result<()> {
        self.link(&aws::arn("billing-reader"), DATA, "she made it to read the bills").await
    }

    /// Takes one Alex Kim for the other.
    pub(super) async fn wrong_kim(&self, staff: &[Employee]) -> Result<()> {
        self.link(&kim(staff), KIM, "the display name is Alex Kim").await
    }

    /// Sets that right.
    pub(super) async fn right_kim(&self, staff: &[Employee]) -> Result<()> {
        self.decide(&kim(staff), Change::Unlink, "Alex Kim of frontend says it is not theirs").await?;
        self.calendar.pass(40);
        self.link(&kim(staff), OTHER_KIM, "asked both: it is the developer advocate's").await
    }

    async fn link(&self, external: &str, email: &str, because: &str) -> Result<()> {
        let person = person(self.app, &self.caller, email).await?;
        self.decide(external, Change::Link(person), because).await
    }

    async fn decide(&self, external: &str, change: Change, because: &str) -> Result<()> {
        self.calendar.pass(3);
        let account = account(self.app, &self.caller, external).await?;
        let because = Some(because.to_owned());
        let command = Command { account, family: None, change, because, version: None, batch: None };
        for decided in self.app.decide(&self.caller, vec![command]).await {
            decided?;
        }
        Ok(())
    }
}

fn marks() -> Vec<Mark> {
    let aws = [
        ("backup", "Nightly copies of the databases to S3", Some(LEAVER), 25),
        ("break-glass", "Emergency access; its password lies in the safe", Some(SECURITY), 60),
        ("artifact-cache", "Keeps build results in S3", Some(PLATFORM), 120),
        ("deploy", "Rolls out releases to ECS", Some(PLATFORM), 90),
        ("mail-relay", "Sends what the product mails", None, 200),
        ("terraform", "Changes infrastructure as code says", Some(PLATFORM), 90),
    ];
    let gcp = [
        ("billing-export", "Writes the daily costs to BigQuery", Some(DATA), 150),
        ("ci-runner", "Builds and tests in Cloud Build", Some(PLATFORM), -15),
        ("warehouse-loader", "Loads events into the warehouse", Some(DATA), 45),
    ];
    let aws = aws.map(|(name, reason, owner, days)| (aws::arn(name), reason, owner, days));
    let gcp = gcp.map(|(name, reason, owner, days)| (gcp::machine(name), reason, owner, days));
    let github = (github::machine(0), "Tags and publishes releases", Some(PLATFORM), 75);
    aws.into_iter().chain(gcp).chain([github]).collect()
}

/// What GitHub knows the second Alex Kim under.
fn kim(staff: &[Employee]) -> String {
    staff.iter().find(|one| one.email == OTHER_KIM).map(github::number).unwrap_or_default()
}

/// The person of that address.
pub(super) async fn person(app: &App, caller: &Caller, email: &str) -> Result<PersonId> {
    let found = app.person_at(caller, email).await?.people;
    found.first().map(|profile| profile.person.id).ok_or_else(|| app::Error::bug("somebody of the sample is missing"))
}

async fn account(app: &App, caller: &Caller, external: &str) -> Result<AccountId> {
    let found = app.named_accounts(caller, external).await?.accounts;
    let exact = found.iter().find(|stored| stored.account.external_id == external);
    exact.map(|stored| stored.account.id).ok_or_else(|| app::Error::bug("an account of the sample is missing"))
}
