//! Differences: what became of accounts and people between two moments.

use app::differences::{AccountDifference, Differences, PersonDifference, Stretch};
use domain::{
    Moment,
    ids::{AccountId, PersonId},
};
use http::StatusCode;
use store::lists::Wanted;

use super::{
    accounts,
    cursors::{self, Among},
    lists::{limit, page, past},
    wire::Difference,
};
use crate::{context::Context, operations::Answer, present, problems::Problem, query::Params};

/// An account or a person.
enum One<'a> {
    Account(&'a AccountDifference),
    Person(&'a PersonDifference),
}

/// A page of differences: accounts in the order of their ids, then, unless only some accounts are asked for, people.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (wanted, limit, stretch) = (accounts::of_connection(&params)?, limit(&params)?, stretch(&params)?);
    let (app, caller) = (&context.app, &context.caller);
    let (accounts, after) = match cursors::among(&params)?.unwrap_or(Among::Accounts(0)) {
        Among::Accounts(after) => {
            let from = (AccountId::new(after), limit + 1);
            (app.account_differences(caller, &wanted, stretch, from).await?, 0)
        }
        Among::People(after) => (Differences::default(), after),
    };
    let room = if wanted == Wanted::default() { (limit + 1).saturating_sub(accounts.accounts.len()) } else { 0 };
    let people = app.person_differences(caller, stretch, (PersonId::new(after), room)).await?;
    let all: Vec<One<'_>> = accounts.accounts.iter().map(One::Account).chain(people.iter().map(One::Person)).collect();
    present::json(StatusCode::OK, &page(&all, limit, cursor, |one| shown(one, &accounts))?)
}

fn cursor(one: &One<'_>) -> String {
    match one {
        One::Account(one) => Among::Accounts(one.after.account.id.get()),
        One::Person(one) => Among::People(one.after.person.id.get()),
    }
    .spell()
}

fn shown<'a>(one: &One<'a>, all: &'a Differences) -> Result<Difference<'a>, Problem> {
    match one {
        One::Account(one) => Difference::of_account(one, all),
        One::Person(one) => Ok(Difference::of_person(one)),
    }
}

/// From `from`, which must be there, to `to`, which is now unless told otherwise; both as known at `asKnown`.
fn stretch(params: &Params<'_>) -> Result<Stretch, Problem> {
    let as_known = past(params, "asKnown")?;
    let from = past(params, "from")?.ok_or_else(|| Problem::parameter("from", "is required"))?;
    let of = |as_of| Moment { as_of, as_known };
    Ok(Stretch { from: of(Some(from)), to: of(past(params, "to")?) })
}
