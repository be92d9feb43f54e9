//! Decisions about one account: whose it is, whether it is a service account, what access it is meant to have.

use app::{
    App, Caller,
    links::{Command, Decided, reset::Reset},
};
use domain::{
    ids::{AccountId, PersonId},
    links::Change,
};
use http::StatusCode;

use super::{
    fields, versions,
    wire::{Account, Around},
};
use crate::{
    body::{Field, Object, WHOLE, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::{Code, Problem},
};

const LINK: [Field; 2] = [Field::required("person"), Field::optional("reason")];
const EXPECT: [Field; 3] = [Field::required("access"), Field::required("expected"), Field::optional("reason")];
const UNMARK: [Field; 2] = [Field::required("service"), Field::optional("reason")];
const MARK: [Field; 5] = [
    Field::required("service"),
    Field::required("serviceReason"),
    Field::optional("owner"),
    Field::optional("reviewBy"),
    Field::optional("reason"),
];
const MARK_OR_UNMARK: [Field; 5] = [
    Field::required("service"),
    Field::optional("serviceReason"),
    Field::optional("owner"),
    Field::optional("reviewBy"),
    Field::optional("reason"),
];

const RESET: [Field; 3] = [Field::optional("reason"), Field::optional("dryRun"), Field::optional("batch")];

/// Links the account to a person, or to nobody.
pub(crate) async fn link(mut context: Context) -> Answer {
    let body = context.body().await?;
    let object = parse_object(&body, &LINK)?;
    let person = object.id("person", WHOLE)?.map(PersonId::new);
    decide(context, person.map_or(Change::Unlink, Change::Link), fields::reason(&object)?).await
}

/// Marks the account as a service account, or clears the mark.
pub(crate) async fn mark(mut context: Context) -> Answer {
    let body = context.body().await?;
    let object = parse_object(&body, &MARK_OR_UNMARK)?;
    let change = if object.flag("service")? {
        object.check(&MARK)?;
        marking(&object)?
    } else {
        object.check(&UNMARK)?;
        Change::Unmark
    };
    decide(context, change, fields::reason(&object)?).await
}

/// Says that the account is meant to have an access, or not.
pub(crate) async fn expect(mut context: Context) -> Answer {
    let body = context.body().await?;
    let object = parse_object(&body, &EXPECT)?;
    let change = expecting(&object)?;
    decide(context, change, fields::reason(&object)?).await
}

/// Gives the account back to the rules.
pub(crate) async fn reset(mut context: Context) -> Answer {
    let body = context.body().await?;
    let object = parse_object(&body, &RESET)?;
    let reset = Reset {
        account: AccountId::new(context.id()?),
        because: fields::reason(&object)?,
        version: versions::asked(&context.headers),
        batch: fields::batch(&object)?,
        dry_run: fields::dry_run(&object)?,
    };
    let decided = context.app.reset(&context.caller, reset).await.map_err(refused)?;
    shown((&context.app, &context.caller), &decided).await
}

/// The mark that an object describes.
pub(super) fn marking(object: &Object<'_>) -> Result<Change, Problem> {
    Ok(Change::Mark {
        reason: fields::filled(object, "serviceReason")?,
        owner: fields::owner(object)?,
        review_by: fields::review_by(object)?,
    })
}

/// The expectation that an object describes.
pub(super) fn expecting(object: &Object<'_>) -> Result<Change, Problem> {
    let access = object.choice("access", &fields::ACCESSES)?;
    Ok(Change::Expect { access, on: object.flag("expected")? })
}

/// Why a decision was refused, in words of our own API.
pub(super) fn refused(error: app::Error) -> Problem {
    match error.kind {
        app::Kind::ServiceAccount => Problem::because(Code::ServiceAccount, error.to_string()),
        _ => error.into(),
    }
}

async fn decide(context: Context, change: Change, because: Option<String>) -> Answer {
    let command = Command {
        account: AccountId::new(context.id()?),
        family: None,
        change,
        because,
        version: versions::asked(&context.headers),
        batch: None,
    };
    let outcome = context.app.decide(&context.caller, vec![command]).await.pop();
    let decided = outcome.ok_or(Problem::new(Code::Internal))?.map_err(refused)?;
    shown((&context.app, &context.caller), &decided).await
}

/// The account as it is after a decision.
async fn shown((app, caller): (&App, &Caller), decided: &Decided) -> Answer {
    let decisions = app.decisions(caller, std::slice::from_ref(&decided.stored)).await?;
    let account = Account::of(&decided.stored, Around { world: &decided.world, decisions: &decisions })?;
    let account = account.with_batch(decided.batch);
    Ok(versions::tagged(present::json(StatusCode::OK, &account)?, decided.stored.link.version))
}
