//! What happened in those months.

use app::links::Command;
use domain::{
    connections::Kind,
    ids::{AccountId, PersonId},
    links::{Access, Change, Patch},
    runs::Scope,
};

use super::{
    Demo,
    lists::{self, SHORT, short_name},
    people::{self, Day},
};
use crate::exit::{Failure, Result};

const AWS: (&str, Kind) = ("aws-production", Kind::Aws);
const ROSTER: (&str, Kind) = ("roster", Kind::Roster);
const REPORT: &str = "aws-credential-report";

/// Lives it.
pub(super) async fn live(demo: &Demo) -> Result<()> {
    demo.import(Scope::Accounts, AWS, REPORT, &lists::aws(false)).await?;
    demo.import(Scope::People, ROSTER, "csv", &people::roster(Day::First)).await?;
    demo.pass(1);
    demo.import(Scope::Accounts, AWS, REPORT, &lists::aws(false)).await?;
    demo.import(Scope::Accounts, ("gcp-sample-project", Kind::Gcp), "csv", &lists::gcp()).await?;
    demo.import(Scope::Accounts, ("github-example", Kind::Github), "csv", &lists::github()).await?;
    demo.pass(9);
    decide(demo).await?;
    demo.pass(100);
    demo.import(Scope::People, ROSTER, "csv", &people::roster(Day::Second)).await?;
    demo.pass(90);
    demo.import(Scope::People, ROSTER, "csv", &people::roster(Day::Last)).await?;
    demo.pass(170);
    demo.import(Scope::Accounts, AWS, REPORT, &lists::aws(true)).await
}

/// What the security engineer decided, and why.
async fn decide(demo: &Demo) -> Result<()> {
    let caller = demo.as_person(person(demo, &people::security().email).await?);
    let owner = person(demo, &people::somebody(3).email).await?;
    let leaver = person(demo, &people::leaver().email).await?;
    let mut commands = Vec::new();
    for place in SHORT.step_by(2) {
        let whose = person(demo, &people::somebody(place).email).await?;
        commands.push((short_name(place), Change::Link(whose), "confirmed with them by chat"));
    }
    for (machine, reason, owner) in [
        ("analytics-export", "copies tables to the warehouse every night", owner),
        ("backup", "writes the nightly backups", owner),
        ("deploy", "deploys the product from the build server", owner),
        ("terraform", "applies infrastructure changes", leaver),
        ("break-glass", "for emergencies only; its use raises an alarm", owner),
    ] {
        commands.push((machine.to_owned(), marked(reason, owner), "asked the platform team"));
    }
    let admin = Change::Expect { access: Access::Admin, on: true };
    commands.push((people::somebody(0).email, admin.clone(), "agreed in the access policy"));
    commands.push(("break-glass".to_owned(), admin, "agreed in the access policy"));
    commands.push(("release-robot".to_owned(), marked("cuts releases", owner), "asked the platform team"));
    for (name, change, because) in commands {
        decide_one(demo, &caller, &name, (change, because)).await?;
    }
    Ok(())
}

fn marked(reason: &str, owner: PersonId) -> Change {
    Change::Mark {
        reason: reason.to_owned(),
        owner: Patch::Set(Some(owner)),
        review_by: Patch::Set(Some("2027-03-31".to_owned())),
    }
}

async fn decide_one(demo: &Demo, caller: &app::Caller, name: &str, (change, because): (Change, &str)) -> Result<()> {
    let command = Command {
        account: account(demo, name).await?,
        family: None,
        change,
        because: Some(because.to_owned()),
        version: None,
        batch: None,
    };
    for outcome in demo.app.decide(caller, vec![command]).await {
        outcome?;
    }
    Ok(())
}

/// The first account of that name that is no roster entry.
async fn account(demo: &Demo, name: &str) -> Result<AccountId> {
    let found = demo.app.named_accounts(&demo.caller, name).await?;
    let mut accounts = found.accounts.iter().map(|stored| &stored.account);
    let account = accounts.find(|account| account.family != domain::connections::Family::Identity);
    account.map(|account| account.id).ok_or_else(|| Failure::failed("the sample company lacks an account"))
}

async fn person(demo: &Demo, email: &str) -> Result<PersonId> {
    let found = demo.app.person_at(&demo.caller, email).await?;
    let person = found.people.first().map(|profile| profile.person.id);
    person.ok_or_else(|| Failure::failed("the sample company lacks a person"))
}
